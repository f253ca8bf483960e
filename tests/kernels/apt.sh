# shellcheck shell=sh
# Sourced after common.sh.

# private_apt DIR: from here on apt works with the sources on standard input and keeps all of its state in DIR; the
# system's own lists and packages stay as they are.
private_apt() {
    mkdir -p "$1/lists/partial" "$1/cache/archives/partial" "$1/empty"
    : > "$1/status"
    cat > "$1/sources.list"
    {
        # Proxies and the like stay as the system has them; hooks and downloads nobody needs here do not.
        apt-config dump | grep '^Acquire::' | grep -v '^Acquire::\(IndexTargets\|Languages\)' || :
        cat << END
APT::Sandbox::User "root";
Dir::Etc::main "";
Dir::Etc::parts "$1/empty";
Dir::Etc::sourcelist "$1/sources.list";
Dir::Etc::sourceparts "$1/empty";
Dir::Etc::preferences "$1/empty/none";
Dir::Etc::preferencesparts "$1/empty";
Dir::State "$1";
Dir::State::lists "$1/lists";
Dir::State::status "$1/status";
Dir::Cache "$1/cache";
Dir::Log "$1";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
END
    } > "$1/apt.conf"
    export APT_CONFIG="$1/apt.conf"
}

# The option of a source line that names Debian's keys, where this system has them.
signed_by() {
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    test ! -r "$keyring" || echo "signed-by=$keyring"
}

# source_package NAME SUITE...: sees to it that $package, a directory in the cache, has the files of Debian's source package NAME, of this
# system's own release or of one of the SUITEs, in this order. Where a mirror has no version whole, the source as its authors published it
# has to do. In $scratch, with an apt of its own.
source_package() {
    package=$cache/archives/$1
    test ! -d "$package" || return 0
    name=$1
    shift
    lines=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(SITE)' "Identifier: Packages" |
        awk -v signed="$(signed_by)" -v suites="$*" '
            function line(site, suite) { print "deb-src", signed == "" ? "" : "[" signed "]", site, suite, "main" }
            $2 == "main" { line($3, $1); if ($3 !~ /security/) mirror = $3 }
            END { count = split(suites, more, " "); for (i = 1; mirror != "" && i <= count; i++) line(mirror, more[i]) }' | awk '!seen[$0]++')
    test -n "$lines" || die 3 "no Debian mirror in this system's apt sources; put the files of the source package $name into $package"
    make_scratch
    say "getting the source package $name"
    private_apt "$cache/apt/$name" << END
$lines
END
    apt-get update -qq
    # Now and then a mirror has the index of a release, and not its files yet.
    for part in "" --tar-only; do
        for version in $(apt-cache showsrc "$name" | sed -n 's/^Version: //p' | awk '!seen[$0]++'); do
            ! (cd "$scratch" && apt-get source -qq --download-only $part "$name=$version" 2> apt.log) || break 2
            rm -f "$scratch"/*
        done
    done
    unset APT_CONFIG
    rm -f "$scratch/apt.log"
    test -n "$(find "$scratch" -name '*.orig.tar.*')" || die 3 "the source package $name cannot be had; its files may be put into $package"
    mkdir -p "${package%/*}"
    mv -T "$scratch" "$package"
    scratch=
}

# unpack_source DIR: the source of $package, with Debian's changes where they are there.
unpack_source() {
    rm -rf "$1"
    mkdir -p "${1%/*}"
    if test -n "$(find "$package" -name '*.debian.tar.*')"; then
        dpkg-source --no-check -x "$package"/*.dsc "$1" > /dev/null
    else
        mkdir "$1" && tar -xf "$package"/*.orig.tar.* -C "$1" --strip-components=1
    fi || die 4 "cannot unpack $package"
}
