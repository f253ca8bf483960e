#!/bin/bash
# Usage: types.sh NAME [CASE...]
#
# Changes a kernel with type data (CONFIG_DEBUG_INFO_BTF: tiny-x86_64-6.12-btf, x86_64-6.12-btf, ...) after it was linked, links it again by
# "kallsyms make" and by "make", and holds vmlinux, System.map and the type data of one against the other's. Prints a table in Markdown:
# case, links with debug data by make, links by us, whether the files are the same. A CASE is
#
#   clean       nothing is left of an earlier build
#   again       nothing has changed
#   plain       the build before was one of "make"
#   body        another body of a function
#   renamed     another name of the same length in a type: as many bytes of type data, but not the same
#   type        a type and a function more
#   percpu      a per-cpu variable more
#   garbage     what the last build left is not an object, or is cut off, or another machine's, or of another kernel with other types
#   old         a pahole that cannot write type data by themselves (before 1.22), or writes others then
#   features    a pahole that is told what nobody here knows the effect of
#   touching    a pahole that changes the image that it reads
#   failing     a pahole that cannot be started, or that fails with images, always or at the first of them
#   killed      everything is killed while pahole runs; the next make makes all of it
#
# Without a CASE: all of them. Works in file systems laid over source and build directory, which stay as they are; that takes root. KALLSYMS
# is the program (default: artifacts/kallsyms).
#
# Exit status: 1 something is not the same, or takes more links than it should.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

name=${1-}
case $name in -h | --help) help ;; esac
shift || die 2 "which kernel? see --help"
. "$here/kernel.sh" "$name"
kallsyms=$(realpath -- "${KALLSYMS:-$here/../../artifacts/kallsyms}")
test -x "$kallsyms" || die 3 "no $kallsyms; run make first"
if test -z "${KALLSYMS_TYPES_BUILD-}"; then
    test "$(id -u)" = 0 || die 3 "file systems cannot be laid over the build by this user; run it as root"
    build=$("$here/build.sh" "$name" vmlinux)
    source=$("$here/source.sh" "$version")
    lock "build-$name"
    make_scratch
    # What it mounts is gone with it.
    KALLSYMS_TYPES_BUILD=$build KALLSYMS_TYPES_SOURCE=$source KALLSYMS_TYPES_SCRATCH=$scratch KALLSYMS=$kallsyms \
        unshare -m -- "$0" "$name" "$@"
    exit
fi
build=$KALLSYMS_TYPES_BUILD source=$KALLSYMS_TYPES_SOURCE here_scratch=$KALLSYMS_TYPES_SCRATCH
for tree in build source; do
    mkdir "$here_scratch/$tree" "$here_scratch/$tree.work"
    mount -t overlay overlay -o "lowerdir=${!tree},upperdir=$here_scratch/$tree,workdir=$here_scratch/$tree.work" "${!tree}" ||
        die 3 "no file system can be laid over ${!tree}"
done
cd "$build"

edited=$source/kernel/panic.c
pahole=$here_scratch/pahole
mode=$here_scratch/mode
mkfifo "$here_scratch/begun" "$here_scratch/never"
cat > "$pahole" << END
#!/bin/sh
mode=\$(cat '$mode')
case \$* in *--version*) exec pahole "\$@" ;; esac
for image; do :; done
detached=\$(printf '%s\n' "\$@" | sed -n 's/^--btf_encode_detached=//p')
case \$mode,\$image,\$detached in
    missing,*) exit 127 ;;
    failing,*sample,*) ;;
    failing,*) exit 1 ;;
    once,*sample,*) ;;
    once,*) echo usual > '$mode'; exit 1 ;;
    old,*,?*) exit 64 ;;
    other,*,?*) pahole "\$@" && exec printf x >> "\$detached" ;;
    touching,*,?*) pahole "\$@" && exec touch "\$image" ;;
    killed,*sample,*) ;;
    killed,*) echo > '$here_scratch/begun'; read -r _ < '$here_scratch/never' ;;
