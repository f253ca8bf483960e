#!/bin/bash
# Usage: kbuild.sh NAME [CHECK...]
#
# Links a kernel of build.sh by "make" and by "kallsyms make", from the same objects, and checks:
#
#   same        both make the same files byte by byte: vmlinux, System.map, the boot image; going from one to the other and
#               back compiles nothing but what reads vmlinux itself
#   options     V=1, -s, -j8, KALLSYMS_EXTRA_PASS=1, kallsyms make --print, a kallsyms whose path has a blank
#   interrupt   SIGINT during the link leaves no vmlinux, no map and nothing temporary; make then makes all of them
#   twice       a second link in the same directory waits, and says why
#   unknown     scripts/link-vmlinux.sh with changes that nobody knows makes the same files in one link; one whose table tool cannot
#               be seen makes them by itself, and one line says so
#   blank       kallsyms kbuild-link works in a build directory whose name has a blank (make itself refuses one)
#   dropin      a kallsyms copied to scripts/kallsyms serves a plain make
#   boot        the kernel linked by kallsyms make starts under qemu and prints the symbols of its System.map, also where it
#               moves itself (CONFIG_RANDOMIZE_BASE); its selftest of the table passes
#   packages    bindeb-pkg packs the same files by either (needs debhelper and rsync; only when asked for)
#
# Without a CHECK: all but the last. KALLSYMS is the program (default: artifacts/kallsyms). What was compared is printed on
# standard output, one line each; make's output is in kbuild-*.log in the build directory, which is left as make leaves it.
#
# Exit status: 1 a check failed.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

name=${1-}
case $name in -h | --help) help ;; esac
shift || die 2 "which kernel? see --help"
. "$here/kernel.sh" "$name"
kallsyms=$(realpath -- "${KALLSYMS:-$here/../../artifacts/kallsyms}")
test -x "$kallsyms" || die 3 "no $kallsyms; run make first"
build=$("$here/build.sh" "$name")
source=$("$here/source.sh" "$version")
cd "$build"
lock "build-$name"
make_scratch

common=(-C "$source" O="$build" "${make_args[@]}")
plain() { make "${common[@]}" "$@" 9>&-; }
ours() { "$kallsyms" make "${common[@]}" "$@" 9>&-; }
fail() { die 1 "$name: $*"; }

# run LOG COMMAND...: keeps what it prints; a failure is ours.
run() {
    log=$build/kbuild-$1.log
    shift
    "$@" > "$log" 2>&1 || { tail -n 20 "$log" >&2; fail "'$*' failed; see $log"; }
}

# The files that must not depend on who linked.
results() {
    local file
    for file in vmlinux vmlinux.unstripped System.map $image; do
        test ! -e "$file" || echo "$file"
    done
}

forget_vmlinux() { rm -f vmlinux vmlinux.unstripped System.map; }

keep_reference() {
    test ! -e "$scratch/vmlinux" || return 0
    forget_vmlinux
    run plain plain -j"$(nproc)"
    links_plain=$(grep -cE '^  LD      (\.tmp_)?vmlinux' "$log")
    for file in $(results); do cp --parents "$file" "$scratch"; done
}

# expect_same WHAT: every result is that of the plain make.
expect_same() {
    local file
    for file in $(results); do
        cmp "$file" "$scratch/$file" >&2 || fail "$1: $file is not that of make"
    done
}

# Compilers and assemblers run only for tables, the version, and what is made from vmlinux: the boot image.
expect_nothing_compiled() {
    ! grep -E '^  (CC|AS|AR|HOSTCC|CC \[M\]) ' "$log" | grep -vE ' (arch/[a-z0-9]+/boot/|\.tmp_vmlinux|\.btf\.|init/version-timestamp\.o)' >&2 || fail "$1 compiled something; see $log"
}

check_same() {
    run ours ours -j"$(nproc)"
    expect_same "kallsyms make"
    expect_nothing_compiled "switching to kallsyms make"
    ours_line=$(grep '^  KSYMS   vmlinux' "$log") || fail "kallsyms make did not link by itself; see $log"
    run again ours -j"$(nproc)"
    ! grep -E '^  LD      vmlinux' "$log" || fail "a second kallsyms make links again"
    run back plain -j"$(nproc)"
    expect_same "make again"
    expect_nothing_compiled "switching back to make"
    echo "$name same: $(results | tr '\n' ' ')make: $links_plain links; kallsyms make:${ours_line#*KSYMS  }"
}

