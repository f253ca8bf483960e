#!/usr/bin/env python3
"""Usage: without-names.py MACHINE IMAGE TEXT ADDRESS SIZE CODE COPY [RELOCATIONS]

Copies a kernel image, in which the function at ADDRESS, of SIZE bytes, is that of the file CODE. The kernel's text begins at TEXT; an image
that is no ELF file begins at the multiple of 2 MB below. What the kernel itself writes to at a function's start when it boots (ftrace) is
stepped over; what of that lies further in (arm) is jumped over. RELOCATIONS is where a kernel of MIPS lists what it changes when it moves
itself; nothing in CODE is.
"""
import re
import struct
import sys

STEPS = {  # what is stepped over, and how long an instruction is
    "arm64": ((b"\x1f\x20\x03\xd5", b"\x5f\x24\x03\xd5"), 4),  # nop, bti c
    "riscv64": ((b"\x01\x00",), 2),  # c.nop
    # addis r2, r12; addi r2, r2; mflr r0; bl _mcount; nop
    "ppc64el": ((b"\x4c\x3c", b"\x42\x38", b"\x02\x08\x7c", b"\x4b", b"\x00\x00\x00\x60"), 4),
}

TRACED = re.compile(rb"\x04\xe0\x2d\xe5...\xeb", re.DOTALL)  # push {lr}; bl __gnu_mcount_nc


def offset(data, base, address):
    """Where in the image an address is."""
    if data[:4] != b"\x7fELF":
        return address - base
    order, wide = ("<", ">")[data[5] - 1], data[4] == 2
    start, = struct.unpack_from(order + ("Q" if wide else "I"), data, 32 if wide else 28)
    size, count = struct.unpack_from(order + "HH", data, 54 if wide else 42)
    for at in range(start, start + size * count, size):
        if wide:
            kind, _, where, virtual, _, length = struct.unpack_from(order + "IIQQQQ", data, at)
        else:
            kind, where, virtual, _, length = struct.unpack_from(order + "IIIII", data, at)
        if kind == 1 and 0 <= (address - virtual) % (1 << (64 if wide else 32)) < length:
            return where + (address - virtual)
    sys.exit(f"without-names.py: no segment has 0x{address:x}")


def forget(data, table, first, end):
    """Takes the words from the first to the end, counted from where the kernel begins, out of the list of those that are changed."""
    kept = at = table
    while (word := data[at:at + 4]).strip(b"\0"):
        if not first <= (int.from_bytes(word, "big") & 0xffffff) * 4 < end:
            data[kept:kept + 4] = word
            kept += 4
        at += 4
    data[kept:at] = bytes(at - kept)


def main():
    machine, image, text, address, size, code, copy, *relocations = sys.argv[1:]
    text, address, size = (int(number, 16) for number in (text, address, size))
    with open(image, "rb") as file:
        data = bytearray(file.read())
    with open(code, "rb") as file:
        code = file.read()
    start = at = offset(data, text & ~0x1fffff, address)
    steps, length = STEPS.get(machine, ((), 4))
    steps = list(steps)
    while (word := bytes(data[at:at + length])) and (step := next((s for s in steps if word.endswith(s)), None)):
        at += length
        if machine == "ppc64el":
            steps.remove(step)  # each stands there once
    if machine == "armhf" and (traced := TRACED.search(data, start, start + 32)):
        at = traced.end()
        data[start:start + 4] = (0xea000000 | (at - start - 8) // 4).to_bytes(4, "little")
    if at - start + len(code) > size:
        sys.exit(f"without-names.py: the function has no room for {len(code)} bytes")
    data[at:at + len(code)] = code
    for table in relocations:
        first = address - (text & ~0xffff)
        forget(data, offset(data, text, int(table, 16)), first, first + size)
    with open(copy, "wb") as file:
        file.write(data)


main()
