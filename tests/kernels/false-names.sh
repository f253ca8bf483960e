#!/bin/bash
# Usage: false-names.sh [--logs DIR] [NAME...]
#
# What is not a report of a kernel gets no name from `kallsyms annotate`: 1 GB of source code, random numbers, dumps, and dumps and
# registers full of pointers into that very kernel, of each NAME of images.sh (default: amd64-6.12); and logs of other kernels,
# where --logs has what reports.sh --keep left. All but the logs are also read with --kaslr 0, so that no doubt protects them.
#
# KALLSYMS is the program (default: artifacts/kallsyms of this tree), MEGABYTES how much there is of each kind (default 100). Exit status: 1
# something got a name.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

logs=
case ${1-} in
    -h | --help) help ;;
    --logs) logs=${2?"--logs wants a directory"}; shift 2 ;;
esac
test $# -gt 0 || set -- amd64-6.12
kallsyms=${KALLSYMS:-$here/../../artifacts/kallsyms}
megabytes=${MEGABYTES:-100}
"$here/need.sh" python3
make_scratch
source=$("$here/source.sh" 6.12)

text() { # KIND BASE DIGITS
    case $1 in
        source) find "$source" -name '*.[chS]' -print0 | sort -z | xargs -0 cat 2> /dev/null | head -c "${megabytes}M" || : ;;
        *) "$here/noise.py" "$1" "$megabytes" "$2" "$3" ;;
    esac
}

failed=0 bytes=0
for name; do
    image=$cache/images/$name
    test -r "$image" || die 3 "no image $image; images.sh fetches it"
    # The same start for all: what the symbols of the image have as their first function.
    base=$("$kallsyms" lookup -q --format kallsyms "$image" _stext | awk 'NR == 1 { print $1 }')
    for kind in source numbers dumps registers pointers; do
        text $kind "$base" "${#base}" > "$scratch/noise"
        for option in "" "--kaslr 0"; do
            # shellcheck disable=SC2086
            "$kallsyms" annotate -q $option "$image" < "$scratch/noise" > "$scratch/answer"
            lines=$(cmp -s "$scratch/noise" "$scratch/answer" || diff "$scratch/noise" "$scratch/answer" | tee "$scratch/names" | grep -c '^>' || :)
            bytes=$((bytes + $(stat -c %s "$scratch/noise")))
            test "${lines:-0}" = 0 || { say "$name: $kind $option: $lines lines have names:"; head -n 6 "$scratch/names" >&2; failed=1; }
        done
    done
    for log in ${logs:+"$logs"/*.numbers}; do
        other=${log##*/} other=${other%.numbers}
        test "$other" != "$name" || continue
        "$kallsyms" annotate -q "$image" "$log" > "$scratch/answer"
        bytes=$((bytes + $(stat -c %s "$log")))
        cmp -s "$log" "$scratch/answer" || { say "$name: the log of $other has names:"; diff "$log" "$scratch/answer" | head -n 6 >&2; failed=1; }
    done
done
test $failed = 0 && echo "no name in $((bytes >> 20)) MB"
exit $failed
