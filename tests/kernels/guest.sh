#!/bin/bash
# Usage: guest.sh [-m MEGABYTES] [-c CPU] [-a ACCELERATOR] NAME [FORMAT...]
#
# Boots a kernel of Debian (a name of images.sh) under qemu with KASLR and some modules, has it print its /proc/kallsyms, and dumps its memory
# in each FORMAT. Everything is in the directory that is printed, $KALLSYMS_CACHE/guests/NAME: kallsyms, console, and a file for each format:
#
#   elf      dump-guest-memory: an ELF core            paging   the same with virtual addresses (-p)
#   zlib     kdump-compressed (-z)                     lzo, snappy   the same, packed by these, where qemu can
#   raw      pmemsave from 0 on                        migrate  a migration stream
#   savevm   a snapshot in a qcow2 disk
#
# Without FORMAT: elf. -m: memory (default 512). -c: CPU (default max). -a: tcg or kvm. MODULES: which modules, with what they need.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

megabytes=512 cpu=max accelerator=tcg
while test $# -gt 0; do
    case $1 in
        -h | --help) help ;;
        -m) megabytes=${2?}; shift ;;
        -c) cpu=${2?}; shift ;;
        -a) accelerator=${2?}; shift ;;
        -*) die 2 "unknown option $1" ;;
        *) break ;;
    esac
    shift
done
name=${1-}
shift || die 2 "which kernel? see --help"
test $# != 0 || set -- elf
start=0
case $name in
    amd64-*) cross=x86_64-linux-gnu- qemu=(qemu-system-x86_64 -machine q35) console=ttyS0 ;;
    arm64-*) cross=aarch64-linux-gnu- qemu=(qemu-system-aarch64 -machine virt) console=ttyAMA0 start=0x40000000 ;;
    riscv64-*) cross=riscv64-linux-gnu- qemu=(qemu-system-riscv64 -machine virt) console=ttyS0 start=0x80000000 ;;
    s390x-*) cross=s390x-linux-gnu- qemu=(qemu-system-s390x -machine s390-ccw-virtio) console=ttysclp0 ;;
    ppc64el-*) cross=powerpc64le-linux-gnu- qemu=(qemu-system-ppc64 -machine pseries,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken) console=hvc0 ;;
    *) die 2 "no machine of qemu is known here for $name" ;;
esac
test "$cpu" != max || test "${name%%-*}" != riscv64 || cpu=rv64
test "$cross" != x86_64-linux-gnu- || ! command -v gcc > /dev/null || cross=
"$here/need.sh" "${cross}gcc" "${qemu[0]}" cpio depmod modprobe xz zstd socat

root=$("$here/images.sh" --package "$name" | awk '{ print $2 }')
kernel=$(find "$root" -type f -name 'vmlinu*')
modules=$(find "$root" -type d -path '*lib/modules/*' -prune)
release=${modules##*/}
make_scratch
mkdir -p "$scratch/initrd/modules" "$scratch/tree/lib/modules"
ln -s "$modules" "$scratch/tree/lib/modules/$release"
depmod -b "$scratch/tree" "$release"
"${cross}gcc" -Os -Wall -static -nostdlib -ffreestanding -fno-stack-protector -fno-builtin -fno-pie -no-pie \
    -o "$scratch/initrd/init" "$here/init.c" || die 4 "cannot compile init.c"
number=0
for file in $(for module in ${MODULES-xfs dm-mod loop overlay}; do
    modprobe -d "$scratch/tree" -S "$release" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
done | awk '!seen[$0]++'); do
    target=$scratch/initrd/modules/$(printf %02d $number)
    case $file in *.xz) xz -dc "$file" > "$target" ;; *.zst) zstd -qdc "$file" > "$target" ;; *) cp "$file" "$target" ;; esac
    number=$((number + 1))
done
(cd "$scratch/initrd" && find . | cpio -o -H newc --quiet > ../initramfs)

to=$cache/guests/$name
mkdir -p "$to"
disk=()
case " $* " in *" savevm "*)
    rm -f "$to/savevm"
    qemu-img create -q -f qcow2 "$to/savevm" 1G
    disk=(-drive "if=none,format=qcow2,id=disk,file=$to/savevm") ;;
esac
timeout --foreground "${BOOT_TIMEOUT:-900}" "${qemu[@]}" -accel "$accelerator" -cpu "$cpu" -m "$megabytes" -display none -net none "${disk[@]}" \
    -serial "file:$scratch/console" -monitor "unix:$scratch/monitor,server,nowait" -no-reboot -kernel "$kernel" \
    -initrd "$scratch/initramfs" -append "console=$console panic=-1 log_buf_len=1M stay=1 ${APPEND-}" < /dev/null >&2 &
guest=$!
while ! grep -q '^kallsyms>>>' "$scratch/console" 2> /dev/null; do
    kill -0 $guest 2> /dev/null || { tail -n 30 "$scratch/console" >&2; die 4 "$kernel did not print its table"; }
    sleep 1
done
tell() { printf '%s\n' "$@" | socat -t "${BOOT_TIMEOUT:-900}" - "unix-connect:$scratch/monitor" > /dev/null; }
for format; do
    test "$format" = savevm || rm -f "$to/$format"
    case $format in
        elf) tell "dump-guest-memory $to/$format" ;;
        paging) tell "dump-guest-memory -p $to/$format" ;;
        zlib | lzo | snappy) tell "dump-guest-memory -${format:0:1} $to/$format" ;;
        raw) tell "pmemsave $start $((megabytes << 20)) \"$to/$format\"" ;;
        migrate) tell "migrate_set_parameter max-bandwidth 10G" "migrate \"exec:cat > $to/$format\"" "cont" ;;
        savevm) tell "savevm dump" ;;
        *) die 2 "unknown format $format" ;;
    esac
done
tell quit || :
wait $guest || :
tr -d '\r' < "$scratch/console" > "$to/console"
sed -n '/^<<<kallsyms$/,/^kallsyms>>>$/ { /^<<<kallsyms$/d; /^kallsyms>>>$/d; p; }' "$to/console" > "$to/kallsyms"
echo "$to"
