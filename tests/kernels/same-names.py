#!/usr/bin/env python3
"""Usage: same-names.py NAMES NUMBERS

Compares what kallsyms annotate made of the logs of two kernels, NUMBERS.log of one without names and NAMES.log of one with names
(NUMBERS.answer, NAMES.answer), and says what differs. Times, numbers of tasks and processors, and addresses are those of one boot and do
not count; nor does the order in which two processors get a word in. What idle processors did, and what work was pending, is not compared.
How many workers a kernel has, and what each slept over, differs from boot to boot: where one boot has more such traces of so many lines, so
many of them are let off. What is left over on their stacks ("? name", "name (unreliable)") is not compared. Where in do_exit a task
that ended was last on a processor is of one boot, too.
"""
import collections
import re
import sys

NAME = re.compile(r"[A-Za-z_][\w.$]*\+0x[0-9a-f]+/0x[0-9a-f]+")
FIRST = re.compile(r"([A-Za-z_][\w.$]*)\+0x0/0x[0-9a-f]+")
PREFIX = re.compile(r"^(<\d+>)?\[ *\d+\.\d+\](\[ *[TC]\d+\])? ?")
# In traces, kernels of arm with names print the first of a line alone, "name from name+0x1/0x2".
ENTERED = re.compile(r"^ *(?:Function entered at \[<)?([A-Za-z_][\w.$]*)\+0x[0-9a-f]+/0x[0-9a-f]+(?:>\])? from (?:\[<)?(.*?)(?:>\])?$")
ELSE = ("task:", "NMI ", "Sending ", "sysrq", "lkdtm", "---", "INFO", "rcu", "BUG", "WARNING")  # where something else begins
PENDING = ("    pending:", "     pending:", "    in-flight:", "     in-flight:")
GUESS = re.compile(r"^ *(\[<\w+>\] *)?\? |\(unreliable\)\s*$")  # what is left over on a stack
NUMBER = re.compile(r"\b(0x)?[0-9a-f]*\d[0-9a-f]*\b")


def lines(path):
    with open(path, encoding="latin-1") as file:
        return [ENTERED.sub(r" \1 from \2", PREFIX.sub("", line.rstrip("\n"))) for line in file]


def shape(line):
    """The line with its names; every other number is the same as any other. Of a function's first byte kernels print the name alone."""
    line = FIRST.sub(r"\1", line)
    names = iter(NAME.findall(line))
    return re.sub("@", lambda _: next(names), NUMBER.sub("#", NAME.sub("@", line.replace("@", ""))))


def workers(text):
    """The lines of a log without those about workers and idle processors, and of each worker its lines with names."""
    rest, traces, idle, within, trace = [], [], [], None, 0
    for line in text:
        if line.startswith("task:kworker"):
            within = []
            traces.append(within)
        elif "Comm: swapper/" in line:
            within = idle
        elif line.startswith(ELSE):
            within = None
        if line.startswith(PENDING):
            continue
        if within is None or not NAME.search(line):
            rest.append(line)
            if line.lower().startswith("call trace"):
                trace = len(rest)
            elif line.lstrip().startswith("do_exit+"):
                del rest[trace:]
        elif not GUESS.search(line):
            within.append(shape(line))
    return rest, collections.Counter(map(tuple, traces))


def let_off(here, there):
    """Traces that one log alone has, without those by which it has more of that length."""
    lengths = [collections.Counter() for _ in (here, there)]
    for traces, count in zip((here, there), lengths):
        for trace, number in traces.items():
            count[len(trace)] += number
    more, alone, excused = lengths[0] - lengths[1], collections.Counter(), 0
    for trace in sorted((here - there).elements()):
        if more[len(trace)] > 0:
            more[len(trace)] -= 1
            excused += 1
        else:
            alone.update(trace)
    return alone, excused


def main():
    named, numbered = sys.argv[1:]
    printed, both = lines(named + ".log"), lines(named + ".answer")
    plain, answered = lines(numbered + ".log"), lines(numbered + ".answer")
    (wanted_lines, wanted_workers), (got_lines, got_workers) = workers(both), workers(answered)
    wanted = collections.Counter(shape(line) for line in wanted_lines if NAME.search(line))
    got = collections.Counter(shape(line) for line in got_lines if NAME.search(line))
    missing = wanted - collections.Counter(map(shape, got_lines))
    false = got - collections.Counter(map(shape, wanted_lines))
    lost, of_one = let_off(wanted_workers, got_workers)
    gained, of_other = let_off(got_workers, wanted_workers)
    missing.update(line for line in lost.elements() if NAME.search(line))
    false.update(line for line in gained.elements() if NAME.search(line))
    for mark, lot in (("-", missing), ("+", false)):
        for line, count in lot.items():
            print(f"{mark} {line}" + (f"  ({count} times)" if count > 1 else ""))
    beside = sum(len(NAME.findall(a)) > len(NAME.findall(b)) for a, b in zip(both, printed, strict=True))
    new = sum(a != b for a, b in zip(answered, plain, strict=True))
    all_wanted = sum(NAME.search(line) is not None for line in both)
    print(f"{numbered.rsplit('/', 1)[-1]}: {new} lines got names; of {all_wanted} that the kernel printed with names "
          f"{sum(missing.values())} are missing or differ, {sum(false.values())} are too many; {of_one} and {of_other} workers "
          f"were those of one boot; in {beside} it printed a number beside the name that has one now, too")
    return 1 if missing or false else 0


sys.exit(main())
