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
