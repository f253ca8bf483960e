#!/bin/sh
# Usage: roots.sh PACKAGE.deb [SUITE...]
#
# Installs the package in a fresh Debian (stable and oldstable), uses it as somebody would who has nothing else, and removes it again:
# nothing may be left. As root; each root is fetched once (debootstrap) and kept. A real kernel is read too where tests/kernels/images.sh
# has fetched one.
set -eu
package=$(realpath "$1")
shift
cd "$(dirname -- "$0")/.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kallsyms/roots
kernel=${cache%/roots}/images/amd64-6.12
mkdir -p "$cache"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
files() { (cd "$1" && find . -xdev \( -path ./proc -o -path ./var -o -path ./tmp \) -prune -o -print | LC_ALL=C sort); }
for suite in ${*:-stable oldstable}; do
    test -e "$cache/$suite/fetched" || {
        rm -rf "${cache:?}/$suite"
        debootstrap --variant=minbase --include=man-db,bash-completion "$suite" "$cache/$suite/root" > "$cache/$suite.log"
        # The minimal root of a container leaves manual pages out.
        rm -f "$cache/$suite/root/etc/dpkg/dpkg.cfg.d/docker"
        touch "$cache/$suite/fetched"
    }
    root=$work/$suite
    cp -a "$cache/$suite/root" "$root"
    files "$root" > "$work/before"
    cp "$package" "$root/tmp/kallsyms.deb"
    printf 'ffffffff81000000 T _text\nffffffff81000040 T schedule\nffffffff81000080 T _etext\n' > "$root/tmp/System.map"
    start=$(date +%s.%N)
    chroot "$root" dpkg -i /tmp/kallsyms.deb > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    answer=$(chroot "$root" kallsyms lookup /tmp/System.map ffffffff81000044)
    end=$(date +%s.%N)
    test "$answer" = "ffffffff81000044 T schedule+0x4/0x40" || { echo "roots.sh: $suite: '$answer'" >&2; exit 1; }
    chroot "$root" kallsyms --version
    if test -e "$kernel"; then
        cp "$kernel" "$root/tmp/vmlinuz"
        chroot "$root" kallsyms info /tmp/vmlinuz > "$work/info"
        grep -q 'proved' "$work/info" || { cat "$work/info"; exit 1; }
    fi
    chroot "$root" kallsyms info /tmp/System.map > /dev/null || test $? = 1 # a list has no table
    chroot "$root" env MANPAGER=cat man kallsyms | grep -q '^NAME'
    chroot "$root" bash -c '. /usr/share/bash-completion/bash_completion; . /usr/share/bash-completion/completions/kallsyms
        COMP_WORDS=(kallsyms ex) COMP_CWORD=1; _kallsyms; test "${COMPREPLY[*]}" = explain'
    chroot "$root" dpkg --purge kallsyms > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    files "$root" > "$work/after"
    diff "$work/before" "$work/after" || { echo "roots.sh: $suite: the package leaves something behind" >&2; exit 1; }
    echo "$suite: installed, answered after $(echo "$end $start" | awk '{ printf "%.1f", $1 - $2 }') s, removed without a trace"
done
