#!/bin/bash
# Usage: boot.sh [-o FILE] [--kaslr] NAME [IMAGE [APPEND...]]
#
# Boots a kernel under qemu (software emulation), has it print its own /proc/kallsyms, and writes that to FILE (default:
# standard output). NAME is a kernel of build.sh, IMAGE what to boot (default: the one build.sh built), APPEND more words
# for the kernel's command line. Where the kernel has a selftest of its symbol table, that must pass.
#
#   -o FILE   the listing goes to FILE, and the console's text to FILE.console
#   --kaslr   let the kernel move itself (default: nokaslr)
#
# Exit status: 1 the selftest failed, 4 the kernel did not come to the end within BOOT_TIMEOUT (default 300) seconds.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

output=- append=(nokaslr)
while test $# -gt 0; do
    case $1 in
        -h | --help) help ;;
        -o) output=${2?"-o wants a file"}; shift ;;
        --kaslr) append=() ;;
        -*) die 2 "unknown option $1" ;;
        *) break ;;
    esac
    shift
done
name=${1-}
shift || die 2 "which kernel? see --help"
. "$here/kernel.sh" "$name"
test -n "$image" || die 2 "$name does not boot under qemu"
build=$cache/build/$name
kernel=${1-$build/$image}
test $# = 0 || shift
test -r "$kernel" || die 3 "no kernel at $kernel; build.sh $name builds it"
"$here/need.sh" "${tools[@]}" "${qemu[0]}" cpio

make_scratch
"${cross}gcc" -Os -Wall -static -nostdlib -ffreestanding -fno-stack-protector -fno-builtin -fno-pie -no-pie \
    -o "$scratch/init" "$here/init.c" || die 4 "cannot compile init.c"
(cd "$scratch" && echo init | cpio -o -H newc --quiet > initramfs)

append+=("console=$console" panic=-1 log_buf_len=1M "$@")
! grep -qs '^CONFIG_KALLSYMS_SELFTEST=y' "$build/.config" || append+=(wait_for_selftest=1)

log=$scratch/console
timeout --foreground "${BOOT_TIMEOUT:-300}" "${qemu[@]}" -accel tcg -display none -nodefaults -no-reboot -serial "file:$log" \
    -kernel "$kernel" -initrd "$scratch/initramfs" -append "${append[*]}" < /dev/null >&2 || say "qemu ended with status $?"
tr -d '\r' < "$log" > "$log.txt"
test "$output" = - || cp "$log.txt" "$output.console"
grep -q '^kallsyms>>>$' "$log.txt" || { tail -n 30 "$log.txt" >&2; die 4 "$kernel did not print its table"; }
sed -n 's|^<[0-9]*>\(.*kallsyms_selftest: .*\)|\1|p' "$log.txt" >&2
if test "$output" = -; then output=/dev/stdout; fi
sed -n '/^<<<kallsyms$/,/^kallsyms>>>$/ { /^<<<kallsyms$/d; /^kallsyms>>>$/d; p; }' "$log.txt" > "$output"
! grep -q 'kallsyms_selftest: abort' "$log.txt" || die 1 "the kernel's own test of its symbol table failed"
