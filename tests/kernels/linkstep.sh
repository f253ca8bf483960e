#!/bin/bash
# Usage: linkstep.sh [--linker LINKER] VERSION[=TREE] NAME...
#
# The link step of one kernel release over the objects of another: runs scripts/link-vmlinux.sh of VERSION, with that release's own
# scripts/kallsyms and scripts/mksysmap, on what matrix.sh built under NAME, once by itself and once by "kallsyms kbuild-link", and prints
# rows of a table in Markdown: how often the linker ran for an image, and whether vmlinux and System.map are the same. So a release that
# today's compilers do not build, or nobody has the time to, is tried all the same; what its own makefiles and objects add is not.
# --linker has it linked by another linker than the kernel was, such as ld.lld.
# VERSION is one of source.sh; of any other (3.5 to 6.0) TREE is the unpacked source. KALLSYMS is the program (default: artifacts/kallsyms).
#
# Exit status: 1 files differ, or a link failed.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

other=
case ${1-} in
    -h | --help) help ;;
    --linker) other=${2?"--linker wants a linker"}; shift 2 ;;
esac
test $# -ge 2 || die 2 "which release, and which kernels? see --help"
kallsyms=$(realpath -- "${KALLSYMS:-$here/../../artifacts/kallsyms}")
test -x "$kallsyms" || die 3 "no $kallsyms; run make first"
release=${1%%=*}
case $1 in
    *=*) tree=$(realpath -- "${1#*=}") ;;
    *) tree=$("$here/source.sh" --only scripts "$release") ;;
esac
test -f "$tree/scripts/link-vmlinux.sh" || die 3 "$tree has no scripts/link-vmlinux.sh"
shift

# older RELEASE: the release in hand is older than that.
older() { test "$release" != "$1" && test "$(printf '%s\n' "$release" "$1" | sort -V | head -n 1)" = "$release"; }

# The words with which a kernel was linked: linker, its options, those for vmlinux.
words_of() {
    grep -hE '^(saved)?cmd_vmlinux' "$1"/.vmlinux.unstripped.cmd "$1"/.vmlinux.cmd 2> /dev/null | grep -m 1 link-vmlinux.sh |
        sed 's/^.*link-vmlinux\.sh //; s/;.*//'
}

# What the assembler of that machine has to be told.
machine_options() {
    local like
    like=$(find "$1/arch" -name '.*.o.cmd' -exec grep -l '\.S *$' {} + | sort | head -n 1)
    head -n 1 "$like" | tr ' ' '\n' | grep -E '^(-m|-fno-pi|-Wa,-m|-Wa,-I|-Wa,-isa|-E[BL]$|--target=|-fintegrated)' | tr '\n' ' '
}

# An object tree with just what the script looks at, in the current directory.
prepare() {
    local built=$1 prefix=$2 bits
    mkdir -p scripts include/config init arch asm/asm
    cc -O2 -w -I "$tree/tools/include" -I "$tree/scripts/include" -o scripts/kallsyms "$tree/scripts/kallsyms.c"
    printf '#!/bin/sh\ncat > /dev/null < /dev/null\n' > make
    chmod +x make
    # Tables of other tools are sorted by programs that are not here; these variables were there before they went.
    grep -vE '_TABLE_SORT|_EXTABLE_SORT|OBJTOOL|STACK_VALIDATION|_VALIDATION|PRE_LINK_VMLINUX|THIN_ARCHIVES' "$built/.config" > .config
    echo CONFIG_KALLSYMS_BASE_RELATIVE=y >> .config
    cp .config include/config/auto.conf
    bits=32
    ! grep -q '^CONFIG_64BIT=y' .config || bits=64
    printf '#define BITS_PER_LONG %s\n' $bits | tee asm/asm/bitsperlong.h > asm/asm/types.h
    # Up to 6.0 there is no archive of everything, and the version is in one of the objects.
    cp "$built/vmlinux.o" .
    if test -f "$built/vmlinux.a"; then
        objects=$("${prefix}ar" t "$built/vmlinux.a" | tr '\n' ' ')
        libraries=$(sed -n '1s/.*--start-group \(.*\) --end-group.*/\1/p' "$built/.vmlinux.o.cmd" | tr -s ' ' '\n' | sed "/^[^/]/s|^|$built/|" | tr '\n' ' ')
        cp "$built/init/version-timestamp.o" init/
    else
        cp vmlinux.o kernel.o
        objects=kernel.o libraries=
        "${prefix}gcc" -c -x c -o init/version-timestamp.o /dev/null
    fi
    # shellcheck disable=SC2086
    "${prefix}ar" rcsT vmlinux.a $objects
    test ! -f "$built/.builtin-dtbs.o" || cp "$built/.builtin-dtbs.o" .
    if test -f "$built/.vmlinux.export.o"; then cp "$built/.vmlinux.export.o" .; else "${prefix}gcc" -c -x c -o .vmlinux.export.o /dev/null; fi
    lds=$(find "$built/arch" -name vmlinux.lds -path '*kernel*' | head -n 1)
    # The objects' release has parts in its table that another has not.
    { cat "$lds"; printf 'PROVIDE(kallsyms_%s = _text);\n' addresses offsets relative_base num_syms names markers token_table token_index seqs_of_names; } > vmlinux.lds
}

