#!/bin/bash
# Usage: stage.sh NAME [ROUNDS]
#
# How long the last stage of a kernel of build.sh takes, from vmlinux.o on: "make vmlinux" and "kallsyms make vmlinux" in turn, ROUNDS times
# (3) after one of each that does not count. Prints rows of a table in Markdown: elapsed and processor seconds of both, and the ratios; then
# which programs the last round of each ran for a tenth of a second or more, in the order in which they ended (needs strace; with it the times
# are a little longer, so these are runs of their own). KALLSYMS is the program (default: artifacts/kallsyms).
#
# Exit status: 1 vmlinux or System.map differ.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

name=${1-}
case $name in -h | --help) help ;; esac
shift || die 2 "which kernel? see --help"
rounds=${1:-3}
. "$here/kernel.sh" "$name"
kallsyms=$(realpath -- "${KALLSYMS:-$here/../../artifacts/kallsyms}")
test -x "$kallsyms" || die 3 "no $kallsyms; run make first"
build=$("$here/build.sh" "$name" vmlinux)
source=$("$here/source.sh" "$version")
cd "$build"
lock "build-$name"
make_scratch
TIMEFORMAT='%R %U %S'

arguments=(-C "$source" O="$build" "${make_args[@]}" -j"${JOBS:-$(nproc)}" vmlinux)

# stage KIND [WRAPPER...]: links anew, prints elapsed and processor seconds.
stage() {
    local kind=$1 command=(make)
    shift
    test "$kind" = make || command=("$kallsyms" make)
    rm -f vmlinux vmlinux.unstripped System.map
    sync
    { time "$@" "${command[@]}" "${arguments[@]}" > "$scratch/$kind.log" 2>&1 9>&-; } 2> "$scratch/time" ||
        { tail -n 20 "$scratch/$kind.log" >&2; die 4 "$name does not link; see above"; }
    awk 'NF == 3 { print $1, $2 + $3 }' "$scratch/time"
}

# The files are those of the first run.
check() {
    local file
    for file in vmlinux System.map; do
        test -e "$scratch/$file" || cp "$file" "$scratch/$file"
        cmp "$file" "$scratch/$file" >&2 || die 1 "$file of $1 is not that of make"
    done
}

steps() {
    strace -f -qq --seccomp-bpf -ttt -e trace=execve,exit_group -o "$scratch/trace" true 2> /dev/null || return 0
    for kind in make "kallsyms make"; do
        stage "$kind" strace -f -qq --seccomp-bpf -ttt -e trace=execve,exit_group -o "$scratch/trace" > /dev/null
        echo
        echo "$kind, seconds of programs:"
        awk '
            /execve\(/ && !/ENOENT/ { split($0, word, "\""); sub(/.*\//, "", word[2]); program[$1] = word[2]; began[$1] = $2 }
            /exit_group\(/ && $1 in began && $2 - began[$1] >= 0.1 && program[$1] !~ /^(make|sh|bash|dash)$/ {
                printf "    %6.2f %s\n", $2 - began[$1], program[$1]; delete began[$1] }' "$scratch/trace"
    done
}

for kind in make "kallsyms make"; do
    stage "$kind" > /dev/null
    check "$kind"
done
echo "| pair | elapsed make | elapsed kallsyms make | CPU make | CPU kallsyms make | ratio (elapsed, CPU) |"
echo '|---|---|---|---|---|---|'
for round in $(seq "$rounds"); do
    read -r elapsed cpu < <(stage make)
    check make
    read -r ours_elapsed ours_cpu < <(stage "kallsyms make")
    check "kallsyms make"
    awk -v n="$round" -v a="$elapsed" -v b="$ours_elapsed" -v c="$cpu" -v d="$ours_cpu" \
        'BEGIN { printf "| %d | %.1f | %.1f | %.1f | %.1f | %.2f, %.2f |\n", n, a, b, c, d, b / a, d / c }'
done
grep '^  KSYMS   vmlinux' "$scratch/kallsyms make.log" || :
steps
