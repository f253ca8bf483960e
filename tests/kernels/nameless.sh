#!/bin/bash
# Usage: nameless.sh [--keep DIR] NAME...
#
# Boots a kernel under qemu twice, once with names and once without, and has it report on itself both times. What `kallsyms annotate` makes
# of the addresses of the second must be what the first said: the same names in the same lines, and no others.
#
#   NAME         arm64-*, riscv64-* or ppc64el-* of images.sh: without names is the same image, which prints addresses; or
#                reports-MACHINE of build.sh: built with CONFIG_KALLSYMS=n, and named by its System.map. With lkdtm, it also warns,
#                stumbles in a dozen ways, hangs and stalls. MACHINE is x86_64, arm64, arm, riscv64, ppc64le, s390x or mips; or
#                reports-MACHINE-names, of arm64, riscv64, ppc64le or mips: the same, but without names as those of images.sh are.
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

# without_names MACHINE IMAGE COPY; takes $cross and $cflags of the compiler.
without_names() {
    local place text
    case $1 in
        arm64 | riscv64 | ppc64el | mips) ;;
        *) die 2 "kernels of $1 lie packed in their images, where their code cannot be changed" ;;
    esac
    place=$("$kallsyms" lookup -q "$2" '__sprint_symbol*' | sed -n 's/^\([0-9a-f]*\) t __sprint_symbol.*\/0x/\1 /p')
    text=$("$kallsyms" lookup -q --format kallsyms "$2" _stext | awk '{ print $1 }')
    "${cross}gcc" "${cflags[@]}" -Os -Wall -ffreestanding -fno-stack-protector -fomit-frame-pointer -fno-asynchronous-unwind-tables \
        -c -o "$scratch/code.o" "$here/without-names.c"
    "${cross}objcopy" -O binary -j .text "$scratch/code.o" "$scratch/code"
    # An image that is no ELF file begins at a multiple of 2 MB.
    "$here/without-names.py" "$1" "$2" "$(printf %x $((0x$text & ~0x1fffff)))" $place "$scratch/code" "$3"
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
        reports-*-names)
            . "$here/kernel.sh" "$name"
            cflags=() symbols=$cache/build/$name/$image
            test "$arch" != mips || cflags=(-mno-abicalls -fno-pic -G0)
            test -r "$symbols" || die 3 "no kernel of $name; build.sh $name builds it"
            machine=${name#reports-} machine=${machine%-names}
            without_names "${machine/ppc64le/ppc64el}" "$symbols" "$scratch/kernel"
            for moved in nokaslr no_hash_pointers; do
                # A kernel of MIPS that moves itself changes its code as that was linked.
                test "$arch.$moved" != mips.no_hash_pointers || continue
                said "$symbols" "$name.$moved" $moved
                said "$scratch/kernel" "$name.nameless.$moved" $moved
                "$here/same-names.py" "$logs/$name.$moved" "$logs/$name.nameless.$moved" || failed=1
            done
            ;;
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
            without_names "${name%%-*}" "$symbols" "$scratch/kernel"
            said "$symbols" "$name"
            said "$scratch/kernel" "$name.nameless"
            "$here/same-names.py" "$logs/$name" "$logs/$name.nameless" || failed=1
            ;;
    esac
done
exit $failed
