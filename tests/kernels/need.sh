#!/bin/sh
# Usage: need.sh PACKAGE...
#
# Sees to it that the named Debian packages are installed: installs the missing ones when run by root, otherwise prints
# the exact command and fails.
set -eu
. "$(dirname -- "$0")/common.sh"
case ${1-} in -h | --help) help ;; '') die 2 "no package named" ;; esac

missing=
for package; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null) || state=
    test "$state" = installed || missing="$missing $package"
done
test -n "$missing" || exit 0

install="apt-get install -y --no-install-recommends$missing"
if test "$(id -u)" != 0; then
    die 3 "missing packages; run: sudo $install"
fi
lock apt
say "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$cache/apt.log
# shellcheck disable=SC2086
$install > "$log" 2>&1 9>&- || { apt-get update && $install; } > "$log" 2>&1 9>&- ||
    die 4 "'$install' failed; its messages are in $log"
