#!/usr/bin/env python3
"""Usage: without-names.py MACHINE IMAGE BASE ADDRESS SIZE CODE COPY

Copies a kernel image, in which the function at ADDRESS, of SIZE bytes, is that of the file CODE. BASE is the address of the first byte of
an image that is no ELF file. What the kernel itself writes to at a function's start when it boots (ftrace) is stepped over.
"""
import struct
import sys

STEPS = {  # what is stepped over, and how long an instruction is
    "arm64": ((b"\x1f\x20\x03\xd5", b"\x5f\x24\x03\xd5"), 4),  # nop, bti c
    "riscv64": ((b"\x01\x00",), 2),  # c.nop
    # addis r2, r12; addi r2, r2; mflr r0; bl _mcount; nop
    "ppc64el": ((b"\x4c\x3c", b"\x42\x38", b"\x02\x08\x7c", b"\x4b", b"\x00\x00\x00\x60"), 4),
}


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


def main():
    machine, image, base, address, size, code, copy = sys.argv[1:]
    with open(image, "rb") as file:
        data = bytearray(file.read())
    with open(code, "rb") as file:
        code = file.read()
    start = at = offset(data, int(base, 16), int(address, 16))
    steps, length = STEPS.get(machine, ((), 4))
    steps = list(steps)
    while (word := bytes(data[at:at + length])) and (step := next((s for s in steps if word.endswith(s)), None)):
        at += length
        if machine == "ppc64el":
            steps.remove(step)  # each stands there once
    if at - start + len(code) > int(size, 16):
        sys.exit(f"without-names.py: the function has no room for {len(code)} bytes")
    data[at:at + len(code)] = code
    with open(copy, "wb") as file:
        file.write(data)


main()
