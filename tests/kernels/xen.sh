#!/bin/bash
# Usage: xen.sh [--no-boot]
#
# Builds the hypervisor of Debian's source package xen (this system's release) for x86-64 as it is built ever, then has kallsyms link
# xen-syms again, once into nothing and once over what is there, and prints a table in Markdown: how often the linker ran, whether
# xen-syms and the symbols it lists are the same as before. Then the build runs with kallsyms in the place of its tools/symbols: xen-syms
# and xen.efi must be the same. At last the hypervisor that kallsyms linked boots under qemu with one of Debian's kernels (images.sh) as
# dom0; it must print its banner, and every name in what its debug keys print must be the one that nm tells for that address.
#
#   --no-boot   without the last step
#
# KALLSYMS is the program (default: artifacts/kallsyms). BOOT_TIMEOUT (default 300) seconds are given to the guest.
# Exit status: 1 files or names differ, 3 something needed cannot be had, 4 a tool failed.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"
. "$here/apt.sh"

boot=1
while test $# -gt 0; do
    case $1 in
        -h | --help) help ;;
        --no-boot) boot= ;;
        *) die 2 "unknown argument $1" ;;
    esac
    shift
done
program=$(realpath -- "${KALLSYMS:-$here/../../artifacts/kallsyms}")
test -x "$program" || die 3 "there is no $program; build it, or set KALLSYMS"
"$here/need.sh" gcc make ld flex bison python3 dpkg-source

# The build puts its time into the hypervisor, and the linker into xen.efi; ours says nothing of when it was.
export XEN_BUILD_DATE='Thu Jan  1 00:00:00 UTC 1970' XEN_BUILD_TIME=00:00:00 SOURCE_DATE_EPOCH=0

lock xen
source_package xen
build=$cache/build/xen
if ! test -e "$build/xen/xen-syms.own"; then
    unpack_source "$build"
    say "building Xen: minutes; its messages are in $build/build.log"
    nice make -C "$build/xen" -j"$(nproc)" XEN_TARGET_ARCH=x86_64 > "$build/build.log" 2>&1 || die 4 "Xen does not build; see $build/build.log"
    cp -p "$build/xen/tools/symbols" "$build/xen/tools/symbols.own"
    cp -p "$build/xen/xen.efi" "$build/xen/xen.efi.own" 2> /dev/null || :
    mv "$build/xen/xen-syms" "$build/xen/xen-syms.own"
fi
cd "$build/xen"
agree() { if cmp -s "$1" "$2"; then echo same; else echo differs; fi; }

# The links of xen-syms, one a line; the last is the one to be made.
mapfile -t links < <(sed -e ':more' -e '/\\$/ { N; s/\\\n//; b more; }' "$build/build.log" | grep '^[^|]*ld .*/xen\.lds -N .* -o ')
test "${#links[@]}" -gt 0 || die 4 "no link of xen-syms in $build/build.log"
read -ra link <<< "${links[-1]}"
for i in "${!link[@]}"; do
    case ${link[i]} in *.xen-syms.[0-9].o) link[i]={kallsyms} ;; -o) link[i + 1]=xen-syms ;; esac
done

{
echo "| xen-syms | links | symbols in its table | the same file | the same symbols |"
echo "|---|---|---|---|---|"
nm -n xen-syms.own > own.nm
echo "| make | ${#links[@]} | | | |"
rm -f xen-syms
for run in first again; do
    said=$("$program" link --layout xen --build-id recompute --json -- "${link[@]}" 2> link.err) || { cat link.err >&2; die 4 "kallsyms link failed"; }
    nm -n xen-syms > ours.nm
    number() { sed -n "s/.*\"$1\": \([0-9]*\).*/\1/p" <<< "$said"; }
    echo "| kallsyms link, $run | $(number links) | $(number symbols) | $(agree xen-syms.own xen-syms) | $(agree own.nm ours.nm) |"
done
cp -p xen-syms xen-syms.linked

# The build itself, with the program in the place of its tool.
ln -sf "$program" tools/symbols
rm -f xen-syms xen.efi xen
nice make XEN_TARGET_ARCH=x86_64 > ../again.log 2>&1 || die 4 "Xen does not build with kallsyms as tools/symbols; see $build/again.log"
echo "| make, kallsyms as tools/symbols | $(grep -c '/xen\.lds -N' ../again.log) | | $(agree xen-syms.own xen-syms) | |"
test ! -e xen.efi.own || echo "| the same, xen.efi | $(grep -c '/efi\.lds -N' ../again.log) | | $(agree xen.efi.own xen.efi) | |"
} | tee links.md
mv -f xen-syms.linked xen-syms
status=0
! grep -q differs links.md || status=1

test -n "$boot" || exit $status
"$here/need.sh" qemu-system-x86_64 cpio
read -r _ dom0 < <("$here/images.sh" amd64-6.12)
make_scratch
gcc -Os -Wall -static -nostdlib -ffreestanding -fno-stack-protector -fno-builtin -fno-pie -no-pie -o "$scratch/init" "$here/init.c"
(cd "$scratch" && echo init | cpio -o -H newc --quiet > initramfs && mkfifo keys)
# What the build does to xen-syms, done to ours.
command=$(sed -e ':more' -e '/\\$/ { N; s/\\\n//; b more; }' "$build/build.log" | grep '^[^|]*mkelf32 ' | sed "s|[^ ]*\.elf32|$scratch/xen|")
sh -c "$command" || die 4 "cannot make a bootable image of xen-syms"
log=$scratch/console
timeout "${BOOT_TIMEOUT:-300}" qemu-system-x86_64 -accel tcg -cpu Nehalem -m 768 -display none -nodefaults -no-reboot -serial stdio \
    -kernel "$scratch/xen" -append "console=com1 com1=115200,8n1 conswitch=a1 loglvl=all noreboot dom0_mem=400M" \
    -initrd "$dom0 console=hvc0 stay=1 panic=-1 nokaslr,$scratch/initramfs" < "$scratch/keys" > "$log" 2> "$scratch/err" &
guest=$!
exec 3> "$scratch/keys"
until grep -q 'kallsyms>>>' "$log" || ! kill -0 $guest 2> /dev/null; do sleep 1; done
# Three times Ctrl-A gives the keyboard to Xen: registers, timers, then everything.
printf '\001\001\001' >&3
for key in d a '*'; do sleep 2; printf '%s' "$key" >&3; done
sleep 10
kill $guest 2> /dev/null || :
wait $guest 2> /dev/null || :
tr -d '\r' < "$log" > "$build/console.log"
grep -q '^(XEN) Xen version' "$build/console.log" || { tail -n 20 "$build/console.log" >&2; die 4 "Xen did not print its banner"; }
echo
grep '^(XEN) Xen version' "$build/console.log"
python3 "$here/xen-names.py" xen-syms < "$build/console.log" || status=1
exit $status
