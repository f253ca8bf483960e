#!/usr/bin/env python3
"""Usage: same-names.py NAMES NUMBERS

Compares what kallsyms annotate made of the logs of two kernels, NUMBERS.log of one without names and NAMES.log of one with names
(NUMBERS.answer, NAMES.answer), and says what differs. Times, numbers of tasks and processors, and addresses are those of one boot and do
not count; nor does the order in which two processors get a word in.
"""
import collections
import re
import sys

NAME = re.compile(r"[A-Za-z_][\w.$]*\+0x[0-9a-f]+/0x[0-9a-f]+")
FIRST = re.compile(r"([A-Za-z_][\w.$]*)\+0x0/0x[0-9a-f]+")
PREFIX = re.compile(r"^(<\d+>)?\[ *\d+\.\d+\](\[ *[TC]\d+\])? ?")
NUMBER = re.compile(r"\b(0x)?[0-9a-f]*\d[0-9a-f]*\b")


def lines(path):
    with open(path, encoding="latin-1") as file:
        return [PREFIX.sub("", line.rstrip("\n")) for line in file]


def shape(line):
    """The line with its names; every other number is the same as any other. Of a function's first byte kernels print the name alone."""
    line = FIRST.sub(r"\1", line)
    names = iter(NAME.findall(line))
    return re.sub("@", lambda _: next(names), NUMBER.sub("#", NAME.sub("@", line.replace("@", ""))))


def main():
    named, numbered = sys.argv[1:]
    printed, both = lines(named + ".log"), lines(named + ".answer")
    plain, answered = lines(numbered + ".log"), lines(numbered + ".answer")
    wanted = collections.Counter(shape(line) for line in both if NAME.search(line))
    got = collections.Counter(shape(line) for line in answered if NAME.search(line))
    missing = wanted - collections.Counter(map(shape, answered))
    false = got - collections.Counter(map(shape, both))
    for mark, lot in (("-", missing), ("+", false)):
        for line, count in lot.items():
            print(f"{mark} {line}" + (f"  ({count} times)" if count > 1 else ""))
    beside = sum(len(NAME.findall(a)) > len(NAME.findall(b)) for a, b in zip(both, printed, strict=True))
    new = sum(a != b for a, b in zip(answered, plain, strict=True))
    print(f"{numbered.rsplit('/', 1)[-1]}: {new} lines got names; of {sum(wanted.values())} that the kernel printed with names "
          f"{sum(missing.values())} are missing or differ, {sum(false.values())} are too many; in {beside} it printed a number beside "
          f"the name that has one now, too")
    return 1 if missing or false else 0


sys.exit(main())
