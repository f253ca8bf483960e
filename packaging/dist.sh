#!/bin/sh
# Usage: dist.sh [RID...]
#
# Makes the files of a release of the last commit in artifacts/dist: for each runtime identifier (linux-x64 and linux-arm64) a tarball, a
# Debian and an RPM package, an image for containers and a list of what the binary consists of; the source with all that building it
# takes; packages for NuGet; their sums. The same commit, SDK and C toolchain give the same bytes, whoever runs this and wherever.
set -eu
cd "$(dirname -- "$0")/.."
umask 022
LC_ALL=C TZ=UTC
export LC_ALL TZ
dotnet=${DOTNET:-dotnet}
die() { echo "dist: $*" >&2; exit 1; }
git diff --quiet HEAD || die "there are changes that are not committed"

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

for rid in ${*:-linux-x64 linux-arm64}; do
    case $rid in
        linux-x64) machine=x86_64 debian=amd64 ;;
        linux-arm64) machine=aarch64 debian=arm64 ;;
        *) die "there is no $rid" ;;
    esac
    built=$tree/artifacts/$rid name=kallsyms-$version-$rid
    # Sources are named as if they lay in /_, so that neither the binary nor its build id knows where it was built.
    set -- -c Release -r $rid --nologo -v quiet -p:CopyOutputSymbolsToPublishDirectory=false \
        -p:SourceRevisionId="$commit" -p:PathMap="$tree/=/_/" -p:CppCompilerAndLinker=clang
    compiler=cc terms=/usr/share/doc/libc6/copyright
    if test "$machine" != "$(uname -m)"; then
        compiler=$machine-linux-gnu-gcc terms=/usr/share/doc/libc6-$debian-cross/copyright
        set -- "$@" -p:ObjCopyName=$machine-linux-gnu-objcopy
    fi
    "$dotnet" publish "$tree/src/Kallsyms.Cli" -o "$built" -p:RestoreLockedMode=true "$@"
    packaging/tool.sh "$tree" "$version" "$out" "$@" # compiles nothing anew
    (cd "$tree" && packaging/notices.sh $rid > "$built/THIRD-PARTY-NOTICES")
    glibc=$(readelf -V "$built/kallsyms" | grep -o 'GLIBC_[0-9.]*' | sort -V | tail -n 1 | cut -d _ -f 2)

    # make install, as a user would, with the version of this commit.
    stage="make -s -C $tree install-files BINARY=$built/kallsyms NOTICES=$built/THIRD-PARTY-NOTICES VERSION=$version DATE=$(packaging/version.sh date)"
    $stage DESTDIR="$work/$rid/$name" PREFIX=
    (cd "$tree" && install -m 644 README.md CHANGELOG.md LICENSE "$built/THIRD-PARTY-NOTICES" "$work/$rid/$name")
    echo "Runs on $rid with glibc $glibc or later: bin/kallsyms, where it is, or after cp -R bin include share /usr/local" > "$work/$rid/$name/INSTALL"
    packaging/archive.sh "$work/$rid" | xz -6 -T1 > "$out/$name.tar.xz"

    packaging/deb.sh "$work" "$version" $debian "$glibc" "$tree" "$built" "$stage"
    packaging/rpm.sh "$work" "$version" $machine "$stage"
    packaging/oci.sh "$work" "$version" $debian $compiler "$terms" "$stage" "$out/$name.oci.tar"
    packaging/sbom.sh "$version" $rid > "$out/$name.cdx.json"
done
cp "$work"/*.deb "$work"/*.rpm "$out/"

mkdir "$work/src"
packaging/source.sh "$work" "$version" "$tree" "$commit" "$work/src"
# NuGet packages, nearly all of it, are packed already: packing harder takes minutes and gains nothing.
packaging/archive.sh "$work/src" | gzip -1n > "$out/kallsyms-$version-source.tar.gz"

packaging/tool.sh "$tree" "$version" "$out" -c Release --nologo -v quiet
packaging/tool.sh "$tree" "$version" "$out" -c Release --nologo -v quiet -r any -p:PublishAot=false \
    -p:SourceRevisionId="$commit" -p:PathMap="$tree/=/_/"
packaging/nuget.sh "$tree" "$version" "$commit" "$out"
cd "$out"
sha256sum -- * > "$work/SHA256SUMS"
mv "$work/SHA256SUMS" .
cat SHA256SUMS
