#!/usr/bin/env bash
# run.sh [ROUNDS]: everything side by side, in turn, ROUNDS times (5); medians, and ratios of pairs of the same round.
#   1  the last stage of a kernel build: the kernel's own procedure, exact, single, one bare link
#   2  the table alone: nm, sed, scripts/kallsyms and the assembler against kallsyms gen
#   3  growth: 10 thousand to 10 million symbols
# The link inputs come from ../shared/kernels, or from tests/kernels/link-inputs.sh.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
root=$PWD rounds=${1:-5} kallsyms=$PWD/artifacts/kallsyms
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# seconds NAME COMMAND...: runs it quietly and notes the time under NAME
seconds() {
	local name=$1 start end
	shift
	start=$EPOCHREALTIME
	"$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; echo "failed: $*" >&2; exit 1; }
	end=$EPOCHREALTIME
	awk -v a="$start" -v b="$end" 'BEGIN { printf "%.4f\n", b - a }' >>"$work/$name"
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'; }
ratio() { paste "$work/$1" "$work/$2" | awk '{ print $1 / $2 }' >"$work/ratio"; median "$work/ratio"; }
memory() { /usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -n 1; }

inputs() {
	local archive=$root/../shared/kernels/$1.tar.zst cache=${KALLSYMS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kallsyms}
	if [ -f "$archive" ]; then tar --zstd -xf "$archive" -C "$work" && echo "$work/$1"
	elif [ -d "$cache/inputs/$1" ]; then echo "$cache/inputs/$1"; fi
}

# The kernel's own procedure, step by step, as scripts/link-vmlinux.sh of that release does it
own_symbols() {
	case $version in
	6.1) sh "$filter" "$1" "$2" ;;
	*) nm -n "$1" | sed -f "$filter" >"$2" ;;
	esac
}
own_table() { # symbols -> object
	"$generator" $options "$1" >"$own/table.S"
	if [ "$assembler" = gcc ]; then
		gcc -I "$own" -c -o "$2" "$own/table.S"
	else
		gcc -I "$own" -E -P "$own/table.S" >"$own/table.s"
		"$assembler" -o "$2" "$own/table.s"
	fi
}
own_procedure() {
	: >"$own/0.syms"
	if [ "$version" = 6.1 ]; then "$@" -o "$own/1"; else
		own_table "$own/0.syms" "$own/0.o"
		"$@" -o "$own/1" "$own/0.o"
	fi
	own_symbols "$own/1" "$own/1.syms"; own_table "$own/1.syms" "$own/1.o"
	"$@" -o "$own/2" "$own/1.o"
	own_symbols "$own/2" "$own/2.syms"; own_table "$own/2.syms" "$own/2.o"
	"$@" -o "$own/vmlinux" "$own/2.o"
	own_symbols "$own/vmlinux" "$own/System.map"
	cmp "$own/2.syms" "$own/System.map"
}

stage() { # NAME VERSION LAYOUT OPTIONS ASSEMBLER LINKER
	local name=$1 linker=$6 directory id
	version=$2 options=$4 assembler=$5 own=$work/own id=$1-$6
	directory=$(inputs "$name")
	[ -n "$directory" ] || { echo "$name: no link inputs, left out"; return; }
	generator=$(tests/kernels/oracle.sh "$version") filter=$(tests/kernels/oracle.sh "$version" --mksysmap)
	rm -rf "$own" && mkdir -p "$own/asm"
	printf '#define BITS_PER_LONG %s\n' "$([ "$name" = s3c6400-6.1 ] && echo 32 || echo 64)" >"$own/asm/bitsperlong.h"
	cd "$directory"
	local command
	read -ra command <link.args
	if [ "$linker" = lld ]; then
		command=(ld.lld "${command[@]:1}")
		command=("${command[@]/--no-warn-rwx-segments/}")
		local kept=() word
		for word in "${command[@]}"; do [ -z "$word" ] || kept+=("$word"); done
		command=("${kept[@]}")
	fi
	export NM=${command[0]/%ld/nm}
	[ "$linker" = lld ] && NM=nm
	for _ in $(seq "$rounds"); do
		seconds "$id.own" own_procedure "${command[@]}"
		seconds "$id.exact" "$kallsyms" link --layout "$3" --mode exact --map "$work/map" -- "${command[@]}" -o "$work/out"
		seconds "$id.single" "$kallsyms" link --layout "$3" --mode single --map "$work/map" -- "${command[@]}" -o "$work/out"
		seconds "$id.bare" "${command[@]}" -o "$work/out" "$own/2.o"
	done
	"$kallsyms" link --json --layout "$3" --mode single -- "${command[@]}" -o "$work/out" >"$work/report" 2>/dev/null
	printf '%-18s %8.2f %8.2f %8.2f %8.2f %11.3f %12.3f %12.2f %7s %7s\n' "$id" "$(median "$work/$id.own")" "$(median "$work/$id.exact")" \
		"$(median "$work/$id.single")" "$(median "$work/$id.bare")" "$(ratio "$id.exact" "$id.own")" "$(ratio "$id.single" "$id.own")" \
		"$(ratio "$id.single" "$id.bare")" "$(grep -c '"number"' "$work/report")" "$(sed -n 's/.*"slackBytes": \([0-9]*\).*/\1/p' "$work/report")"
	cd "$root"
}

