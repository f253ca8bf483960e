#!/usr/bin/env python3
"""Usage: without-names.py MACHINE IMAGE OFFSET COPY

Copies a kernel image, in which the function at OFFSET, kallsyms_lookup_buildid(), then returns 0: the kernel finds no names, and prints
addresses in their place. What the kernel itself writes to at a function's start when it boots (ftrace) is stepped over.
"""
import sys

STEPS = {  # what is stepped over, how long an instruction is, and what is put behind it
    # nop, bti c; mov x0, 0; ret
    "arm64": ((b"\x1f\x20\x03\xd5", b"\x5f\x24\x03\xd5"), 4, b"\x00\x00\x80\xd2\xc0\x03\x5f\xd6"),
    # c.nop; c.li a0, 0; c.ret
    "riscv64": ((b"\x01\x00",), 2, b"\x01\x45\x82\x80"),
    # addis r2, r12; addi r2, r2; mflr r0; bl _mcount; nop; li r3, 0; blr
    "ppc64el": ((b"\x4c\x3c", b"\x42\x38", b"\x02\x08\x7c", b"\x4b", b"\x00\x00\x00\x60"), 4, b"\x00\x00\x60\x38\x20\x00\x80\x4e"),
}


def main():
    machine, image, offset, copy = sys.argv[1:]
    with open(image, "rb") as file:
        data = bytearray(file.read())
    at = int(offset, 0)
    steps, length, code = STEPS[machine]
    steps = list(steps)
    while (word := bytes(data[at:at + length])) and (step := next((s for s in steps if word.endswith(s)), None)):
        at += length
        if machine == "ppc64el":
            steps.remove(step)  # each stands there once
    data[at:at + len(code)] = code
    with open(copy, "wb") as file:
        file.write(data)


main()
