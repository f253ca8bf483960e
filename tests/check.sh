#!/bin/sh
# Usage: check.sh [BASE]
#
# The quick look after an edit: builds with all analyzers, then checks the format and runs the unit tests of what changed since BASE
# (HEAD). A file of the library calls for the tests of its folder that run no commands, or for what tests it else; a file of the program for
# those of Cli, a test for its own class. make test remains what counts.
set -eu
units=
cd "$(dirname -- "$0")/.."
base=${1:-HEAD} configuration=${CONFIGURATION:-Release} dotnet=${DOTNET:-dotnet}
tests="tests/Kallsyms.Tests/bin/$configuration/net10.0/Kallsyms.Tests --progress off --ignore-exit-code 8" # 8: no such test

changed=$({ git diff --name-only --diff-filter=d "$base" && git ls-files --others --exclude-standard; } | grep '\.cs$' | sort -u) || :
test -n "$changed" || { echo "check: no source changed since $base"; exit 0; }

# Formats are looked at meanwhile: what is built has no say in them.
# shellcheck disable=SC2086
"$dotnet" format whitespace . --folder --verify-no-changes --include $changed & format=$!
# Packages are asked for where a project or a version changed since they were.
assets=tests/Kallsyms.Tests/obj/project.assets.json restore=
if test -f $assets && test -z "$(find global.json Directory.*.props src tests/Kallsyms.Tests -name obj -prune -o -newer $assets \
    \( -name '*.csproj' -o -name '*.props' -o -name packages.lock.json -o -name global.json \) -print)"; then
    restore=--no-restore
fi
"$dotnet" build tests/Kallsyms.Tests -c "$configuration" --nologo -v quiet $restore || { kill $format 2>/dev/null; exit 1; }
wait $format

# NAMESPACE.Class of a test file, NAMESPACE.* of a folder of sources.
classes=$(printf '%s\n' "$changed" | sed -n 's|^tests/\(Kallsyms.Tests/.*Tests\)\.cs$|\1|p' | tr / .)
folders=$(printf '%s\n' "$changed" | sed -n 's|^src/Kallsyms.Core/\([^/]*\)/.*|\1|p' | sort -u)
for folder in $folders; do
    own=tests/Kallsyms.Tests/$folder
    if test -d "$own" && test -n "$(grep -L RunsKallsyms "$own"/*Tests.cs)"; then
        units="$units Kallsyms.Tests.$folder.*"
    elif test -d "$own"; then
        classes="$classes Kallsyms.Tests.$folder.*"
    else
        # A folder without tests of its own is tested by those that use it.
        users=$(grep -rlE "^using Kallsyms\.$folder[.;]" tests/Kallsyms.Tests --include='*Tests.cs' | sed 's|^tests/\(.*\)\.cs$|\1|' | tr / .)
        test -n "$users" || echo "check: no unit test uses src/Kallsyms.Core/$folder; make test does" >&2
        units="$units $users"
    fi
done
case $changed in *src/Kallsyms.Core/*) units="$units Kallsyms.Tests.Layering.*" ;; esac
case $changed in *src/Kallsyms.Cli/*) classes="$classes Kallsyms.Tests.Cli.*" ;; esac
set -f
# shellcheck disable=SC2086
test -z "$units" || $tests --filter-not-trait Runs=kallsyms $(printf -- '--filter-class %s ' $units)
# shellcheck disable=SC2086
test -z "$classes" || $tests --filter-not-trait Needs=kernels --filter-not-trait Needs=binary $(printf -- '--filter-class %s ' $classes)