echo "1. The last stage of a kernel build (seconds, medians of $rounds; ratios of pairs)"
printf '%-18s %8s %8s %8s %8s %11s %12s %12s %7s %7s\n' inputs-linker own exact single bare exact/own single/own single/bare links slack
stage x86_64-6.12 6.12 linux-6.4 "--all-symbols --absolute-percpu" gcc bfd
stage x86_64-6.12 6.12 linux-6.4 "--all-symbols --absolute-percpu" gcc lld
stage x86_64-7.2 7.2 linux-7.0 "--all-symbols --pc-relative" gcc bfd
stage x86_64-7.2 7.2 linux-7.0 "--all-symbols --pc-relative" gcc lld
stage s3c6400-6.1 6.1 linux-6.2 "--all-symbols --base-relative" arm-linux-gnueabi-as bfd

echo
echo "2. The table alone: from image to object (x86_64-6.12)"
directory=$(inputs x86_64-6.12)
if [ -n "$directory" ]; then
	version=6.12 options="--all-symbols --absolute-percpu" assembler=gcc own=$work/own
	generator=$(tests/kernels/oracle.sh 6.12) filter=$(tests/kernels/oracle.sh 6.12 --mksysmap)
	mkdir -p "$own/asm" && echo '#define BITS_PER_LONG 64' >"$own/asm/bitsperlong.h"
	image=$work/image
	(cd "$directory" && ./link.sh -o "$image" expected.kallsyms.o)
	table_own() { own_symbols "$image" "$own/t.syms" && own_table "$own/t.syms" "$own/t.o"; }
	table_ours() { "$kallsyms" gen --layout linux-6.4 --all-symbols --absolute-percpu --like "$directory/version-timestamp.o" --object "$work/t.o" "$image"; }
	for _ in $(seq "$rounds"); do seconds table.own table_own; seconds table.ours table_ours; done
	printf 'own %.3f s, kallsyms gen %.3f s, ratio %.3f\n' "$(median "$work/table.own")" "$(median "$work/table.ours")" "$(ratio table.ours table.own)"
	# A stand-in for the linker that only hands out a finished image leaves the memory of our own process.
	"$kallsyms" link -q --layout linux-6.4 -- $(sed "s# vmlinux.lds# $directory/vmlinux.lds#; s#=vmlinux.lds#=$directory/vmlinux.lds#; s# \([a-z.-]*\.o\)# $directory/\1#g" "$directory/link.args") -o "$work/linked"
	printf '#!/bin/sh\nwhile [ $# -gt 0 ]; do [ "$1" != -o ] || exec ln -f %s "$2"; shift; done\n' "$work/linked" >"$work/standin"
	chmod +x "$work/standin"
	(cd "$directory" && printf 'peak memory of kallsyms link itself: %s KiB\n' "$(memory "$kallsyms" link -q --layout linux-6.4 --mode single -- "$work/standin" $(cut -d' ' -f2- link.args) -o "$work/o")")
fi

echo
echo "3. Growth: kallsyms gen --object on generated images"
gcc -O2 -o "$work/generate" bench/generate.c
printf '%12s %10s %14s %14s\n' symbols seconds ns/symbol bytes/symbol
for count in 10000 100000 1000000 10000000; do
	"$work/generate" $count "$work/generated"
	repeat=$((count > 1000000 ? 2 : rounds))
	for _ in $(seq $repeat); do seconds "grow.$count" "$kallsyms" gen --layout linux-7.0 --pc-relative --all-symbols --object "$work/t.o" "$work/generated"; done
	kib=$(memory "$kallsyms" gen --layout linux-7.0 --pc-relative --all-symbols --object "$work/t.o" "$work/generated")
	median "$work/grow.$count" | awk -v n=$count -v k="$kib" '{ printf "%12d %10.3f %14.0f %14.0f\n", n, $1, $1 / n * 1e9, k * 1024 / n }'
done
