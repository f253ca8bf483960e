#!/bin/bash
# Usage: nameless.sh [--keep DIR] NAME...
#
# Boots a kernel under qemu twice, once with names and once without, and has it report on itself both times. What `kallsyms annotate` makes
# of the addresses of the second must be what the first said: the same names in the same lines, and no others.
#
#   NAME         arm64-*, armhf-*, riscv64-* or ppc64el-* of images.sh: without names is the same image, which prints addresses; or
#                reports-MACHINE of build.sh: built with CONFIG_KALLSYMS=n, and named by its System.map. With lkdtm, it also warns,
#                stumbles in a dozen ways, hangs and stalls. MACHINE is x86_64, arm64, arm, riscv64, ppc64le or s390x; or
#                reports-MACHINE-names or -lockdep, of arm64, arm, riscv64, ppc64le or mips: the same, but without names as those of
#                images.sh are; and with all that lockdep finds when it tests itself.
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
    local image=$2 place text relocations=
    case $1 in
        arm64 | riscv64 | ppc64el | mips) ;;
        armhf) "$kallsyms" elf -q "$2" -o "$scratch/vmlinux" && image=$scratch/vmlinux ;;
        *) die 2 "kernels of $1 lie packed in their images, where their code cannot be changed" ;;
    esac
    place=$("$kallsyms" lookup -q "$2" '__sprint_symbol*' | sed -n 's/^\([0-9a-f]*\) t __sprint_symbol.*\/0x/\1 /p')
    text=$("$kallsyms" lookup -q --format kallsyms "$2" _stext | awk '{ print $1 }')
    # A kernel of MIPS that moves itself has a list of what it changes then.
    test "$1" != mips || relocations=$("$kallsyms" lookup -q --format kallsyms "$2" _relocation_start | awk '{ print $1 }')
    "${cross}gcc" "${cflags[@]}" -Os -Wall -ffreestanding -fno-stack-protector -fomit-frame-pointer -fno-asynchronous-unwind-tables \
        -c -o "$scratch/code.o" "$here/without-names.c"
    "${cross}objcopy" -O binary -j .text "$scratch/code.o" "$scratch/code"
    "$here/without-names.py" "$1" "$image" "$text" $place "$scratch/code" "$3" $relocations
    if test "$1" = armhf; then
        # Unpacked it must begin so many bytes behind a multiple of 2 MB, and qemu puts it at 64 KB: it begins with a jump to there.
        "${cross}objcopy" -O binary "$3" "$scratch/Image"
        (printf '\376\337\007\352' && head -c $((0x1f8000 - 4)) /dev/zero && cat "$scratch/Image") > "$3"
    fi
}

# said KERNEL NAME [APPEND...]: its log, and what annotate makes of that; SYMBOLS is where its names are.
said() {
    local log=$logs/$2
    test -s "$log.log" || report "$1" "$log.log" "${@:3}"
    "$kallsyms" annotate -q "$symbols" "$log.log" > "$log.answer"
}

failed=0
for name; do
    # MIPS hides how far it was moved where pointers are hashed, and arm is never moved.
    case $name in reports-arm | reports-arm-*) moves=nokaslr ;; *) moves="nokaslr no_hash_pointers" ;; esac
    case $name in
        reports-*-names | reports-*-lockdep)
            . "$here/kernel.sh" "$name"
            cflags=() symbols=$cache/build/$name/$image
            test "$arch" != mips || cflags=(-mno-abicalls -fno-pic -G0)
            test -r "$symbols" || die 3 "no kernel of $name; build.sh $name builds it"
            machine=${name#reports-} machine=${machine%-*}
            # Lockdep reports what is tried at boot if told to.
            append=()
            test "${name##*-}" != lockdep || append=(debug_locks_verbose=-1)
            case $machine in ppc64le) machine=ppc64el ;; arm) machine=armhf ;; esac
            without_names "$machine" "$symbols" "$scratch/kernel"
            for moved in $moves; do
                said "$symbols" "$name.$moved" $moved "${append[@]}"
                said "$scratch/kernel" "$name.nameless.$moved" $moved "${append[@]}"
                "$here/same-names.py" "$logs/$name.$moved" "$logs/$name.nameless.$moved" || failed=1
            done
            ;;
        reports-*)
            . "$here/kernel.sh" "$name-names"
            cflags=() append=()
            case $arch in
                s390) append=(bootdebug) ;; # without it, no word on how far it was moved
                mips) die 2 "without a table, kernels of MIPS print all that looks like an address as a trace; take $name-names" ;;
            esac
            for moved in $moves; do
                for one in "$name" "$name-names"; do
                    symbols=$cache/build/$one/System.map
                    test -r "$cache/build/$one/$image" || die 3 "no kernel of $one; build.sh $one builds it"
                    said "$cache/build/$one/$image" "$one.$moved" $moved "${append[@]}"
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
