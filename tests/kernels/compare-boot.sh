#!/bin/bash
# Usage: compare-boot.sh LISTING SYSTEM_MAP
#
# Compares what a booted kernel printed as /proc/kallsyms with the System.map of its build, symbol by symbol: the same
# names, the same type letters, the same addresses (all moved by one distance where the kernel moved itself). Prints how
# many symbols were compared. Exit status 1: they differ; the first 20 differences are printed.
#
# Not in the table, though in the map: absolute symbols. Where per-cpu symbols are offsets from 0 (x86_64 before 6.15)
# they get the letter A in the table and do not move. Behind the kernel's own symbols /proc/kallsyms may have some of
# modules, ftrace, BPF and kprobes, with a "[name]"; these are not looked at.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

case ${1-} in -h | --help) help ;; esac
test $# = 2 || die 2 "wants a listing and a System.map; see --help"
listing=$1 map=$2
for file in "$listing" "$map"; do test -r "$file" || die 3 "cannot read $file"; done

address_of() { awk -v name="$1" '$3 == name && NF == 3 { print $1; exit }' "$2"; }

here_at=$(address_of _text "$listing") mapped_at=$(address_of _text "$map")
test -n "$here_at" || die 3 "no symbol _text in $listing"
test -n "$mapped_at" || die 3 "no symbol _text in $map"
moved=$((16#$here_at - 16#$mapped_at))
percpu_end=$(address_of __per_cpu_end "$map")
case $(address_of __per_cpu_start "$map") in
    *[!0]*) percpu_end= ;;
esac

# What the listing must be, made from the map.
expected() {
    local width=${#here_at} percpu=${percpu_end:+$((16#$percpu_end))} at
    while read -r address letter name; do
        case $letter in [Aa]) continue ;; esac
        at=$((16#$address))
        if test -n "$percpu" && ((at >= 0 && at <= percpu)); then
            letter=A
        else
            at=$((at + moved))
        fi
        printf "%0${width}x %s %s\n" "$at" "$letter" "$name"
    done < "$map"
}

make_scratch
export LC_ALL=C
grep -v '\[' "$listing" > "$scratch/own"
expected | sort > "$scratch/expected"
sort "$scratch/own" > "$scratch/found"
if ! diff "$scratch/expected" "$scratch/found" > "$scratch/differences"; then
    grep '^[<>]' "$scratch/differences" | sed 's/^</map:    /; s/^>/kernel: /' | head -n 20
    die 1 "$(grep -c '^<' "$scratch/differences") lines of $map and $(grep -c '^>' "$scratch/differences") of $listing have no equal"
fi
# The order within one address is the table's own; the addresses themselves never go down.
cut -d ' ' -f 1 "$scratch/own" | sort -c 2> /dev/null || die 1 "the addresses in $listing are not in order"
echo "$(wc -l < "$scratch/own") symbols equal, moved by $(printf '%#x' "$moved")"