esac
exec pahole "\$@"
END
chmod +x "$pahole"
echo usual > "$mode"

object=.tmp_vmlinux1.btf.o
case $version in 6.1) object=.btf.vmlinux.bin.o ;; esac
common=(-C "$source" O="$build" "${make_args[@]}" PAHOLE="$pahole" vmlinux)
failed=

# link HOW COMMAND...: vmlinux anew, and how often the linker worked on debug data.
link() {
    log=$here_scratch/$1.log
    shift
    rm -f vmlinux vmlinux.unstripped System.map
    "$@" "${common[@]}" > "$log" 2>&1
}
links() { grep -cE '^  LD      (vmlinux|vmlinux\.unstripped|\.tmp_vmlinux1|\.tmp_vmlinux\.btf)$' "$log" || :; }

keep() {
    rm -rf "$here_scratch/kept"
    mkdir "$here_scratch/kept"
    cp --reflink=auto vmlinux System.map "$here_scratch/kept"
    objcopy -O binary --only-section=.BTF --set-section-flags .BTF=alloc vmlinux "$here_scratch/kept/types"
}

# compare CASE AT-MOST [PLAIN-MODE]: what lies there now by us, then by make.
compare() {
    local answer=same ours plain line
    if ! link ours "$kallsyms" make; then
        tail -n 5 "$log" >&2
        answer="kallsyms make fails"
    fi
    ours=$(links)
    line=$(grep '^kallsyms:' "$log" || :)
    test "$ours" -le "$2" || answer="$ours links"
    if test "$answer" = same; then
        keep
        echo "${3:-usual}" > "$mode"
        link plain make || { tail -n 5 "$log" >&2; die 4 "$1: make fails"; }
        plain=$(links)
        objcopy -O binary --only-section=.BTF --set-section-flags .BTF=alloc vmlinux "$here_scratch/plain-types"
        cmp -s "$here_scratch/plain-types" "$here_scratch/kept/types" || answer="type data differ"
        for file in vmlinux System.map; do cmp -s "$file" "$here_scratch/kept/$file" || answer="$file differs"; done
    fi
    test "$answer" = same || failed=yes
    echo usual > "$mode"
    ls -d .tmp_vmlinux.btf-* .vmlinux*.kallsyms-* 2> /dev/null | sed "s/^/$1 left /" >&2 || :
    echo "| $1 | ${plain-} | $ours | $answer |${line:+ $line}"
}

# make must fail as we do, and nothing may be left.
fails() {
    local answer="fails, nothing left"
    ! link ours "$kallsyms" make || answer="does not fail"
    test ! -e vmlinux && test ! -e System.map || answer="left vmlinux"
    test "$answer" = "fails, nothing left" || failed=yes
    echo "| $1 | fails | $(links) | $answer | $(grep '^kallsyms:' "$log" | tr '\n' ' ')"
}

probe() { # TYPES BODY
    cp -p "$here_scratch/panic.c" "$edited"
    printf '\nstruct kallsyms_probe { int first; long later; };\nint kallsyms_probe(struct kallsyms_probe *probe);\n%s\n%s\n' "$1" \
        "int kallsyms_probe(struct kallsyms_probe *probe) { return $2; }" >> "$edited"
}
cp -p "$edited" "$here_scratch/panic.c"

