#!/bin/sh
# Usage: bench/commands.sh [MOST]
#
# Seconds and memory of the commands that take lists: with 10 thousand to MOST (10 million) lines, and with 100,000 of one name or address.
set -eu
kallsyms=$(realpath "$(dirname "$0")/../artifacts/kallsyms")
most=${1:-10000000}
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"

# LINES, of which so many share a NAME and an ADDRESS, all moved by a distance.
list() {
    awk -v lines="$1" -v names="$2" -v addresses="$3" -v moved="$4" 'BEGIN {
        for (i = 0; i < lines; i++)
            printf "ffffffff%08x %s function_number_%d\n", 2164260864 + int(i / addresses) * 16 + moved, substr("tTdDr", i % 5 + 1, 1), i / names
    }'
}

# An image with a table of a list, as the linker of a kernel would leave it.
image() {
    "$kallsyms" gen --layout linux-6.12 --all-symbols "$1" --object table.o
    ld -e 0 -Ttext=0xffffffff81000000 --unresolved-symbols=ignore-all table.o -o "$2" 2> /dev/null
}

measure() {
    printf '%-12s %-10s ' "$1" "$2"
    shift 2
    /usr/bin/time -f '%U s %M KB' "$kallsyms" "$@" 2>&1 > /dev/null | grep ' KB$' || true
}

run() {
    measure "$1" lookup lookup before function_number_77
    measure "$1" annotate annotate before after
    measure "$1" explain explain before after
    measure "$1" diff diff before after
    measure "$1" verify verify --map before image
    measure "$1" differing verify --map after image
    measure "$1" stat stat --unproved image
    measure "$1" json lookup --json before ffffffff81000000
}

lines=10000
while test "$lines" -le "$most"; do
    list "$lines" 1 1 0 > before
    list "$lines" 1 1 64 > after
    image before image
    run "$lines"
    lines=$((lines * 10))
done
for shape in "100000 1" "1 100000" "100000 100000"; do
    # shellcheck disable=SC2086
    set -- $shape
    list 100000 "$1" "$2" 0 > before
    list 99999 "$1" "$2" 64 > after
    image before image
    run "$1,$2"
done
