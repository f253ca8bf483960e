#!/bin/sh
# Prints the packages that are compiled into the binary for a runtime identifier, from the lock file: name, version, SHA-512 (base64).
# The compiler's own package is none, but the one that carries the runtime is.
set -eu
cd "$(dirname -- "$0")/.."
awk -v rid="$1" -F'"' '
    /^    "net/ { here = $2 !~ "/" || $2 ~ "/" rid "$" }
    /^      "/ { name = $2 }
    /"resolved"/ { version = $4 }
    /"contentHash"/ && here && name !~ /^Microsoft\./ && !seen[name]++ { print name, version, $4 }
' src/Kallsyms.Cli/packages.lock.json | LC_ALL=C sort
