#!/bin/sh
# Usage: images.sh [--package] [NAME...]
#
# Prints, for each image of Debian's kernel packages, a line of its name and the path of the boot image as the package
# ships it (compressed, wrapped, stripped). Without NAME: all of them. What is missing is downloaded first.
#
#   --package   print instead the directory that the packages are unpacked in, with the modules
#
#   amd64-5.10 amd64-6.1 amd64-6.1-cloud amd64-6.12 amd64-7.2 arm64-6.1 arm64-6.12 arm64-7.2 armel-6.1 armhf-6.1
#   armhf-6.12 i386-6.1 loong64-7.2 mipsel-6.1 mips64el-6.1 ppc64el-6.1 ppc64el-6.12 riscv64-6.12 riscv64-7.2
#   s390x-6.1 s390x-6.12 s390x-7.2
#
# Each architecture and suite has an apt configuration of its own below the cache, with the mirror of this system's own
# sources; the system's configuration is left alone. Cache: $KALLSYMS_CACHE, default ${XDG_CACHE_HOME:-~/.cache}/kallsyms.
set -eu
. "$(dirname -- "$0")/common.sh"
. "$here/apt.sh"

# name suite package; the architecture is the first part of the name. The later suites move on to newer releases.
images='
amd64-5.10      bullseye linux-image-amd64
amd64-6.1       bookworm linux-image-amd64
amd64-6.1-cloud bookworm linux-image-cloud-amd64
amd64-6.12      trixie   linux-image-amd64
amd64-7.2       unstable linux-image-amd64
arm64-6.1       bookworm linux-image-arm64
arm64-6.12      trixie   linux-image-arm64
arm64-7.2       unstable linux-image-arm64
armel-6.1       bookworm linux-image-marvell
armhf-6.1       bookworm linux-image-armmp
armhf-6.12      trixie   linux-image-armmp
i386-6.1        bookworm linux-image-686
loong64-7.2     unstable linux-image-loong64
mipsel-6.1      bookworm linux-image-4kc-malta
mips64el-6.1    bookworm linux-image-5kc-malta
ppc64el-6.1     bookworm linux-image-powerpc64le
ppc64el-6.12    trixie   linux-image-powerpc64le
ppc64el-7.2     unstable linux-image-powerpc64le
riscv64-6.12    trixie   linux-image-riscv64
riscv64-7.2     unstable linux-image-riscv64
s390x-6.1       bookworm linux-image-s390x
s390x-6.12      trixie   linux-image-s390x
s390x-7.2       unstable linux-image-s390x
'

# The Debian mirror that this system itself uses.
mirror() {
    apt-get indextargets --format '$(RELEASE) $(SITE) $(COMPONENT)' "Identifier: Packages" |
        awk -v release="$(. /etc/os-release && echo "${VERSION_CODENAME-none}")" \
            'index($1, release) == 1 && $3 == "main" && !found { print $2; found = 1 }'
}

# prepare_apt SUITE ARCH: points APT_CONFIG to a configuration whose state is all in the cache.
prepare_apt() {
    apt=$cache/apt/$1-$2
    if test -e "$apt/ready"; then
        export APT_CONFIG="$apt/apt.conf"
        return
    fi
    unset APT_CONFIG
    site=$(mirror)
    test -n "$site" || die 3 "no Debian mirror in this system's apt sources"
    private_apt "$apt" << END
deb [arch=$2 $(signed_by)] $site $1 main
END
    cat >> "$APT_CONFIG" << END
APT::Architecture "$2";
APT::Architectures { "$2"; };
Acquire::Check-Valid-Until "false";
END
    apt-get update -qq >&2 || die 3 "cannot get the package lists of $1 for $2"
    : > "$apt/ready"
}

# depends PACKAGE PATTERN: the first package it depends on whose name matches.
depends() {
    apt-cache depends "$1" | awk -v pattern="$2" '$1 == "Depends:" && $2 ~ pattern { print $2; exit }'
}

# fetch NAME SUITE METAPACKAGE: the metapackage depends on the newest build, which since 7.x depends on the image proper and on the modules.
fetch() {
    prepare_apt "$2" "${1%%-*}"
    package=$(depends "$3" '^linux-image-[0-9]')
    test -n "$package" || die 3 "$3 in $2 names no kernel package"
    wanted=$(depends "$package" '^linux-binary-')
    test "$kind" = images || wanted="$wanted $(depends "$package" '^linux-modules-')"
    test -n "${wanted# }" || wanted=$package
    say "getting $wanted (${1%%-*})"
    make_scratch
    # shellcheck disable=SC2086
    if ! (cd "$scratch" && apt-get download -qq $wanted >&2); then
        rm -f "$cache/apt/$2-${1%%-*}/ready" # the lists are older than what the mirror has; the next run gets new ones
        die 3 "$wanted cannot be had; try again"
    fi
    mkdir "$scratch/root"
    for file in "$scratch"/*.deb; do
        dpkg-deb --fsys-tarfile "$file" | tar -xf - -C "$scratch/root" --keep-directory-symlink || die 3 "$file cannot be unpacked"
    done
    if test "$kind" = images; then
        mv "$(find "$scratch/root" -type f -name 'vmlinu*')" "$cache/images/$1"
    else
        mv "$scratch/root" "$cache/packages/$1"
    fi
    rm -rf "$scratch"
}

kind=images
case ${1-} in -h | --help) help ;; --package) kind=packages; shift ;; esac
lock images
mkdir -p "$cache/$kind"
test $# -gt 0 || set -- $(echo "$images" | awk '{ print $1 }')
for name; do
    line=$(echo "$images" | awk -v name="$name" '$1 == name')
    test -n "$line" || die 2 "unknown image '$name'; see --help"
    # shellcheck disable=SC2086
    test -e "$cache/$kind/$name" || fetch $line
    echo "$name $cache/$kind/$name"
done
