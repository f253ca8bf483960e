#!/bin/sh
# Usage: need.sh [--check] TOOL...
#
# Sees to it that the named programs (and headers: stdio.h; and C libraries of cross compilers: MACHINE-libc) are there. Missing ones are
# installed by this system's package manager when root runs this, without --check; otherwise the line to type is printed, and this fails. packages.txt beside this says what they are
# packaged as; what this system has no package of is named, and fails only with --check.
set -eu
. "$(dirname -- "$0")/common.sh"
check=
case ${1-} in -h | --help) help ;; --check) check=1; shift ;; esac
test $# != 0 || die 2 "no tool named"

is_there() {
    case $1 in
        *-libc) echo 'int main(void) { return 0; }' | "${1%-libc}-gcc" -x c - -o /dev/null > /dev/null 2>&1 ;;
        *.h) echo "#include <$1>" | "${CC:-cc}" -E -x c - > /dev/null 2>&1 ;;
        *) command -v "$1" > /dev/null ;;
    esac
}

tools=
for tool; do
    is_there "$tool" || case $tool in /*) tools="$tools ${tool##*/}" ;; *) tools="$tools $tool" ;; esac
done
test -n "$tools" || exit 0

column=2 manager=
for candidate in apt-get dnf pacman apk; do
    ! command -v $candidate > /dev/null || { manager=$candidate; break; }
    column=$((column + 1))
done

packages='' unknown=''
for tool in $tools; do
    package=$(awk -v tool="$tool" -v column=$column '$1 == tool { print $column }' "$here/packages.txt")
    case $package in '' | -) unknown="$unknown $tool" ;; *) packages="$packages $package" ;; esac
done
packages=$(printf '%s\n' $packages | sort -u | tr '\n' ' ') packages=${packages% }
if test -n "$unknown"; then
    say "missing, and ${manager:-this system} has no package:$unknown"
    case $unknown in *dotnet*) die 3 "dotnet is the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0" ;; esac
    test -z "$check" || test -n "$packages" || exit 3
fi
test -n "$packages" || exit 0

case $manager in
    apt-get) install="apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends $packages" ;;
    dnf) install="dnf install -y $packages" ;;
    pacman) install="pacman -S --needed --noconfirm $packages" ;;
    apk) install="apk add $packages" ;;
esac
test "$(id -u)" = 0 || install="sudo $install"
if test -n "$check" || test "$(id -u)" != 0; then
    die 3 "missing:$tools; run: $install"
fi

# Package lists that were never fetched, or are old, are fetched once. apt itself waits for one of its locks only.
attempt() {
    $install || { test $manager = apt-get && apt-get update && $install; }
}
lock packages
say "installing: $packages"
export DEBIAN_FRONTEND=noninteractive
log=$cache/packages.log patience=120
until attempt > "$log" 2>&1 9>&-; do
    if ! grep -q 'Could not get lock\|Unable to lock' "$log" || test $patience = 0; then
        die 4 "'$install' failed; its messages are in $log"
    fi
    test $patience != 120 || say "another process installs packages; waiting for it"
    patience=$((patience - 1))
    sleep 5
done
