#!/bin/sh
# Usage: check.sh [BASE]
#
# The quick look after an edit: builds with all analyzers, then checks the format and runs the unit tests of what changed since BASE
# (HEAD). A file of the library calls for the tests of its folder that run no commands, a file of the program for those of Cli, a test
# for its own class. make test remains what counts.
set -eu
cd "$(dirname -- "$0")/.."
base=${1:-HEAD} configuration=${CONFIGURATION:-Release} dotnet=${DOTNET:-dotnet}
tests="tests/Kallsyms.Tests/bin/$configuration/net10.0/Kallsyms.Tests --progress off --ignore-exit-code 8" # 8: no such test

changed=$({ git diff --name-only --diff-filter=d "$base" && git ls-files --others --exclude-standard; } | grep '\.cs$' | sort -u) || :
test -n "$changed" || { echo "check: no source changed since $base"; exit 0; }

"$dotnet" build tests/Kallsyms.Tests -c "$configuration" --nologo -v quiet
# shellcheck disable=SC2086
"$dotnet" format whitespace . --folder --verify-no-changes --include $changed

# NAMESPACE.Class of a test file, NAMESPACE.* of a folder of sources.
classes=$(printf '%s\n' "$changed" | sed -n 's|^tests/\(Kallsyms.Tests/.*Tests\)\.cs$|\1|p' | tr / .)
folders=$(printf '%s\n' "$changed" | sed -n 's|^src/Kallsyms.Core/\([^/]*\)/.*|Kallsyms.Tests.\1.*|p; s|^src/Kallsyms.Core/.*|Kallsyms.Tests.Layering.*|p' | sort -u)
case $changed in *src/Kallsyms.Cli/*) classes="$classes Kallsyms.Tests.Cli.*" ;; esac
set -f
# shellcheck disable=SC2086
test -z "$folders" || $tests --filter-not-trait Runs=kallsyms $(printf -- '--filter-class %s ' $folders)
# shellcheck disable=SC2086
test -z "$classes" || $tests --filter-not-trait Needs=kernels --filter-not-trait Needs=binary $(printf -- '--filter-class %s ' $classes)
