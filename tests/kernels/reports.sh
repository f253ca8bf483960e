#!/bin/bash
# Usage: reports.sh [--keep DIR] NAME...
#
# Boots kernels of images.sh under qemu (software emulation), with KASLR where they have it, and has them report on themselves: all tasks,
# all processors, what is blocked, and a crash. The names in these reports are put back into addresses, as a kernel without names prints
# them, and `kallsyms annotate` must give each line as the kernel printed it.
#
#   --keep DIR   logs are kept there, and a log that is there is not made anew
#
# KALLSYMS is the program (default: artifacts/kallsyms of this tree). Exit status: 1 a line differs, 4 a kernel did not report.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"
. "$here/reporting.sh"

logs=
case ${1-} in
    -h | --help) help ;;
    --keep) logs=${2?"--keep wants a directory"}; shift 2 ;;
esac
test $# -gt 0 || die 2 "which kernels? see --help"
kallsyms=${KALLSYMS:-$here/../../artifacts/kallsyms}
make_scratch
logs=${logs:-$scratch}
mkdir -p "$logs"

# Names of functions with their size, once in the table: "name 0xsize" to the address in that boot.
places() { # IMAGE LOG OFFSET
    grep -oE '[A-Za-z_][A-Za-z0-9_.]*\+0x[0-9a-f]+/0x[0-9a-f]+' "$2" | sort -u > "$scratch/places"
    sed 's|+0x[0-9a-f]*/|+0x0/|' "$scratch/places" | sort -u | xargs "$kallsyms" lookup -q --kaslr "$3" --demangle never "$1" |
        awk '{ print $3, $1 }' > "$scratch/starts" || true
}

# A script for sed that puts addresses in the place of names.
addresses() {
    declare -A start=()
    local place at name offset size
    while read -r place at; do start[$place]=${start[$place]:+twice}${at}; done < "$scratch/starts"
    while read -r place; do
        name=${place%+*} offset=${place##*+} size=${offset#*/} offset=${offset%/*}
        at=${start[$name+0x0/$size]-}
        case $at in '' | twice*) continue ;; esac
        printf 's|\\b%s+%s/%s\\b|0x%x|g\n' "${name//./\\.}" "$offset" "$size" $((16#$at + offset))
    done < "$scratch/places"
}

failed=0
for name; do
    image=$cache/images/$name
    test -r "$image" || die 3 "no image $image; images.sh fetches it"
    machine "$name"
    test -s "$logs/$name.log" || report "$image" "$logs/$name.log"
    said=$logs/$name.log
    # How far it was moved: where the reports say that only by names beside addresses, which they have no more, the option says it.
    offset=$(sed -n 's/.*Kernel Offset: \(0x[0-9a-f]*\) from.*/\1/p' "$said" | tail -n 1)
    option=()
    if ! grep -q 'Kernel Offset: ' "$said"; then
        offset=$("$kallsyms" annotate -v "$image" "$said" 2>&1 > /dev/null | sed -n 's/.*moved by \(0x[0-9a-f]*\).*/\1/p' | head -n 1)
        option=(--kaslr "${offset:-0}")
    fi
    places "$image" "$said" "${offset:-0}"
    addresses > "$scratch/script"
    sed -f "$scratch/script" "$said" > "$logs/$name.numbers"
    "$kallsyms" annotate -q "${option[@]}" "$image" "$logs/$name.numbers" > "$scratch/answer"
    # Where the kernel printed an address with its name beside it, both get names.
    if test -n "${option[*]}"; then "$kallsyms" annotate -q "${option[@]}" "$image" "$said" > "$scratch/said"; else cp "$said" "$scratch/said"; fi
    count=$(diff "$said" "$logs/$name.numbers" | grep -c '^>' || true)
    if diff "$scratch/said" "$scratch/answer" > "$scratch/differences"; then
        echo "$name: $count lines with names as the kernel printed them, moved by ${offset:-0}"
    else
        head -n 20 "$scratch/differences"
        say "$name: $(grep -c '^<' "$scratch/differences") of $count lines differ"
        failed=1
    fi
done
exit $failed
