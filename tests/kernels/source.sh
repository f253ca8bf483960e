#!/bin/sh
# Usage: source.sh [--only PATH[,PATH...]] VERSION
#
# Prints the directory that holds Debian's source of Linux VERSION (5.10, 6.1, 6.12, 7.2 or 7.3), unpacked.
#
#   --only PATHS   unpack only these files and folders, which is quicker (a full tree serves as well if there is one)
#
# The source is the package linux-source-VERSION: an installed one, one this system's apt knows, or the one of another Debian
# release (7.2: unstable, 7.3: trixie-backports, 5.10: bullseye-security), which is asked with an apt configuration of its own below
# the cache; the system's is left alone. Where none of these can be had, put linux-source-VERSION.tar.xz into the cache's folder
# "archives".
# Cache: $KALLSYMS_CACHE, default ${XDG_CACHE_HOME:-~/.cache}/kallsyms; it may be deleted at any time.
set -eu
. "$(dirname -- "$0")/common.sh"
. "$here/apt.sh"

only=
version=
while test $# -gt 0; do
    case $1 in
        -h | --help) help ;;
        --only) only=${2?"--only wants a list of paths"}; shift ;;
        -*) die 2 "unknown option $1" ;;
        *) test -z "$version" || die 2 "one version at a time"; version=$1 ;;
    esac
    shift
done
case $version in
    6.1 | 6.12) suite= ;;
    5.10) suite=bullseye-security ;;
    7.2) suite=unstable ;;
    7.3) suite=trixie-backports ;;
    *) die 2 "unknown version '$version'; it is 5.10, 6.1, 6.12, 7.2 or 7.3" ;;
esac
package=linux-source-$version

# sources SIGNED_BY: prints apt source lines: the Debian release that has the version, at the system's own mirror, otherwise what
# the system has (whose package lists may never have been downloaded, as in a fresh container).
sources() {
    apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(SITE)' "Identifier: Packages" |
        awk -v release="$(. /etc/os-release && echo "${VERSION_CODENAME-none}")" -v suite="$suite" -v signed="${1:+[$1]}" '
            $2 != "main" || index($1, release) != 1 { next }
            suite == ""   { print "deb", signed, $3, $1, "main" }
            $1 == release { mirror = $3 }
            END {
                if (suite ~ /-security$/) sub(/debian\/?$/, "debian-security", mirror)
                if (suite != "" && mirror != "") print "deb", signed, mirror, suite, "main"
            }'
}

# Downloads the package into the current directory.
download() {
    say "getting the package $package"
    apt-get download -qq "$package" 2> apt.log && return
    lines=$(sources "$(signed_by)")
    test -n "$lines" || die 3 "no Debian mirror in this system's apt sources; see --help for giving $package.tar.xz"
    private_apt "$cache/apt/$version" << END
$lines
END
    apt-get update -qq 2>> apt.log && apt-get download -qq "$package" 2>> apt.log && return
    cat apt.log >&2
    die 3 "$package cannot be had; see the messages above, and --help for giving it by hand"
}

# Sets $archive to the path of linux-source-VERSION.tar.xz.
find_archive() {
    for archive in "$cache/archives/$package.tar.xz" "/usr/src/$package.tar.xz"; do
        test ! -r "$archive" || return 0
    done
    archive=$cache/archives/$package.tar.xz
    make_scratch
    (cd "$scratch" && download) || exit
    say "taking the archive out of the package"
    dpkg-deb --fsys-tarfile "$scratch/$package"_*.deb | tar -xO "./usr/src/$package.tar.xz" > "$scratch/$package.tar.xz"
    mkdir -p "$cache/archives"
    mv "$scratch/$package.tar.xz" "$archive"
    rm -rf "$scratch"
}

lock "source-$version"
find_archive
# A newer package is a different tree: nobody's tree changes under him.
tree=$cache/source/$version-$(stat -L -c '%s %Y' "$archive" | cksum | cut -d ' ' -f 1)
test ! -d "$tree" || { echo "$tree"; exit; }
test -z "$only" || tree=$tree-only-$(echo "$only" | tr '/,' '_+')
if test ! -d "$tree"; then
    make_scratch
    say "unpacking ${only:-everything} from $package.tar.xz"
    members=$package
    test -z "$only" || members=$(echo "$only" | tr ',' '\n' | sed "s|^|$package/|")
    # shellcheck disable=SC2086
    tar -xf "$archive" -I 'xz -T0' -C "$scratch" --no-same-owner $members || die 4 "cannot unpack ${only:-all} from $archive"
    mkdir -p "$cache/source"
    mv -T "$scratch/$package" "$tree"
fi
echo "$tree"
