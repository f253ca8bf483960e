"""Writes a kallsyms table as some vendors do: names are not compressed. Every character is a token of its own."""
import sys

symbols = [line.split(" ", 2) for line in open(sys.argv[-1], encoding="latin-1").read().splitlines()]
symbols = [(int(address, 16), letter + name) for address, letter, name in symbols]
text = next((address for address, name in symbols if name[1:] == "_text"), 0)
print('\t.section .rodata, "a"')


def label(name, alignment=8):
    print(f".globl {name}\n\t.balign {alignment}\n{name}:")


label("kallsyms_num_syms")
print(f"\t.long\t{len(symbols)}")
label("kallsyms_names")
markers, at = [], 0
for i, (_, name) in enumerate(symbols):
    if i % 256 == 0:
        markers.append(at)
    size = [len(name)] if len(name) < 128 else [len(name) & 0x7F | 0x80, len(name) >> 7]
    print("\t.byte", ", ".join(map(str, size + [ord(c) for c in name])))
    at += len(size) + len(name)
label("kallsyms_markers")
for marker in markers:
    print(f"\t.long\t{marker}")
label("kallsyms_token_table")
for code in range(256):
    print("\t.byte", ", ".join([str(code), "0"] if code else ["0"]))
label("kallsyms_token_index")
for code in range(256):
    print(f"\t.short\t{0 if code == 0 else 2 * code - 1}")
label("kallsyms_offsets")
for address, _ in symbols:
    print(f"\t.long\t_text - . + ({address - text})" if "--pc-relative" in sys.argv else f"\t.long\t{address - text & 0xFFFFFFFF}")
if "--pc-relative" not in sys.argv:
    label("kallsyms_relative_base")
    print("\t.quad\t_text")
label("kallsyms_seqs_of_names")
order = sorted(range(len(symbols)), key=lambda i: (symbols[i][1][1:], i))
for i in order:
    print("\t.byte", ", ".join(str(i >> shift & 255) for shift in (16, 8, 0)))
