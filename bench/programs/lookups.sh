#!/bin/bash
# Usage: lookups.sh
#
# Links a program of 2,000 functions with each layout that kallsyms link has for programs, and prints how many nanoseconds it takes to name
# one of its own addresses (processor time); beside them what it takes to unpack a .gnu_debugdata section of its symbols, which comes before the first
# name, and what addr2line takes on the host, started for one address. KALLSYMS is the program (default: artifacts/kallsyms).
set -euo pipefail
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
kallsyms=$(realpath -- "${KALLSYMS:-$here/../../artifacts/kallsyms}")
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
cd "$scratch"
parts=(uart spi i2c timer task queue event flash net usb)
for i in $(seq 0 1999); do
    echo "__attribute__((noinline)) void ${parts[i % 10]}_driver_function_${i}_(void) { __asm__ volatile(\"nop\"); }"
done > functions.c
{
    sed 's/.*void \(.*\)(void).*/void \1(void);/' functions.c
    echo 'void (*const functions[])(void) = {'
    sed 's/.*void \(.*\)(void).*/\1,/' functions.c
    echo '}; const unsigned count = sizeof functions / sizeof *functions;'
} > list.c
gcc -O2 -c functions.c list.c
echo "| | nanoseconds |"
echo "|---|---|"
for layout in image linux-7.0 xen nuttx zephyr; do
    define=${layout%%-*}
    gcc -O2 "-D${define^^}" -I "$here/../../runtime" -c "$here/lookups.c" -o lookups.o
    "$kallsyms" link -q --layout $layout -- gcc -no-pie functions.o list.o lookups.o -o "program.$layout"
    for _ in {1..20}; do "./program.$layout"; done | sort -n | { read -r best; echo "| $layout | $best |"; }
done

# Processor time of the best of twenty, in milliseconds.
best() {
    TIMEFORMAT='%U %S'
    for _ in {1..20}; do
        { time "$@" > /dev/null; } 2>&1
    done | awk '{ printf "%d\n", ($1 + $2) * 1000 }' | sort -n | head -n 1
}
gcc -no-pie functions.o list.o lookups.o -Wl,--unresolved-symbols=ignore-all -o plain 2> /dev/null
nm plain | sed -n 's/^\([0-9a-f]*\) T uart_driver_function_1000_$/\1/p' > address
objcopy --only-keep-debug plain mini && xz -9 -k mini
echo "| .gnu_debugdata: xz, started for one name | $(best xz -dc mini.xz) ms |"
echo "| addr2line, started for one name | $(best addr2line -f -e plain "$(cat address)") ms |"
