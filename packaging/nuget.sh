#!/usr/bin/env bash
# Usage: nuget.sh TREE VERSION COMMIT DIRECTORY
#
# Part of dist.sh: packs the library (Kallsyms) and the program as a tool for dotnet, which runs wherever .NET does (Kallsyms.Cli).
set -eu
tree=$1 commit=$3 out=$4
dotnet=${DOTNET:-dotnet}
number=$(echo "$2" | sed 's/~/-/') # as NuGet writes what comes before a release
pack() {
    "$dotnet" pack "$tree/src/$1" -c Release -o "$out" --nologo -v quiet -p:PackageVersion="$number" -p:Version="$number" \
        -p:SourceRevisionId="$commit" -p:RepositoryCommit="$commit" -p:PathMap="$tree/=/_/" -p:ContinuousIntegrationBuild=true "${@:2}"
}
pack Kallsyms.Core
pack Kallsyms.Cli -p:IsPackable=true -p:PackAsTool=true -p:ToolCommandName=kallsyms -p:PublishAot=false -p:RuntimeIdentifiers=
