#!/bin/sh
# Usage: nuget.sh TREE VERSION COMMIT DIRECTORY
#
# Part of dist.sh: packs the library (Kallsyms), and gives it and the tool's packages the time of the commit. SOURCE_DATE_EPOCH is set.
set -eu
tree=$1 commit=$3 out=$(cd "$4" && pwd)
dotnet=${DOTNET:-dotnet}
number=$(echo "$2" | sed 's/~/-/') # as NuGet writes what comes before a release
"$dotnet" pack "$tree/src/Kallsyms.Core" -c Release -o "$out" --nologo -v quiet -p:PackageVersion="$number" -p:Version="$number" \
    -p:SourceRevisionId="$commit" -p:RepositoryCommit="$commit" -p:PathMap="$tree/=/_/" -p:ContinuousIntegrationBuild=true

# A package is a zip file with the time of its making: packed again with that of the commit.
for package in "$out"/*.nupkg "$out"/*.snupkg; do
    again=$(mktemp -d)
    unzip -q "$package" -d "$again"
    find "$again" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
    chmod -R u=rwX,go=rX "$again"
    rm "$package"
    (cd "$again" && find . -type f | LC_ALL=C sort | TZ=UTC zip -q -X -D "$package" -@)
    rm -r "$again"
done
