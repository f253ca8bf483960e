#!/bin/sh
# Prints what the binary consists of, as CycloneDX 1.6: VERSION RID.
set -eu
cd "$(dirname -- "$0")/.."
version=$1 rid=$2
cat << EOF
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "version": 1,
  "metadata": {
    "timestamp": "$(packaging/version.sh date)T00:00:00Z",
    "component": {
      "type": "application",
      "bom-ref": "kallsyms",
      "name": "kallsyms",
      "version": "$version",
      "licenses": [{ "license": { "id": "MIT" } }]
    }
  },
  "components": [
EOF
packaging/packages.sh "$rid" | {
    comma=
    while read -r name number hash; do
        hex=$(printf %s "$hash" | base64 -d | od -An -v -tx1 | tr -d ' \n')
        printf '%s    {\n      "type": "library",\n      "bom-ref": "pkg:nuget/%s@%s",\n      "name": "%s",\n      "version": "%s",\n' \
            "$comma" "$name" "$number" "$name" "$number"
        printf '      "hashes": [{ "alg": "SHA-512", "content": "%s" }],\n      "licenses": [{ "license": { "id": "MIT" } }],\n      "purl": "pkg:nuget/%s@%s"\n    }' \
            "$hex" "$name" "$number"
        comma=",
"
    done
}
cat << EOF

  ],
  "dependencies": [
    { "ref": "kallsyms", "dependsOn": [$(packaging/packages.sh "$rid" | awk '{ printf "%s\"pkg:nuget/%s@%s\"", (NR > 1 ? ", " : ""), $1, $2 }')] }
  ]
}
EOF
