#!/bin/sh
# need.sh PACKAGE... : Debian packages that must be there. As root, installs what is missing; otherwise prints the line that does.
set -eu
command -v dotnet >/dev/null || { echo "the .NET SDK 10 is missing: see https://dotnet.microsoft.com/download" >&2; exit 1; }
command -v dpkg-query >/dev/null || exit 0
missing=
for package in "$@"; do
	dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
	echo "missing packages; install them with: sudo apt-get install -y$missing" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  # a list of names
apt-get install -y -q $missing >/dev/null 2>&1 || { apt-get update -q && apt-get install -y -q $missing; }