check_options() {
    local shown
    forget_vmlinux
    run verbose ours V=1 vmlinux
    grep -q -- '^+ .*--script=.*vmlinux.lds' "$log" || fail "V=1 does not show the link; see $log"
    expect_same V=1
    forget_vmlinux
    shown=$(ours -s vmlinux 2>&1)
    test -z "$shown" || fail "make -s prints: $shown"
    expect_same -s
    forget_vmlinux
    run j8 ours -j8 vmlinux
    ! grep -qi jobserver "$log" || fail "the jobserver is not passed on; see $log"
    expect_same -j8
    forget_vmlinux
    run extra ours KALLSYMS_EXTRA_PASS=1 vmlinux
    expect_same KALLSYMS_EXTRA_PASS=1
    forget_vmlinux
    eval "variables=($("$kallsyms" make --print -C "$source"))"
    run print plain "${variables[@]}" vmlinux
    grep -q '^  KSYMS   vmlinux' "$log" || fail "the variables of --print do nothing; see $log"
    expect_same --print
    mkdir -p "$scratch/a b"
    cp "$kallsyms" "$scratch/a b/kallsyms"
    forget_vmlinux
    run blank "$scratch/a b/kallsyms" make "${common[@]}" vmlinux
    grep -q '^  KSYMS   vmlinux' "$log" || fail "a kallsyms whose path has a blank does nothing; see $log"
    expect_same "a path with a blank"
    echo "$name options: V=1 -s -j8 KALLSYMS_EXTRA_PASS=1 --print and a path with a blank link the same"
}

check_interrupt() {
    local started=$SECONDS
    forget_vmlinux
    # A process group of its own, as a terminal has it: all of make, the shell, kallsyms and the linker get the signal.
    set -m
    ours vmlinux > "$build/kbuild-interrupt.log" 2>&1 &
    set +m
    until test -n "$(find . -maxdepth 3 -path './.vmlinux*.kallsyms-*/image/vmlinux*' -print -quit 2> /dev/null)"; do
        test $((SECONDS - started)) -lt 300 || fail "kallsyms make did not begin to link within 300 s"
        kill -0 $! 2> /dev/null || fail "kallsyms make ended before it could be interrupted"
        sleep 0.01
    done
    kill -INT -- -$!
    ! wait $! || fail "an interrupted kallsyms make ends well"
    test -z "$(results | grep -v "^$image$")" || fail "an interrupted kallsyms make left $(results | tr '\n' ' ')"
    test -z "$(find . -maxdepth 1 -name '.vmlinux*.kallsyms-*')" || fail "an interrupted kallsyms make left $(echo .vmlinux*.kallsyms-*)"
    run resumed ours -j"$(nproc)"
    expect_same "kallsyms make after an interruption"
    echo "$name interrupt: nothing left, then the same files"
}

check_twice() {
    local log=$build/kbuild-twice.log second
    forget_vmlinux
    : > "$log"
    exec 8> .tmp_kallsyms.lock
    flock 8
    ours vmlinux > "$log" 2>&1 8>&- &
    second=$!
    until grep -q 'another make is linking vmlinux in' "$log"; do
        kill -0 $second 2> /dev/null || fail "a second link does not wait; see $log"
        sleep 0.05
    done
    exec 8>&-
    wait $second || fail "the link that waited failed; see $log"
    expect_same "a link that waited"
    echo "$name twice: $(grep 'another make' "$log" | sed "s|$build|DIR|")"
}

# foreign WHAT SED-EXPRESSION: links by the tree's script with a change; the recipe is called as make calls it, by a makefile variable.
foreign() {
    local scripts=$scratch/$1 variables
    mkdir -p "$scripts"
    cp "$source"/scripts/{mksysmap,kallsyms.c} "$scripts"
    sed "$2" "$source/scripts/link-vmlinux.sh" > "$scripts/link-vmlinux.sh"
    chmod +x "$scripts/link-vmlinux.sh"
    forget_vmlinux
    eval "variables=($("$kallsyms" make --print -C "$source"))"
    run "unknown-$1" plain "${variables[0]/\$</$scripts/link-vmlinux.sh}" vmlinux
    expect_same "a script with $1"
}

