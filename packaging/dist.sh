#!/bin/sh
# Usage: dist.sh
#
# Makes the files of a release of the last commit in artifacts/dist: a tarball, a Debian and an RPM package with the binary for this
# machine, the source with all that building it takes, packages for NuGet, a list of what the binary consists of, and their sums. The same commit, SDK and C toolchain give the same bytes, whoever runs this and wherever.
set -eu
cd "$(dirname -- "$0")/.."
umask 022
LC_ALL=C TZ=UTC
export LC_ALL TZ
dotnet=${DOTNET:-dotnet}
die() { echo "dist: $*" >&2; exit 1; }
git diff --quiet HEAD || die "there are changes that are not committed"

case $(uname -m) in aarch64) rid=linux-arm64 debian=arm64 ;; *) rid=linux-x64 debian=amd64 ;; esac
version=$(packaging/version.sh version)
SOURCE_DATE_EPOCH=$(packaging/version.sh epoch)
export SOURCE_DATE_EPOCH
commit=$(git rev-parse HEAD)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/source out=$PWD/artifacts/dist
rm -rf "$out"
mkdir -p "$tree" "$out"
git -c tar.umask=0022 archive "$commit" | tar -x -C "$tree"

# Sources are named as if they lay in /_, so that neither the binary nor its build id knows where it was built.
"$dotnet" publish "$tree/src/Kallsyms.Cli" -c Release -r $rid -o "$tree/artifacts" --nologo -v quiet \
    -p:RestoreLockedMode=true -p:SourceRevisionId="$commit" -p:PathMap="$tree/=/_/" -p:CopyOutputSymbolsToPublishDirectory=false
(cd "$tree" && packaging/notices.sh $rid > artifacts/THIRD-PARTY-NOTICES && src/digest.sh > artifacts/sources)
touch -d "@$SOURCE_DATE_EPOCH" "$tree/artifacts/kallsyms" # no older than its sources
glibc=$(objdump -T "$tree/artifacts/kallsyms" | grep -o 'GLIBC_[0-9.]*' | sort -V | tail -n 1 | cut -d _ -f 2)

# make install, as a user would, with the version of this commit.
stage() {
    make -s -C "$tree" install-files DESTDIR="$1" PREFIX="$2" VERSION="$version" DATE="$(packaging/version.sh date)"
}
archive() { # DIRECTORY: its contents, in one order, of nobody, of the commit's time
    tar -C "$1" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=ustar -cf - .
}

name=kallsyms-$version-$rid
stage "$work/tar/$name" ''
(cd "$tree" && install -m 644 README.md CHANGELOG.md LICENSE artifacts/THIRD-PARTY-NOTICES "$work/tar/$name")
echo "Runs on $rid with glibc $glibc or later. Copy what is here to /usr/local, or run bin/kallsyms where it is." > "$work/tar/$name/INSTALL"
archive "$work/tar" | xz -6 -T1 > "$out/$name.tar.xz"

packaging/deb.sh "$work" "$version" "$debian" "$glibc" "$tree"
cp "$work"/*.deb "$out/"
packaging/rpm.sh "$work" "$version" "$tree"
cp "$work"/*.rpm "$out/"

mkdir "$work/src"
packaging/source.sh "$work" "$version" "$tree" "$commit" "$work/src"
# NuGet packages, nearly all of it, are packed already: packing harder takes minutes and gains nothing.
archive "$work/src" | gzip -1n > "$out/kallsyms-$version-source.tar.gz"

packaging/nuget.sh "$tree" "$version" "$commit" "$out"
packaging/sbom.sh "$version" $rid > "$out/$name.cdx.json"
cd "$out"
sha256sum -- * > "$work/SHA256SUMS"
mv "$work/SHA256SUMS" .
cat SHA256SUMS
