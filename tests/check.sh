#!/bin/sh
# Usage: check.sh [BASE]
#
# The quick look after an edit: builds with all analyzers, then checks the format and runs the tests of what changed since BASE (HEAD), as
# tests/check.txt has them. make test remains what counts.
set -eu
cd "$(dirname -- "$0")/.."
base=${1:-HEAD} configuration=${CONFIGURATION:-Release} dotnet=${DOTNET:-dotnet}
tests="tests/Kallsyms.Tests/bin/$configuration/net10.0/Kallsyms.Tests --progress off"

changed=$({ git diff --name-only "$base" && git ls-files --others --exclude-standard; } | sort -u)
test -n "$changed" || { echo "check: nothing changed since $base"; exit 0; }

# A line for each class, or for several whose names begin alike and end with *.
selected=$(printf '%s\n' "$changed" | awk '
    NR == FNR { if ($0 !~ /^#/) { path[++paths] = $1; $1 = ""; classes[paths] = $0 } next }
    /^tests\/Kallsyms\.Tests\/.*Tests\.cs$/ {
        if (system("test -e " $0) != 0) next
        own = substr($0, length("tests/Kallsyms.Tests/") + 1); sub(/\.cs$/, "", own); gsub("/", ".", own); print own; next
    }
    {
        best = 0
        for (i = 1; i <= paths; i++)
            if (index($0, path[i]) == 1 && (!best || length(path[i]) > length(path[best]))) best = i
        if (!best) { print "check: no line of tests/check.txt says what tests " $0 > "/dev/stderr"; exit 1 }
        count = split(classes[best], words, " ")
        for (i = 1; i <= count; i++) if (words[i] != "-") print words[i]
        if ($0 ~ /^src\/Kallsyms\.Core\/.*\.cs$/) print "Layering.*"
    }' tests/check.txt -)
selected=$(printf '%s\n' "$selected" | sort -u)

sources=$(printf '%s\n' "$changed" | grep '\.cs$' | while read -r file; do test ! -e "$file" || echo "$file"; done)
# Formats are looked at meanwhile: what is built has no say in them.
format=
# shellcheck disable=SC2086
test -z "$sources" || { "$dotnet" format whitespace . --folder --verify-no-changes --include $sources & format=$!; }
# Packages are asked for where a project or a version changed since they were.
assets=tests/Kallsyms.Tests/obj/project.assets.json restore=
if test -f $assets && test -z "$(find global.json Directory.*.props src tests/Kallsyms.Tests -name obj -prune -o -newer $assets \
    \( -name '*.csproj' -o -name '*.props' -o -name packages.lock.json -o -name global.json \) -print)"; then
    restore=--no-restore
fi
"$dotnet" build tests/Kallsyms.Tests -c "$configuration" --nologo -v quiet $restore || { test -z "$format" || kill "$format" 2>/dev/null; exit 1; }
test -z "$format" || wait "$format"

units=$(printf '%s\n' "$selected" | sed -n 's/.*\*$/--filter-class Kallsyms.Tests.&/p')
classes=$(printf '%s\n' "$selected" | sed -n 's/.*[^*]$/--filter-class Kallsyms.Tests.&/p')
test -n "$units$classes" || { echo "check: no test is about what changed since $base"; exit 0; }
set -f
# shellcheck disable=SC2086
test -z "$units" || $tests --filter-not-trait Runs=kallsyms --filter-not-trait Needs=kernels $units
# shellcheck disable=SC2086
test -z "$classes" || $tests --filter-not-trait Needs=kernels --filter-not-trait Needs=binary $classes
