#!/bin/sh
# Usage: deb.sh WORK VERSION ARCHITECTURE GLIBC TREE BUILT STAGE
#
# Part of dist.sh: makes a Debian package in WORK of what the command STAGE installs, with the notices of BUILT. SOURCE_DATE_EPOCH is set.
set -eu
work=$1 version=$2 architecture=$3 glibc=$4 tree=$5 built=$6 stage=$7
here=$(cd "$(dirname -- "$0")" && pwd)
root=$work/deb/$architecture
maintainer='The kallsyms authors <maintainers@kallsyms.invalid>' # there is no address yet

$stage DESTDIR="$root" PREFIX=/usr ZSH_COMPLETION=share/zsh/vendor-completions/_kallsyms
doc=$root/usr/share/doc/kallsyms
rm -r "$root/usr/share/licenses"
mkdir -p "$doc" "$root/DEBIAN" "$root/usr/share/lintian/overrides"
{
    cat "$here/debian/copyright"
    echo
    sed 's/^$/./; s/^/ /' "$tree/LICENSE"
    printf '\nComment:\n'
    sed 's/[[:space:]]*$//; s/^$/./; s/^/ /' "$built/THIRD-PARTY-NOTICES"
} > "$doc/copyright"
printf 'kallsyms (%s) unstable; urgency=medium\n\n  * See changelog.gz for what is new in this version.\n\n -- %s  %s\n' \
    "$version" "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" > "$doc/changelog.Debian"
cp "$tree/CHANGELOG.md" "$doc/changelog"
cp "$here/debian/lintian-overrides" "$root/usr/share/lintian/overrides/kallsyms"
find "$root/usr/share/man" "$doc/changelog" "$doc/changelog.Debian" -type f -exec gzip -9n {} +
cat > "$root/DEBIAN/control" << EOF
Package: kallsyms
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -k -s --apparent-size "$root/usr" | cut -f 1)
Depends: libc6 (>= $glibc)
Section: devel
Priority: optional
Description: symbol table inside Linux kernels: build, check, read
 kallsyms links a kernel together with its own symbol table in one pass
 instead of three, and the result is always consistent; it tells why
 another build failed with "Inconsistent kallsyms data"; and it reads the
 symbols out of any kernel image, packed, stripped or dumped from memory.
 .
 With a header for programs that carry such a table themselves.
EOF
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum > DEBIAN/md5sums)
chmod -R u=rwX,go=rX "$root"
dpkg-deb --root-owner-group -Zxz -z6 --threads-max=1 --build "$root" "$work/kallsyms_${version}_$architecture.deb" > /dev/null
