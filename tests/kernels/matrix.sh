#!/bin/bash
# Usage: matrix.sh [NAME...]
#
# Builds small kernels, has each linked by "make" and by "kallsyms make" from the same objects, and prints a table in Markdown:
# tree, machine, links by either, whether vmlinux and System.map are the same. A NAME is tiny-MACHINE-VERSION[-all][-btf][-llvm]:
#
#   MACHINE    x86_64, i386, arm, thumb2, arm64, riscv64, ppc32, ppc64le, s390x, mips32, mips64, m68k, parisc, sparc64, alpha, sh, loongarch
#   VERSION    as source.sh knows them
#   -all       with data in the table (CONFIG_KALLSYMS_ALL)
#   -btf       the same with type data (CONFIG_DEBUG_INFO_BTF)
#   -llvm      by clang and lld; loongarch has no other compiler here
#
# Without a NAME: all of matrix.txt. What was found is kept in the cache with the objects: a kernel is linked again only by another
# program, and built again never, so that what was interrupted goes on. --print shows what is there and builds nothing, --write puts
# that into docs/kbuild.md. KALLSYMS is the program (default: artifacts/kallsyms).
#
# Exit status: 1 a kernel is not the same, or was not built.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

only_print=
case ${1-} in
    -h | --help) help ;;
    --print) only_print=yes; shift ;;
    --write)
        page=$here/../../docs/kbuild.md
        make_scratch
        "$0" --print > "$scratch/table" || :
        awk -v table="$scratch/table" '
            /^<!-- made by matrix.sh/ { print; while ((getline line < table) > 0) print line; inside = 1; next }
            inside && /^\|/ { next }
            { inside = 0; print }' "$page" > "$scratch/page"
        cat "$scratch/page" > "$page"
        exit
        ;;
esac
kallsyms=
program=
rows=$cache/matrix
if test -z "$only_print"; then
    kallsyms=$(realpath -- "${KALLSYMS:-$here/../../artifacts/kallsyms}")
    test -x "$kallsyms" || die 3 "no $kallsyms; run make first"
    program=$(cksum < "$kallsyms" | tr -d ' ')
fi
mkdir -p "$rows"
test $# != 0 || mapfile -t names < <(grep -v '^#' "$here/matrix.txt")
test $# = 0 || names=("$@")

# link LOG COMMAND...: vmlinux anew; a failure is an answer as well.
link() {
    log=$build/matrix-$1.log
    shift
    rm -f vmlinux vmlinux.unstripped System.map
    "$@" -C "$source" O="$build" "${make_args[@]}" vmlinux > "$log" 2>&1 9>&-
}

# same KEPT: whether the files are those that were kept.
same() {
    local file
    for file in vmlinux System.map; do
        cmp -s "$file" "$1/$file" || { echo "$file differs"; return; }
    done
    echo same
}

# measure NAME: one row, "links by make|links by us|same".
measure() {
    local name=$1 source build log plain ours answer
    . "$here/kernel.sh" "$name"
    build=$("$here/build.sh" "$name" vmlinux)
    source=$("$here/source.sh" "$version")
    cd "$build"
    lock "build-$name"
    make_scratch
    link plain make || die 4 "$name: make does not link again; see $log"
    # The script says each link but that of vmlinux.o.
    plain=$(grep -cE '^  LD      (\.tmp_)?vmlinux(\.unstripped|\.kallsyms.*|[0-9].*)?$' "$log")
    cp vmlinux System.map "$scratch"
    if link ours "$kallsyms" make; then
        answer=$(same "$scratch")
        ours=$(sed -n 's/^  KSYMS   vmlinux.*, \([0-9]*\) links\{0,1\})$/\1/p' "$log")
        test -n "$ours" || ours="the script: $(sed -n 's/^kallsyms: .*runs unchanged: //p' "$log")"
    else
        answer="fails; see $log" ours=
    fi
    echo "$plain|$ours|$answer|$(wc -l < System.map)"
}

failed=
echo '| tree | machine | table | lines of System.map | links by make | by kallsyms make | vmlinux, System.map |'
echo '|---|---|---|---|---|---|---|'
for name in "${names[@]}"; do
    row=$rows/$name
    if test -z "$only_print" && test "$program" != "$(head -n 1 "$row" 2> /dev/null)"; then
        if ! answer=$(measure "$name"); then
            say "$name was not built"
            failed=yes
            continue
        fi
        printf '%s\n' "$program" "$answer" > "$row.new"
        mv "$row.new" "$row"
    fi
    test -e "$row" || continue
    IFS='|' read -r plain ours answer lines < <(tail -n 1 "$row")
    rest=${name#tiny-}
    machine=${rest%%-*} rest=${rest#*-}
    version=${rest%%-*}
    case $rest in *-llvm*) machine="$machine, clang and lld" ;; esac
    case $rest in *-all*) table='all symbols' ;; *) table=functions ;; esac
    echo "| $version | $machine | $table | $lines | $plain | $ours | $answer |"
    test "$answer" = same || failed=yes
done
test -z "$failed" || exit 1
