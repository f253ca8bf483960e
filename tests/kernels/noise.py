#!/usr/bin/env python3
"""Usage: noise.py KIND MEGABYTES [BASE DIGITS]

Prints text that is no report of a kernel: numbers, dumps, registers, which are random, or pointers, the addresses of a kernel at BASE, of
DIGITS digits, where they are data. The same words give the same text. No machine's own words are among it, by which it would be refused.
"""
import random
import sys

PLACES = (
    "{n:04x}: {a} {b}",
    "Code: {a} ({b})",
    "{a} {b} {c} {d}",
    "Stack: {a} {b} {c} {d}\n       {d} {c} {b}",
    "id {a}-{n:04x} [mem 0x{a}-0x{b}] f_{c}",
    "R12: {a} r11: {b} x27: {c} sp : {d}",
    " gp : {a} tp : {b} t0 : {c}",
    "CTR: {a} CR2: {b} CFAR: {c} DAR: {d}",
    "unable to handle page fault for address: {a}",
    "Object {a}: 6b 6b 6b 6b 6b 6b 6b 6b",
    "      .text : 0x{a} - 0x{b}   ({n} kB)",
    "/sys/kernel/slab/{a}/x  https://host/?id={b} sha {c} uuid {d}",
)


def words(source, digits):
    text = source.randbytes(1 << 16).hex()
    return [text[at:at + digits] for at in range(0, len(text) - digits, digits)]


def block(kind, source, base, digits):
    if kind == "pointers":
        size = 0x1800000
        lines = []
        for _ in range(20000):
            a, b, c, d = (f"{base + source.randrange(size):0{digits}x}" for _ in range(4))
            lines.append(source.choice(PLACES).format(a=a, b=b, c=c, d=d, n=source.randrange(1 << 16)))
        return "\n".join(lines)
    lot = [word for _ in range(16) for word in words(source, 16)]
    if kind == "numbers":
        return "\n".join(f"{a} {int(b[:7], 16)} {c}, sum 0x{d}, {a[:8]}" for a, b, c, d in zip(*[iter(lot)] * 4))
    if kind == "dumps":
        return "\n".join(f"{i * 16:08x}: {a} {b} {c[:8]}  |................|" for i, (a, b, c) in enumerate(zip(*[iter(lot)] * 3)))
    if kind == "registers":
        return "\n".join(f"R12: {a} x19: {b} r10: {c[:8]}  lr : {d[:8]}" for a, b, c, d in zip(*[iter(lot)] * 4))
    sys.exit(f"noise.py: no kind {kind!r}")


def main():
    kind, left = sys.argv[1], int(sys.argv[2]) << 20
    base, digits = (int(sys.argv[3], 16), int(sys.argv[4])) if len(sys.argv) > 3 else (0, 16)
    source = random.Random(kind)
    while left > 0:
        text = block(kind, source, base, digits) + "\n"
        sys.stdout.write(text)
        left -= len(text)


main()
