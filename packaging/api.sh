#!/bin/sh
# Usage: api.sh ASSEMBLY
#
# Writes docs/api, the reference of the library, from its compiled form and the documentation beside it. make api builds both first.
set -eu
assembly=$(realpath "$1") dotnet=${DOTNET:-dotnet}
cd "$(dirname -- "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$dotnet" tool restore > "$work/log" || { cat "$work/log" >&2; exit 4; }
cat > "$work/docfx.json" << EOF
{
  "metadata": [{
    "src": [{ "src": "$(dirname "$assembly")", "files": ["$(basename "$assembly")"] }],
    "dest": "api", "outputFormat": "markdown", "memberLayout": "samePage", "namespaceLayout": "flattened"
  }]
}
EOF
"$dotnet" docfx metadata "$work/docfx.json" --warningsAsErrors > "$work/log" || { cat "$work/log" >&2; exit 4; }
rm -rf docs/api
mkdir docs/api
for page in "$work"/api/*.md; do
    # What every object has is no news; there is one assembly; references in running text become the bare name.
    awk '/^#### Inherited Members/ { skips = 1; next } /^#/ { skips = 0 } !skips && !/^Assembly: /' "$page" |
        sed -E 's/[[:blank:]]*$//; s|<xref href="([^"(]*\.)?([A-Za-z0-9_]+)[^"]*"[^>]*></xref>|`\2`|g' | cat -s > "docs/api/${page##*/}"
done