check_clean() { rm -f .tmp_vmlinux* .btf.*; compare clean 2; }
check_again() { link ours "$kallsyms" make; compare again 1; }
check_plain() { link plain make; compare "after make" 1; }
check_body() { probe "" "probe->first + 1"; link ours "$kallsyms" make; probe "" "probe->first * 3 + (int)probe->later"; compare "body of a function" 1; }
check_renamed() {
    probe "" "probe->first"
    link ours "$kallsyms" make
    sed -i '/kallsyms_probe/s/first/third/g' "$edited"
    compare "name in a type" 1
}
check_type() {
    probe "" 1
    link ours "$kallsyms" make
    probe "struct kallsyms_more { char c[13]; void *p; }; int kallsyms_more(struct kallsyms_more *); int kallsyms_more(struct kallsyms_more *m) { return m->c[3]; }" 1
    compare "type and function added" 2
    probe "" 1
    compare "and removed" 2
}
check_percpu() {
    probe "" 1
    link ours "$kallsyms" make
    probe "#include <linux/percpu.h>
DEFINE_PER_CPU(long, kallsyms_percpu) = 5;" 1
    compare "per-cpu variable added" 2
    probe "#include <linux/percpu.h>
DEFINE_PER_CPU(int, kallsyms_percpu) = 5; DEFINE_PER_CPU(long, kallsyms_per_cpu) = 5;" 1
    compare "and another" 2
}
check_garbage() {
    link ours "$kallsyms" make
    cp "$object" "$here_scratch/good.o"
    echo text > "$object"
    compare "left by the last build: text" 2
    head -c 100000 "$here_scratch/good.o" > "$object"
    compare "cut off" 2
    { head -c 18 "$here_scratch/good.o"; printf '\267'; tail -c +20 "$here_scratch/good.o"; } > "$object"
    compare "of another machine" 2
    head -c 77777 /dev/urandom > "$here_scratch/noise"
    objcopy --update-section .BTF="$here_scratch/noise" "$here_scratch/good.o" "$object"
    compare "of another kernel" 2
    objcopy -O binary --only-section=.BTF --set-section-flags .BTF=alloc "$here_scratch/good.o" "$here_scratch/noise"
    head -c "$(stat -c %s "$here_scratch/noise")" /dev/urandom > "$here_scratch/noise.1"
    objcopy --update-section .BTF="$here_scratch/noise.1" "$here_scratch/good.o" "$object"
    compare "of another kernel, as large" 1
    objcopy --set-section-alignment .BTF=4096 "$here_scratch/good.o" "$object"
    compare "aligned otherwise" 2
}
check_old() {
    # From 7.0 on the tree itself has pahole write types by themselves.
    case $version in 7.*) return ;; esac
    link ours "$kallsyms" make
    echo old > "$mode"
    compare "pahole that cannot leave the image alone" 2
    echo other > "$mode"
    compare "pahole that writes other types so" 2
}
check_features() {
    link ours "$kallsyms" make
    common+=(pahole-flags-y=--btf_gen_all)
    compare "unknown option of pahole" 2
    unset 'common[-1]'
}
check_touching() {
    link ours "$kallsyms" make
    echo touching > "$mode"
    compare "pahole that changes the image" 3
}
check_failing() {
    link ours "$kallsyms" make
    echo missing > "$mode"
    fails "pahole missing"
    echo failing > "$mode"
    fails "pahole failing"
    echo once > "$mode"
    compare "pahole failing once" 3
}
check_killed() {
    link ours "$kallsyms" make
    echo killed > "$mode"
    set -m
    link killed "$kallsyms" make &
    set +m
    read -r _ < "$here_scratch/begun"
    kill -KILL -- -$!
    wait $! 2> /dev/null || :
    test ! -e vmlinux || { failed=yes; say "killed: it left vmlinux"; }
    echo usual > "$mode"
    compare "killed while pahole runs" 1
}

echo "| case | links with debug data by make | by kallsyms make | vmlinux, System.map, .BTF |"
echo "|---|---|---|---|"
test $# != 0 || set -- clean again plain body renamed type percpu garbage old features touching failing killed
for check; do
    case $check in
        clean | again | plain | body | renamed | type | percpu | garbage | old | features | touching | failing | killed) "check_$check" ;;
        *) die 2 "unknown case '$check'; see --help" ;;
    esac
done
test -z "$failed" || die 1 "$name: not everything is as it should be; logs are gone with $here_scratch"
