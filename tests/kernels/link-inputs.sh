#!/bin/bash
# Usage: link-inputs.sh NAME
#
# Prints a directory that holds what the last link of a kernel of build.sh takes, reduced to a few files, so that linkers
# can be tried on it without a kernel tree; builds the kernel if need be.
#
#   vmlinux.o vmlinux.export.o version-timestamp.o vmlinux.lds   the inputs, debug sections removed
#   link.args              the linker's command, to be run in the directory with -o OUTPUT [TABLE.o] behind it
#   link.sh -o OUTPUT [TABLE.o]    does so (OUTPUT: an absolute path)
#   gen.args               the options for the kernel's scripts/kallsyms
#   expected.kallsyms.o expected.System.map    what the kernel's own scripts end with on these inputs
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

name=${1-}
case $name in -h | --help) help ;; esac
test $# = 1 || die 2 "which kernel? see --help"
. "$here/kernel.sh" "$name"
build=$("$here/build.sh" "$name")
oracle=$("$here/oracle.sh" "$version")
filter=$("$here/oracle.sh" "$version" --mksysmap)
out=$cache/link-inputs/$name

lock "link-inputs-$name"
if test "$out/link.args" -nt "$build/vmlinux"; then
    echo "$out"
    exit
fi
make_scratch
cd "$scratch"
enabled() { grep -q "^CONFIG_$1=y" "$build/.config"; }

! enabled DEBUG_INFO_BTF || die 2 "the links of $name do not all take the same inputs: BTF is made between them"

for file in vmlinux.o .vmlinux.export.o init/version-timestamp.o; do
    "${cross}objcopy" --strip-debug "$build/$file" "$(basename "$file" | sed 's/^\.//')"
done
cp "$build/arch/${arch%_64}/kernel/vmlinux.lds" .

# kbuild saves the command of the last link, link-vmlinux.sh "ld" "flags" "more flags" ...
saved=$build/.vmlinux.unstripped.cmd
test -e "$saved" || saved=$build/.vmlinux.cmd
linker=$(sed -n '/link-vmlinux.sh "/ { s/[^"]*"\([^"]*\)" "\([^"]*\)" "\([^"]*\)".*/\1 \2 \3/p; q; }' "$saved")
test -n "$linker" || die 4 "cannot read the linker's command in $saved"
echo "$linker --script=vmlinux.lds --whole-archive vmlinux.o vmlinux.export.o version-timestamp.o --no-whole-archive" > link.args
cat > link.sh << 'END'
#!/bin/sh
# ./link.sh -o OUTPUT [TABLE.o]     OUTPUT: an absolute path; TABLE.o: a kallsyms object
set -e
cd "$(dirname "$0")"
exec $(cat link.args) "$@"
END
chmod +x link.sh

options=()
! enabled KALLSYMS_ALL || options+=(--all-symbols)
case $version in
    6.1 | 6.12) ! enabled KALLSYMS_ABSOLUTE_PERCPU || options+=(--absolute-percpu) ;;
    *) { ! enabled 64BIT && ! enabled RELOCATABLE; } || options+=(--pc-relative) ;;
esac
test "$version" != 6.1 || ! enabled KALLSYMS_BASE_RELATIVE || options+=(--base-relative)
echo "${options[*]}" > gen.args

# The kernel's sources are not at hand for the assembler; one number is all it takes from them.
bits=32
! enabled 64BIT || bits=64
mkdir -p include/asm
echo "#define BITS_PER_LONG $bits" > include/asm/bitsperlong.h

map_of() {
    if test "$version" = 6.1; then
        NM=${cross}nm sh "$filter" "$1" "$2"
    else
        "${cross}nm" -n "$1" | sed -f "$filter" > "$2"
    fi
}
table() {
    "$oracle" "${options[@]}" "$1" > table.S
    "${cross}gcc" -D__ASSEMBLY__ -Iinclude -c -o "$2" table.S
}

say "linking $name until its table is right"
: > 0.map
tables=()
if test "$version" != 6.1; then
    table 0.map 0.o
    tables=("$PWD/0.o")
fi
for pass in 1 2 3 4 5; do
    ./link.sh -o "$PWD/$pass.image" "${tables[@]}" 2> link.log || { cat link.log >&2; die 4 "the link of $name failed"; }
    map_of "$pass.image" "$pass.map"
    ! cmp -s "$((pass - 1)).map" "$pass.map" || break
    test "$pass" != 5 || die 4 "$name needs more than 5 links"
    table "$pass.map" "$pass.o"
    tables=("$PWD/$pass.o")
done
mv "$((pass - 1)).o" expected.kallsyms.o
mv "$pass.map" expected.System.map
rm -rf include table.S link.log [0-9].*

chmod 755 .
mkdir -p "$cache/link-inputs"
rm -rf "$out"
mv -T "$scratch" "$out"
echo "$out"
