#!/bin/sh
# Prints a number that stands for the contents of everything the program is built from. The binary carries it (--version), and
# tests of the binary compare it with that of the sources.
set -eu
cd "$(dirname -- "$0")/.."
LC_ALL=C
export LC_ALL
find src Directory.Build.props Directory.Packages.props global.json \
    -type d \( -name obj -o -name bin \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-16
