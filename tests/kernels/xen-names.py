#!/usr/bin/env python3
"""xen-names.py XEN-SYMS < CONSOLE: holds every name that Xen printed beside an address against the symbols that nm lists.

A name is right if it has a symbol at the address less the distance, and no other symbol lies between. Prints how many there are.
Exit status: 1 some are wrong, or there is none."""
import bisect
import re
import subprocess
import sys

places = {}
for line in subprocess.run(["nm", "-n", sys.argv[1]], capture_output=True, text=True, check=True).stdout.splitlines():
    value, kind, name = line.split(maxsplit=2)
    if kind not in "aAUN":
        places.setdefault(int(value, 16), set()).add(name)
addresses = sorted(places)

printed = re.compile(r"(?:\[<)?\b([0-9a-f]{16})(?:>\])?\)? (?:[A-Z] )?(\S+?)\+(0x[0-9a-f]+|0)(?:/0x[0-9a-f]+)?")
total = wrong = 0
seen = set()
for line in sys.stdin:
    if not line.startswith("(XEN)"):
        continue
    for value, name, distance in printed.findall(line):
        total += 1
        address = int(value, 16)
        symbol = name.rpartition("#")[2]
        seen.add(symbol)
        start = address - int(distance, 16)
        if symbol not in places.get(start, ()) or addresses[bisect.bisect_right(addresses, address) - 1] != start:
            print(f"wrong: {value} is not {name}+{distance}: {line.strip()}", file=sys.stderr)
            wrong += 1
print(f"{total} addresses with names ({len(seen)} different ones), {wrong} of them wrong")
sys.exit(1 if wrong or not total else 0)