check_unknown() {
    local links=
    foreign function 's/vmlinux_link/link_of_vmlinux/'
    ours_line=$(grep '^  KSYMS   vmlinux' "$log") || fail "a script with a function of another name made all links; see $log"
    ! grep -q '^kallsyms:' "$log" || fail "$(grep '^kallsyms:' "$log")"
    links+=${ours_line#*KSYMS  }
    foreign step 's/^strip_debug=$/readelf -S .tmp_vmlinux*[12] > .tmp_sections\n&/'
    grep -q '^  KSYMS   vmlinux' "$log" || fail "a script with a step more made all links; see $log"
    foreign names 's/\.tmp_vmlinux\([.0-9]\)/.tmp_pass\1/g'
    grep -q '^  KSYMS   vmlinux' "$log" || fail "a script with other temporary files made all links; see $log"
    foreign tool 's|scripts/kallsyms |./././scripts/kallsyms |'
    grep -q '^  KSYMS   vmlinux' "$log" || fail "a script whose table tool is not seen made all links; see $log"
    echo "$name unknown: a renamed function, a step more, other temporary files, a tool that is not seen:$links"
}

# The recipe leaves its environment and arguments behind instead of linking; then we link in a copy of the directory.
check_blank() {
    local copy="$scratch/with a blank"
    printf '%s\n' '#!/bin/sh' "export -p > '$scratch/environment'" "printf '%s\\0' \"\$@\" > '$scratch/arguments'" 'exit 1' > "$scratch/recorder"
    chmod +x "$scratch/recorder"
    forget_vmlinux
    eval "variables=($("$kallsyms" make --print -C "$source"))"
    ! plain "${variables[0]/*kbuild-link /${variables[0]%%=*}=$scratch/recorder }" vmlinux > "$build/kbuild-blank.log" 2>&1 || fail "the recorder did not run"
    cp -a --reflink=auto . "$copy"
    (
        . "$scratch/environment"
        unset MAKEFLAGS MFLAGS
        cd "$copy"
        xargs -0 -a "$scratch/arguments" "$kallsyms" kbuild-link
    ) >> "$build/kbuild-blank.log" 2>&1 || fail "no link in a directory with a blank; see $build/kbuild-blank.log"
    # What some architectures do to vmlinux behind the link is another command of the recipe.
    test -e "$source/arch/${arch/x86_64/x86}/Makefile.postlink" ||
        (cd "$copy" && expect_same "a directory with a blank")
    cmp "$copy/System.map" "$scratch/System.map" >&2 || fail "a directory with a blank: System.map is not that of make"
    rm -rf "$copy"
    echo "$name blank: a build directory with a blank makes the same files"
}

check_dropin() {
    forget_vmlinux
    cp -p scripts/kallsyms "$scratch/kallsyms"
    cp "$kallsyms" scripts/kallsyms
    # However that ends, the tree has its own tool afterwards.
    local status=0
    (
        run dropin plain vmlinux
        cmp scripts/kallsyms "$kallsyms" >&2 || fail "make has rebuilt scripts/kallsyms; see $log"
    ) || status=$?
    cp -p "$scratch/kallsyms" scripts/kallsyms
    test $status = 0 || exit $status
    expect_same "scripts/kallsyms"
    echo "$name dropin: kallsyms as scripts/kallsyms makes the same files"
}

check_boot() {
    local option options=("") moved=
    test -n "$image" || { echo "$name boot: does not boot under qemu"; return 0; }
    "$here/need.sh" "${qemu[0]}" cpio
    forget_vmlinux
    run boot ours -j"$(nproc)"
    expect_same "kallsyms make"
    ! grep -q '^CONFIG_RANDOMIZE_BASE=y' .config || options+=(--kaslr)
    for option in "${options[@]}"; do
        "$here/boot.sh" ${option:+"$option"} -o "$scratch/listing" "$name" 2> kbuild-boot-console.log ||
            { tail -n 20 kbuild-boot-console.log >&2; fail "it does not boot ${option:-unmoved}"; }
        moved+=", $("$here/compare-boot.sh" "$scratch/listing" System.map)" || fail "the booted kernel's table differs"
    done
    echo "$name boot: ${moved#, }"
}

# unpacked KIND COMMAND...: what is in the packages that make puts beside the build directory.
unpacked() {
    local kind=$1 package
    shift
    forget_vmlinux
    run "packages-$kind" "$@" DPKG_FLAGS=-d KDEB_PKGVERSION=1 -j"$(nproc)" bindeb-pkg
    mkdir "$scratch/$kind"
    for package in ../linux-*.deb; do
        dpkg-deb -x "$package" "$scratch/$kind/$(basename "$package")"
        dpkg-deb -e "$package" "$scratch/$kind/$(basename "$package").control"
    done
    # The time of the build is in it.
    find "$scratch/$kind" -name changelog.gz -delete
    sed -i '/changelog.gz$/d' "$scratch/$kind"/*.control/md5sums
    rm -f ../linux-*.deb ../linux-upstream_*.buildinfo ../linux-upstream_*.changes
}

check_packages() {
    "$here/need.sh" dpkg-buildpackage dh rsync
    ! ls ../linux-*.deb > /dev/null 2>&1 || fail "there are packages in $(dirname "$PWD") that are not of this test"
    unpacked make plain
    unpacked kallsyms ours
    grep -q '^  KSYMS   vmlinux' "$log" || fail "kallsyms make bindeb-pkg did not link by itself; see $log"
    diff -r "$scratch/make" "$scratch/kallsyms" >&2 || fail "packages of kallsyms make have other contents than those of make"
    echo "$name packages: $(ls "$scratch/make" | grep -c 'deb$') packages, $(find "$scratch/make" -type f | wc -l) files, the same"
}

keep_reference
test $# != 0 || set -- same options interrupt twice unknown blank dropin boot
for check; do
    case $check in
        same | options | interrupt | twice | unknown | blank | dropin | boot | packages) "check_$check" ;;
        *) die 2 "unknown check '$check'; see --help" ;;
    esac
done
run left plain -j"$(nproc)"
