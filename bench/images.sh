#!/usr/bin/env bash
# images.sh IMAGE [ROUNDS]: reading the table of a kernel image (default 5 rounds): whole process, in turn with kallsyms-finder
# (vmlinux-to-elf) where that is installed; the same kernel in a raw dump of 1 GiB; lookups a second through the library.
set -euo pipefail
export LC_ALL=C
image=$(realpath "$1") rounds=${2:-5}
cd "$(dirname "$0")/.."
kallsyms=$PWD/artifacts/kallsyms
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

measure() { # NAME COMMAND...
	/usr/bin/time -a -o "$work/$1" -f '%e %M' "${@:2}" >"$work/out" 2>"$work/err" || { cat "$work/err" >&2; exit 1; }
}
median() { cut -d' ' -f"$2" "$work/$1" | sort -n | awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'; }
report() { printf '%-28s %6.2f s  %8d KiB\n' "$1" "$(median "$2" 1)" "$(median "$2" 2)"; }

# 1 GiB of noise with the kernel, as it lies in memory, in the middle.
"$kallsyms" unpack -o "$work/kernel" "$image"
head -c 1G /dev/urandom >"$work/dump"
if readelf -h "$work/kernel" >/dev/null 2>&1; then objcopy -O binary "$work/kernel" "$work/flat"; else cp "$work/kernel" "$work/flat"; fi
dd if="$work/flat" of="$work/dump" bs=1M seek=512 conv=notrunc status=none

for _ in $(seq "$rounds"); do
	measure ours "$kallsyms" dump "$image"
	if command -v kallsyms-finder >/dev/null; then measure theirs kallsyms-finder "$image"; fi
	measure large "$kallsyms" dump "$work/dump"
done
report "kallsyms dump" ours
if [ -e "$work/theirs" ]; then
	report kallsyms-finder theirs
	echo "ratio $(paste "$work/ours" "$work/theirs" | awk '{ print $1 / $3 }' | sort -n | awk '{ v[NR] = $1 } END { printf "%.3f", v[int((NR + 1) / 2)] }') (median of pairs)"
fi
report "the same of a 1 GiB dump" large
${DOTNET:-dotnet} publish bench/Lookups -c Release -r linux-x64 -o "$work/lookups" --nologo -v quiet
"$work/lookups/Lookups" "$image"
