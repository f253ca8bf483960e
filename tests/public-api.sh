#!/bin/sh
# Rewrites src/Kallsyms.Core/PublicAPI.Unshipped.txt: what the library offers, as its analyzer names it.
set -eu
cd "$(dirname -- "$0")/.."
list=src/Kallsyms.Core/PublicAPI.Unshipped.txt
{
    echo '#nullable enable'
    echo '#nullable enable' > "$list"
    "${DOTNET:-dotnet}" build src/Kallsyms.Core -c "${CONFIGURATION:-Release}" --nologo -v quiet -p:TreatWarningsAsErrors=false |
        sed -n "s/.*RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" | LC_ALL=C sort -u
} > "$list.new"
mv "$list.new" "$list"
