#!/bin/sh
# Usage: tool.sh TREE VERSION DIRECTORY ARGUMENT...
#
# Part of dist.sh: packs the program as a tool for dotnet (Kallsyms.Cli). The package without a runtime identifier leads to those with one:
# native where there is one, the rest (any) runs wherever .NET does. The arguments are those of the build; for a native package
# the program was published with them before, and is not compiled anew.
set -eu
project=$1/src/Kallsyms.Cli version=$2 out=$3
shift 3
case " $* " in *' -r linux-'*) set -- "$@" --no-build ;; esac
# _IsPublishing: the program names its sources, as the one that was published does.
"${DOTNET:-dotnet}" pack "$project" -o "$out" -p:_IsPublishing=true -p:IsPackable=true -p:PackAsTool=true -p:ToolCommandName=kallsyms \
    -p:PublishDocumentationFiles=false -p:PackageVersion="$(echo "$version" | sed 's/~/-/')" "$@"
