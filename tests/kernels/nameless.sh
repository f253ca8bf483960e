#!/bin/bash
# Usage: nameless.sh [--keep DIR] NAME...
#
# Boots a kernel under qemu twice, once with names and once without, and has it report on itself both times. What `kallsyms annotate` makes
# of the addresses of the second must be what the first said: the same names in the same lines, and no others.
#
#   NAME         arm64-*, riscv64-* or ppc64el-* of images.sh: without names is the same image, whose look-up of names finds nothing; or
#                reports-MACHINE of build.sh: built with CONFIG_KALLSYMS=n, and named by its System.map. With lkdtm, it also warns,
#                stumbles in a dozen ways, hangs and stalls. MACHINE is x86_64, arm64, arm, riscv64, ppc64le, s390x or mips.
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
"$here/need.sh" python3
make_scratch
logs=${logs:-$scratch}
mkdir -p "$logs"

# without_names NAME IMAGE COPY
without_names() {
    local at text
    at=$("$kallsyms" lookup -q --format kallsyms "$2" kallsyms_lookup_buildid | awk '{ print $1 }')
    text=$("$kallsyms" lookup -q --format kallsyms "$2" _stext | awk '{ print $1 }')
    # The image, or its only segment, begins at a multiple of 2 MB.
    at=$((0x$at - (0x$text & ~0x1fffff)))
    case $1 in
        arm64-* | riscv64-*) "$here/without-names.py" "${1%%-*}" "$2" $at "$3" ;;
        ppc64el-*) "$here/without-names.py" ppc64el "$2" $((at + 0x10000)) "$3" ;;
        *) die 2 "$1 lies packed in its image, where its code cannot be changed" ;;
    esac
}

# said KERNEL NAME [APPEND...]: its log, and what annotate makes of that; SYMBOLS is where its names are.
said() {
    local log=$logs/$2
    test -s "$log.log" || report "$1" "$log.log" "${@:3}"
    "$kallsyms" annotate -q "$symbols" "$log.log" > "$log.answer"
}

failed=0
for name; do
    case $name in
        reports-*)
            . "$here/kernel.sh" "$name-names"
            cflags=()
            test "$arch" != mips || cflags=(-mno-abicalls -fno-pic -G0)
            # MIPS hides how far it was moved where pointers are hashed.
            for moved in nokaslr no_hash_pointers; do
                for one in "$name" "$name-names"; do
                    symbols=$cache/build/$one/System.map
                    test -r "$cache/build/$one/$image" || die 3 "no kernel of $one; build.sh $one builds it"
                    said "$cache/build/$one/$image" "$one.$moved" $moved
                done
                "$here/same-names.py" "$logs/$name-names.$moved" "$logs/$name.$moved" || failed=1
            done
            ;;
        *)
            symbols=$cache/images/$name
            test -r "$symbols" || die 3 "no image $symbols; images.sh fetches it"
            machine "$name"
            without_names "$name" "$symbols" "$scratch/kernel"
            said "$symbols" "$name"
            said "$scratch/kernel" "$name.nameless"
            "$here/same-names.py" "$logs/$name" "$logs/$name.nameless" || failed=1
            ;;
    esac
done
exit $failed
