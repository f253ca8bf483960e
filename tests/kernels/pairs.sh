#!/bin/sh
# Usage: pairs.sh [--raw] [--each N] IMAGE IMAGE...
#
# Puts two of the images that images.sh fetched (amd64-6.12 arm64-7.2) into one flash image, every two of them in both orders, with a gap
# between, and compares what kallsyms dump --kernel prints of each with what it prints of the image alone. There are 20 offsets, odd ones too;
# each pair is put at all of them, or, with --each, at N, the next pair at the next N. --raw: the kernels without their shells.
# Prints a line for each flash image; the exit status is 1 if one differs.
# KALLSYMS names the binary, default artifacts/kallsyms.
set -eu
. "$(dirname -- "$0")/common.sh"
raw= each=20
while test $# -gt 0; do
    case $1 in
        -h | --help) help ;;
        --raw) raw=1 ;;
        --each) each=${2?"--each wants a number"}; shift ;;
        *) break ;;
    esac
    shift
done
test $# -ge 2 || die 2 "two images are needed; see --help"
kallsyms=${KALLSYMS:-$here/../../artifacts/kallsyms}
offsets='0 1 2 3 4 5 7 12 20 31 64 100 511 512 513 2048 4095 4096 65536 65543'
make_scratch
cd "$scratch"
for name; do
    image=$("$here/images.sh" "$name" | awk '{ print $2 }')
    if test -n "$raw"; then "$kallsyms" unpack "$image" -o "$name"; else cp "$image" "$name"; fi
    "$kallsyms" dump "$name" > "$name.map"
done

# pair OFFSET FIRST SECOND
pair() {
    { head -c "$1" /dev/zero; cat "$2"; head -c $(($1 * 3 + 17)) /dev/zero; cat "$3"; } > flash
    result=equal
    number=1
    for name in "$2" "$3"; do
        "$kallsyms" dump --kernel $number flash > map 2> error || result="$name: $(tail -n 1 error)"
        cmp -s map "$name.map" || result="$result; $name differs"
        number=$((number + 1))
    done
    test "$result" = equal || status=1
    echo "$1 $2 $3: $result"
}

status=0
turn=0
for first; do
    for second; do
        test "$first" != "$second" || continue
        for _ in $(seq "$each"); do
            offset=$(echo "$offsets" | cut -d ' ' -f $((turn % 20 + 1)))
            pair "$offset" "$first" "$second"
            turn=$((turn + 1))
        done
    done
done
exit $status