# link KIND COMMAND...: in a copy of the tree; the linker counts how often it made an image.
link() {
    local kind=$1
    shift
    rm -rf "../$kind"
    cp -a . "../$kind"
    (cd "../$kind" && "$@" > log 2>&1)
}

measure() {
    local name=$1 built linker options own prefix objects libraries plain ours answer file
    . "$here/kernel.sh" "$name"
    built=$cache/build/$name prefix=$cross
    test -f "$built/vmlinux.o" || die 3 "$name is not built; run matrix.sh $name"
    make_scratch
    mkdir "$scratch/tree"
    cd "$scratch/tree"
    prepare "$built" "$prefix"
    eval "set -- $(words_of "$built")"
    linker=${other:-$1} options=$2 own=$3
    # Options that only GNU ld knows.
    test -z "$other" || options=$(echo "$options" | sed 's/--no-warn-rwx-segments//')
    # Every linker that makes an image says so, with the name of the file.
    printf '#!/bin/sh\ncase " $* " in *" -r "* | *" --version "*) ;; *) echo image >> %s/count;; esac\nexec %s "$@"\n' "$scratch" "$(command -v "$linker")" > "$scratch/${linker##*/}"
    chmod +x "$scratch/${linker##*/}"
    linker=$scratch/${linker##*/}
    export srctree=$tree objtree=. SRCARCH=$arch ARCH=$arch KBUILD_LDS=vmlinux.lds KCONFIG_CONFIG=.config CONFIG_SHELL=sh
    export CC="${prefix}gcc $(machine_options "$built")" AR=${prefix}ar NM=${prefix}nm OBJCOPY=${prefix}objcopy STRIP=${prefix}strip LD=$linker
    export READELF=${prefix}readelf MAKE=$PWD/make AWK=awk PERL=perl KBUILD_BUILD_VERSION=1 VMLINUX=vmlinux
    export KBUILD_AFLAGS=-D__ASSEMBLY__ LINUXINCLUDE="-I$PWD/asm" KBUILD_VMLINUX_LIBS=$libraries LDFLAGS_vmlinux=$own LDFLAGS=$options
    export KBUILD_VMLINUX_OBJS="$objects .vmlinux.export.o init/version-timestamp.o"
    export KBUILD_VMLINUX_INIT=$objects KBUILD_VMLINUX_MAIN='init/version-timestamp.o .vmlinux.export.o'
    older 6.1 || export KBUILD_VMLINUX_OBJS=vmlinux.a
    set -- "$tree/scripts/link-vmlinux.sh" "$linker" "$options" "$own" vmlinux
    # Up to 5.1 the script takes the linker from the environment.
    ! older 5.2 || set -- "$tree/scripts/link-vmlinux.sh" "$linker" "$options" "$own"
    rm -f "$scratch/count"
    if ! link plain sh "$@"; then
        say "$(tail -n 5 "$scratch/plain/log")"
        echo "| $release | ${name#tiny-} | | | the script fails |"
        return 1
    fi
    plain=$(wc -l < "$scratch/count")
    rm -f "$scratch/count"
    answer=same
    if ! link ours "$kallsyms" kbuild-link "$@"; then
        say "$(tail -n 5 "$scratch/ours/log")"
        answer=fails
    fi
    ours=$(wc -l < "$scratch/count")
    ! grep -q 'runs unchanged' "$scratch/ours/log" || ours="$ours ($(sed -n 's/^kallsyms: .*runs unchanged: //p' "$scratch/ours/log"))"
    for file in vmlinux System.map; do
        cmp -s "$scratch/plain/$file" "$scratch/ours/$file" || answer="$file differs"
    done
    test -z "${KEEP-}" || cp -a "$scratch" "$KEEP"
    echo "| $release | ${name#tiny-}${other:+, $other} | $plain | $ours | $answer |"
    test "$answer" = same
}

status=0
for name; do
    (measure "$name") || status=1
done
exit $status
