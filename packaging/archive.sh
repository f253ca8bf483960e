#!/bin/sh
# Prints a tar file of what is in a directory, the same bytes for the same contents: in one order, of nobody, of SOURCE_DATE_EPOCH.
set -eu
cd "$1"
find . -mindepth 1 -maxdepth 1 -printf '%f\0' | LC_ALL=C sort -z |
    LC_ALL=C tar --null -T - --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=ustar -cf -
