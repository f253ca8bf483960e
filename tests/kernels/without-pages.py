"""Usage: without-pages.py CORE OUTPUT PERCENT SEED

Writes the physical memory of an ELF core as a LiME dump that lacks PERCENT of its pages, chosen by SEED.
"""
import random
import struct
import sys

PAGE = 4096
LOAD = 1
LIME = 0x4C694D45

core, output, percent, seed = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
chosen = random.Random(seed)
with open(core, "rb") as source, open(output, "wb") as target:
    header = source.read(64)
    order = "<" if header[5] == 1 else ">"
    table, = struct.unpack(order + "Q", header[32:40])
    count, = struct.unpack(order + "H", header[56:58])
    source.seek(table)
    segments = [struct.unpack(order + "IIQQQQQQ", source.read(56)) for _ in range(count)]
    for kind, _, offset, _, physical, size, _, _ in segments:
        if kind != LOAD:
            continue
        pages = size // PAGE
        begin = 0
        for end in sorted(chosen.sample(range(pages), int(pages * percent / 100))) + [pages]:
            if end > begin:
                # LiME writes its headers in the byte order of x86 everywhere.
                first, last = physical + begin * PAGE, physical + end * PAGE - 1
                target.write(struct.pack("<IIQQQ", LIME, 1, first, last, 0))
                source.seek(offset + begin * PAGE)
                left = (end - begin) * PAGE
                while left > 0:
                    piece = source.read(min(left, 1 << 24))
                    target.write(piece)
                    left -= len(piece)
            begin = end + 1
