# shellcheck shell=bash disable=SC2034,SC2154
# Sourced: boots a kernel that reports on itself (reports.c) under qemu (software emulation).

machine() { # of an image: sets cross, cflags, console, qemu
    cflags=()
    case $1 in
        amd64-*) cross= console=ttyS0 qemu=(qemu-system-x86_64 -machine q35 -cpu max -smp 2) ;;
        i386-*) cross= cflags=(-m32) console=ttyS0 qemu=(qemu-system-i386 -cpu max) ;;
        arm64-*) cross=aarch64-linux-gnu- console=ttyAMA0 qemu=(qemu-system-aarch64 -machine virt -cpu max,pauth-impdef=on -smp 2) ;;
        armhf-*) cross=arm-linux-gnueabi- console=ttyAMA0 qemu=(qemu-system-arm -machine virt -cpu cortex-a15) ;;
        riscv64-*) cross=riscv64-linux-gnu- console=ttyS0 qemu=(qemu-system-riscv64 -machine virt) ;;
        s390x-*) cross=s390x-linux-gnu- console=ttysclp0 qemu=(qemu-system-s390x -smp 2) ;;
        ppc64el-*) cross=powerpc64le-linux-gnu- console=hvc0 qemu=(qemu-system-ppc64 -machine pseries) ;;
        mipsel-*) cross=mipsel-linux-gnu- cflags=(-mno-abicalls -fno-pic -G0) console=ttyS0 qemu=(qemu-system-mipsel -machine malta) ;;
        *) die 2 "no machine is known for $1" ;;
    esac
    "$here/need.sh" "${cross}gcc" "${qemu[0]}" cpio
}

# report KERNEL LOG [APPEND...]: what it said. Takes $cross, $qemu and $console, and $cflags of the compiler.
report() {
    local kernel=$1 log=$2
    shift 2
    "${cross}gcc" "${cflags[@]}" -Os -Wall -static -nostdlib -ffreestanding -fno-stack-protector -fno-builtin -fno-pie -no-pie \
        -o "$scratch/init" "$here/reports.c" || die 4 "cannot compile reports.c"
    (cd "$scratch" && echo init | cpio -o -H newc --quiet > initramfs)
    timeout --foreground "${BOOT_TIMEOUT:-300}" "${qemu[@]}" -m 768M -accel tcg -display none -nodefaults -no-reboot \
        -serial "file:$scratch/console" -kernel "$kernel" -initrd "$scratch/initramfs" \
        -append "console=$console panic=1 log_buf_len=4M ignore_loglevel cryptomgr.notests $*" < /dev/null >&2 || say "qemu ended with status $?"
    tr -d '\r' < "$scratch/console" > "$scratch/said"
    grep -q 'sysrq: Trigger a crash' "$scratch/said" || { tail -n 30 "$scratch/said" >&2; die 4 "$kernel did not report"; }
    mv "$scratch/said" "$log"
}
