#!/bin/sh
# Usage: source.sh WORK VERSION TREE COMMIT DIRECTORY
#
# Part of dist.sh: makes DIRECTORY/kallsyms-VERSION-source of what is committed and of the NuGet packages that building the program
# for this machine takes, so that make works there without a network. TREE has been built.
set -eu
work=$1 version=$2 tree=$3
root=$5/kallsyms-$version-source
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
mkdir -p "$root/nuget"
git -c tar.umask=0022 archive "$4" | tar -x -C "$root"
# What was restored: libraries, and what the SDK downloads beside them (the compiler, its runtime).
for assets in "$tree"/src/*/obj/project.assets.json; do
    awk -F'"' '
        $2 == "libraries" { libraries = 1 } /^  },?$/ { libraries = 0 }
        libraries && /^    "[^"]*\/[^"]*": \{/ { name = $2 }
        libraries && $2 == "type" && $4 == "package" { print name }
        /"downloadDependencies"/ { downloads = 1 } downloads && /\]$/ && !/"/ { downloads = 0 }
        downloads && $2 == "name" { package = $4 }
        downloads && $2 == "version" { split($4, bounds, /[][, ]+/); print package "/" bounds[2] }' "$assets"
done | tr '[:upper:]' '[:lower:]' | LC_ALL=C sort -u > "$work/closure"
while IFS=/ read -r name number; do
    # What comes with the SDK is not among the packages.
    test ! -e "$packages/$name/$number/$name.$number.nupkg" || cp "$packages/$name/$number/$name.$number.nupkg" "$root/nuget/"
done < "$work/closure"
cat > "$root/NuGet.config" << EOF
<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <packageSources>
    <clear />
    <add key="beside" value="nuget" />
  </packageSources>
</configuration>
EOF
chmod -R u=rwX,go=rX "$root"
