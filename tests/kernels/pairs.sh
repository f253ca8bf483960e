#!/bin/sh
# Usage: pairs.sh [--raw] IMAGE IMAGE [OFFSET...]
#
# Puts two images that images.sh fetched (amd64-6.12 arm64-7.2) into one flash image, in both orders, at each OFFSET (20 of them, odd ones too,
# without any) with a gap between, and compares what kallsyms dump --kernel prints of each with what it prints of the image alone.
# --raw: the kernels without their shells. Prints a line for each flash image; the exit status is 1 if one differs.
# KALLSYMS names the binary, default artifacts/kallsyms.
set -eu
. "$(dirname -- "$0")/common.sh"
raw=
case ${1-} in -h | --help) help ;; --raw) raw=1; shift ;; esac
test $# -ge 2 || die 2 "two images are needed; see --help"
kallsyms=${KALLSYMS:-$here/../../artifacts/kallsyms}
first=$1 second=$2
shift 2
test $# -gt 0 || set -- 0 1 2 3 4 5 7 12 20 31 64 100 511 512 513 2048 4095 4096 65536 65543
make_scratch
cd "$scratch"
for name in "$first" "$second"; do
    image=$("$here/images.sh" "$name" | awk '{ print $2 }')
    if test -n "$raw"; then "$kallsyms" unpack "$image" -o "$name"; else cp "$image" "$name"; fi
    "$kallsyms" dump "$name" > "$name.map"
done
status=0
for offset; do
    for order in "$first $second" "$second $first"; do
        # shellcheck disable=SC2086
        set -- $order
        { head -c "$offset" /dev/zero; cat "$1"; head -c $((offset * 3 + 17)) /dev/zero; cat "$2"; } > flash
        result=equal
        number=1
        for name; do
            "$kallsyms" dump --kernel $number flash > map 2> error || result="$name: $(tail -n 1 error)"
            cmp -s map "$name.map" || result="$result; $name differs"
            number=$((number + 1))
        done
        test "$result" = equal || status=1
        echo "$offset $1 $2: $result"
    done
done
exit $status
