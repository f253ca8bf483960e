# shellcheck shell=sh disable=SC2034
# Sourced by the scripts of this directory: where things are kept, how they speak, how two of them at once stay apart.

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cache=${KALLSYMS_CACHE:-${XDG_CACHE_HOME:-${HOME:?set HOME or KALLSYMS_CACHE}/.cache}/kallsyms}
case $cache in /*) ;; *) cache=$PWD/$cache ;; esac
scratch=
trap 'exit 130' INT
trap 'exit 143' TERM

# Standard output carries only the answer.
say() { printf '%s\n' "$*" >&2; }

# die STATUS MESSAGE: 2 wrong usage, 3 something needed cannot be had, 4 a tool failed.
die() {
    status=$1
    shift
    say "${0##*/}: $*"
    exit "$status"
}

# The help text of a script is the comment at its top.
help() {
    sed -n '2,/^[^#]/ { /^#/!d; s/^# \{0,1\}//; p; }' "$0"
    exit 0
}

# Everything under one name is made by one process at a time; the lock ends with the process.
lock() {
    mkdir -p "$cache/locks"
    exec 9> "$cache/locks/$1"
    flock -n 9 && return
    say "another process is making $1 in $cache; waiting for it"
    flock 9
}

# A directory in the cache that disappears when the script, or the subshell that makes it, ends, however it ends.
make_scratch() {
    trap 'rm -rf -- "$scratch"' EXIT
    mkdir -p "$cache/tmp"
    scratch=$(mktemp -d "$cache/tmp/${0##*/}.XXXXXX")
}
