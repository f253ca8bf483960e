#!/bin/sh
# Usage: oracle.sh VERSION [--mksysmap]
#
# Prints the path of the kernel's own scripts/kallsyms of Linux VERSION (6.1, 6.12 or 7.2), compiled with ${CC:-cc}.
#
#   --mksysmap   print the path of that version's scripts/mksysmap instead
#
# See source.sh for where the source comes from and where it is kept.
set -eu
. "$(dirname -- "$0")/common.sh"

version=
wanted=kallsyms
while test $# -gt 0; do
    case $1 in
        -h | --help) help ;;
        --mksysmap) wanted=mksysmap ;;
        -*) die 2 "unknown option $1" ;;
        *) test -z "$version" || die 2 "one version at a time"; version=$1 ;;
    esac
    shift
done

tree=$("$here/source.sh" --only scripts "$version")
if test "$wanted" = mksysmap; then
    echo "$tree/scripts/mksysmap"
    exit
fi

cc=${CC:-cc}
id=$({ $cc --version; cat "$tree/scripts/kallsyms.c"; } | cksum | cut -d ' ' -f 1)
oracle=$cache/oracle/kallsyms-$version-$id
if test ! -x "$oracle"; then
    make_scratch
    $cc -O2 -I "$tree/scripts/include" -o "$scratch/kallsyms" "$tree/scripts/kallsyms.c" || die 4 "$cc cannot compile scripts/kallsyms.c"
    mkdir -p "$cache/oracle"
    mv "$scratch/kallsyms" "$oracle"
fi
echo "$oracle"
