#!/bin/sh
# Prints a tar file of what is in a directory, the same bytes for the same contents: in one order, of nobody, of SOURCE_DATE_EPOCH.
set -eu
LC_ALL=C tar -C "$1" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=ustar -cf - .
