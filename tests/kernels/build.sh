#!/bin/bash
# Usage: build.sh NAME [MAKE ARG...]
#
# Configures and builds a kernel in the cache and prints the directory (O=) of the build. With MAKE ARGs make is called
# with these, default: everything. A second call builds only what changed.
#
#   arm-6.1            6.1 s3c6400_defconfig (does not boot under qemu)
#   arm-7.2            7.2, just enough to boot
#   x86_64-5.10-tiny   5.10, just enough to boot
#   x86_64-6.12        6.12, small, IBT
#   x86_64-6.12-llvm   the same by clang and lld
#   x86_64-6.12-btf    the same with BTF
#   x86_64-6.12-distribution  6.12, defconfig with BTF and data in the table (is not booted)
#   x86_64-6.12-lto    6.12, just enough to boot, by clang with ThinLTO
#   x86_64-7.2         7.2, small
#   x86_64-7.2-tiny    7.2, just enough to boot: the quickest
#   x86_64-7.3-tiny    7.3, just enough to boot
#   arm64-7.2          7.2, small
#   um-6.12            6.12, user mode Linux (is not booted)
#   reports-MACHINE    7.2, reports on itself (nameless.sh) and has no table; reports-MACHINE-names: with one;
#                      reports-MACHINE-lockdep: with one, and lockdep
#
# The configurations are in configs/; everything that would differ from build to build (time, user, host) is fixed.
# JOBS=N runs N jobs, default one per processor. See source.sh for where the source comes from and where it is kept.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

name=${1-}
case $name in -h | --help) help ;; esac
shift || die 2 "which kernel? see --help"
. "$here/kernel.sh" "$name"
case $cache in *[[:space:]:]*) die 3 "kernels cannot be built below '$cache': its name has spaces or colons; set KALLSYMS_CACHE" ;; esac

"$here/need.sh" "${tools[@]}"
source=$("$here/source.sh" "$version")
build=$cache/build/$name

lock "build-$name"
mkdir -p "$build"
make=(nice -n 10 make -C "$source" O="$build" "${make_args[@]}" -j"${JOBS:-$(nproc)}")

# The tree is configured again when the source or the configuration changed.
fragment=$(cd "$here/configs" && cat "${fragments[@]}")
wanted="$source
$defconfig
$fragment"
if test "$wanted" != "$(cat "$build/.kallsyms-config" 2> /dev/null)"; then
    say "configuring $name in $build"
    log=$build/config.log
    printf '%s\n' "$fragment" > "$build/fragment.config"
    if test "$defconfig" = allnoconfig; then
        "${make[@]}" KCONFIG_ALLCONFIG="$build/fragment.config" allnoconfig
    else
        "${make[@]}" "$defconfig"
        cat "$build/fragment.config" >> "$build/.config"
        "${make[@]}" olddefconfig
    fi > "$log" 2>&1 || die 4 "cannot configure $name; see $log"
    lost=$(grep '^CONFIG_' "$build/fragment.config" | grep -vxFf "$build/.config" || :)
    test -z "$lost" || die 4 "the configuration of $name lost: $(echo "$lost" | tr '\n' ' ')"
    printf '%s\n' "$wanted" > "$build/.kallsyms-config"
fi

say "building $name"
log=$build/build.log
start=$SECONDS
"${make[@]}" "$@" > "$log" 2>&1 9>&- || { tail -n 30 "$log" >&2; die 4 "cannot build $name; see $log"; }
say "built $name in $((SECONDS - start)) s"
echo "$build"
