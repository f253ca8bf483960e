#!/bin/sh
# Usage: holes.sh NAME [SEED...]
#
# Takes 0.01 to 50 % of the pages out of the dump of a guest (guest.sh NAME elf), and holds what kallsyms dump and dump --modules print of the rest
# against what the guest printed of itself. What ends with status 0 must be equal, or say which modules it leaves out; a line that the guest did
# not print is wrong whatever the status. Prints a line for each dump; the exit status is 1 if one is wrong.
# KALLSYMS names the binary, default artifacts/kallsyms.
set -eu
. "$(dirname -- "$0")/common.sh"
case ${1-} in -h | --help) help ;; esac
test $# -ge 1 || die 2 "which guest? see --help"
kallsyms=${KALLSYMS:-$here/../../artifacts/kallsyms}
name=$1
shift
test $# -gt 0 || set -- 1 2 3
guest=$cache/guests/$name
test -f "$guest/elf" || "$here/guest.sh" "$name" elf > /dev/null
make_scratch
cd "$scratch"
# What the guest has besides the kernel and its modules is counted apart (docs/images.md).
sort "$guest/kallsyms" > all
grep -v '	\[' "$guest/kallsyms" | sort > core
status=0
for seed; do
    for percent in 0.01 0.05 0.2 1 5 20 50; do
        rm -f dump
        python3 "$here/without-pages.py" "$guest/elf" dump "$percent" "$seed"
        for what in core all; do
            code=0
            if test "$what" = core; then "$kallsyms" dump dump > map 2> said; else "$kallsyms" dump --modules dump > map 2> said; fi || code=$?
            sort map > printed
            foreign=$(comm -13 "$what" printed | wc -l)
            missing=$(comm -23 "$what" printed | wc -l)
            result=right
            test "$foreign" = 0 || result=WRONG
            test "$what" != core || test "$code" != 0 || test "$missing" = 0 || result=WRONG
            test "$what" != all || test "$code" != 0 || test "$missing" = 0 || grep -q 'not read\|left out' said || result=WRONG
            test "$result" = right || status=1
            echo "$name $percent % $seed $what: $result, status $code, $foreign foreign, $missing missing; $(tail -n 1 said)"
        done
    done
done
exit $status
