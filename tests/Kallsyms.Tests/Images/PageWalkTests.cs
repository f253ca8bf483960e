using System.Buffers.Binary;
using Kallsyms.Elf;
using Kallsyms.Images.Layers;
using Kallsyms.Images.Paging;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Page tables of every machine and form, written from the manuals, translate as they say.</summary>
public class PageWalkTests
{
    const int Table = 0x20000; // room for the largest, of 8192 entries
    const ulong Address = 0xffff_ffff_8123_4567;

    // An entry of a level that holds a physical address: of a table, or, if it is a leaf, of memory.
    delegate ulong Encode(ulong address, int level, bool isLeaf);

    static readonly (string Machine, PageTableFormat Format, Encode Encode)[] _machines =
    [
        ("x86-64", PageTableFormat.X8664, (address, level, isLeaf) => address | (isLeaf && level > 0 ? 0x1083UL : 3)), // bit 12 is a right
        ("arm64", PageTableFormat.AArch64, (address, level, isLeaf) => address & 0xffff_ffff_f000 | (isLeaf && level > 0 ? 0x701UL : 0x703)),
        ("riscv", PageTableFormat.RiscV, (address, _, isLeaf) => address >> 12 << 10 | (isLeaf ? 0xefUL : 1)),
        ("s390x", PageTableFormat.S390, (address, level, isLeaf) =>
            address | (level == 0 ? 0 : (ulong)(level - 1) << 2 | (isLeaf ? 0x400UL : 3))),
        ("powerpc64", PageTableFormat.PowerPc64, (address, _, isLeaf) => 1UL << 63 | address | (isLeaf ? 1UL << 62 : 9)),
    ];

    public static TheoryData<string, int> Shapes =>
        [.. _machines.SelectMany(machine => machine.Format.Shapes.Select((_, i) => (machine.Machine, i)))];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryFormTranslatesPagesAndBlocks(string machine, int index)
    {
        (_, PageTableFormat format, Encode encode) = _machines.Single(each => each.Machine == machine);
        PageTableShape shape = format.Shapes[index];
        Encode of = machine != "arm64" ? encode : shape switch
        {
            { PageBits: 16 } => (address, level, isLeaf) => encode(address, level, isLeaf) & ~0xf000UL | (address >> 48 & 0xf) << 12,
            { IndexBits: [_, _, _, 5] or [_, _, _, _, 4] } => (address, level, isLeaf) =>
                encode(address & ~0x300UL, level, isLeaf) & ~0x300UL | address & 3UL << 48 | (address >> 50 & 3) << 8,
            _ => encode,
        };
        // Where entries have room for it, memory starts so high that the highest bits are needed.
        ulong start = machine == "arm64" && of != encode ? 0x000b_0000_0000_0000UL : 0x8000_0000UL;
        for (int leaf = 0; leaf < Math.Min(2, shape.IndexBits.Length); leaf++)
        {
            var memory = new byte[Table * (shape.IndexBits.Length + 1)];
            int shift = shape.PageBits + shape.IndexBits.Sum();
            for (int level = shape.IndexBits.Length - 1, table = 0; level >= leaf; level--, table++)
            {
                shift -= shape.IndexBits[level];
                ulong at = Address >> shift & (1UL << shape.IndexBits[level]) - 1;
                ulong target = level == leaf ? start & ~((1UL << shift) - 1) : start + (ulong)((table + 1) * Table);
                Span<byte> entry = memory.AsSpan(table * Table + (int)at * 8);
                ulong value = of(target, level, level == leaf);
                if (format.IsBigEndian)
                    BinaryPrimitives.WriteUInt64BigEndian(entry, value);
                else
                    BinaryPrimitives.WriteUInt64LittleEndian(entry, value);
            }
            var walk = new PageWalk(new(ImageBytes.FromMemory(memory, "memory"), format.IsBigEndian), start, shape, 0);
            long expected = (long)((start & ~((1UL << shift) - 1)) + (Address & (1UL << shift) - 1) - start);
            Assert.Equal(expected < memory.Length ? expected : null, walk.Translate(Address));
            Assert.Null(walk.Translate(Address ^ 1UL << (shape.PageBits + shape.IndexBits.Sum() - 1)));
        }
    }

    [Fact]
    public void SixteenPagesOfRiscVThatBelongTogetherAreOne()
    {
        PageTableEntry entry = PageTableFormat.RiscV.Shapes[0].Entry(1UL << 63 | 0x8000_8000UL >> 12 << 10 | 0xef, 0)!.Value;
        Assert.Equal(new(true, 0x8000_0000, 4), entry);
    }

    [Fact]
    public void ATableOfPowerPcWith5BitsHasPagesOf64KiB()
    {
        // Four levels; the entry at 0x7 of the last is for 0x70000, whatever the lower bits are.
        var memory = new byte[0x50000];
        void Put(int at, ulong entry) => BinaryPrimitives.WriteUInt64BigEndian(memory.AsSpan(at), 1UL << 63 | entry);
        Put(0, 0x10000 | 9);
        Put(0x10000, 0x20000 | 9);
        Put(0x20000, 0x30000 | 5);
        Put(0x30000 + 7 * 8, 1UL << 62 | 0x40000);
        var walk = new PageWalk(
            new(ImageBytes.FromMemory(memory, "memory"), isBigEndian: true), 0, PageTableFormat.PowerPc64.Shapes[0], 0)
        { Upper = PageTableFormat.PowerPc64.Upper };
        Assert.Equal(0x4abcd, walk.Translate(0xc000_0000_0007_abcd));
        Assert.Null(walk.Translate(0xc000_0000_0008_abcd));
        Assert.Equal([new(0xc000_0000_0007_0000, 0x40000, 0x10000, 0x40000)], MappedMemory.Of(walk));
    }

    [Fact]
    public void WhatLiesAboveTheHoleComesBehindWhatLiesBelow()
    {
        // A table at 4 GiB that maps a page at 4 GiB + 4 KiB, in a copy that has left out all but the first page below.
        var memory = new byte[4 * 4096];
        const ulong fourGigabytes = 1UL << 32;
        PageTableShape shape = PageTableFormat.X8664.Shapes[0];
        BinaryPrimitives.WriteUInt64LittleEndian(memory.AsSpan(4096 + 511 * 8), fourGigabytes + 4096 | 0x3);
        BinaryPrimitives.WriteUInt64LittleEndian(memory.AsSpan(8192 + 510 * 8), 0x83);
        var walk = new PageWalk(new(ImageBytes.FromMemory(memory, "memory"), false), 0, shape, 4096) { Hole = fourGigabytes - 4096 };
        Assert.Equal(0x567, walk.Translate(0xffff_ffff_8000_0567));
    }
}
