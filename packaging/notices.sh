#!/bin/sh
# Prints the licences of what is compiled into the binary for a runtime identifier (linux-x64): the packages of its lock file as NuGet
# has unpacked them, and the runtime.
set -eu
cd "$(dirname -- "$0")/.."
rid=$1 packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
echo "kallsyms contains the following works of others."
packaging/packages.sh "$rid" | while read -r name version hash; do
    folder=$packages/$(echo "$name/$version" | tr '[:upper:]' '[:lower:]')
    spec=$(echo "$folder"/*.nuspec)
    field() { sed -n "s|.*<$1[^>]*>\(.*\)</$1>.*|\1|p" "$spec"; }
    owner=$(field copyright)
    test -n "$owner" || owner=$(field authors)
    case $owner in *Copyright* | *©*) ;; *) owner="Copyright $owner" ;; esac
    printf '\n%s\n%s %s\n%s\n%s, MIT License\n\n' "------------------------------------------------------------" \
        "$name" "$version" "$(field projectUrl)" "$owner"
    sed -n '/^Permission is hereby/,$p' LICENSE
    for text in "$folder"/THIRD-PARTY-NOTICES*; do
        test ! -e "$text" || { printf '\n%s itself contains:\n\n' "$name"; tr -d '\r' < "$text" | sed '1s/^\xef\xbb\xbf//'; }
    done
done
