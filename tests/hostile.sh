#!/bin/sh
# Usage: hostile.sh TESTS ARG...
#
# Runs the tests of hostile surroundings (the trait Set=hostile) as they are, in a file system in memory, with a narrow umask, and, when
# root runs it, as an ordinary user. TESTS is the test program; KALLSYMS_BIN names the binary.
set -eu
tests="$* --filter-trait Set=hostile"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
chmod 1777 "$temporary"

run() {
    echo "hostile: $1"
    shift
    "$@"
}
# shellcheck disable=SC2086
{
    run "here" $tests
    test ! -d /dev/shm || run "in memory, umask 077" sh -c "umask 077; TMPDIR=/dev/shm exec $tests"
    if test "$(id -u)" = 0; then
        mkdir "$temporary/home"
        chown 65534:65534 "$temporary/home"
        run "as an ordinary user" setpriv --reuid=65534 --regid=65534 --clear-groups \
            env HOME="$temporary/home" TMPDIR="$temporary" DOTNET_CLI_HOME="$temporary/home" $tests --results-directory "$temporary/home"
    fi
}
