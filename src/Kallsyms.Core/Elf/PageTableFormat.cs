namespace Kallsyms.Elf;

/// <summary>
/// One form of page tables (the machine's architecture manual): how an address is split into indexes, and the meaning of 64-bit
/// entries.
/// </summary>
/// <param name="PageBits">The number of bits of an offset in a page.</param>
/// <param name="IndexBits">The number of index bits for each level, the lowest first.</param>
/// <param name="Entry">
/// Decodes an entry of a level, 0 being the lowest: the physical address that it holds, of a table or, if it is a leaf, of memory; null
/// if it maps nothing.
/// </param>
sealed record PageTableShape(int PageBits, int[] IndexBits, Func<ulong, int, PageTableEntry?> Entry)
{
    /// <inheritdoc/>
    public override string ToString() => $"{PageBits + IndexBits.Sum()} bits in pages of {1 << PageBits >> 10} KiB";
}

/// <summary>An entry of a page table.</summary>
/// <param name="IsLeaf">Whether it maps memory.</param>
/// <param name="Address">Where that memory, or the next table, starts.</param>
/// <param name="MoreBits">How many bits of the address, beyond the usual, are left untranslated by this leaf or by the next table.</param>
readonly record struct PageTableEntry(bool IsLeaf, ulong Address, int MoreBits = 0);

/// <summary>The bits of a kernel address above those that its page tables translate.</summary>
enum UpperBits
{
    /// <summary>All zero.</summary>
    Zeros,

    /// <summary>All equal to the highest translated bit.</summary>
    Extended,

    /// <summary>All ones.</summary>
    Ones,

    /// <summary>0xc in the highest four, the kernel's quarter, then zeros.</summary>
    LastQuarter,
}

/// <summary>The page tables of a machine.</summary>
/// <param name="Roots">Symbols at which the kernel's own tables may start.</param>
/// <param name="Shapes">The forms that kernels are built with.</param>
/// <param name="MemoryStart">The usual start of memory on such machines; raw copies do not state it.</param>
/// <param name="Upper">The bits of an address that are not translated.</param>
/// <param name="IsBigEndian">Whether entries are big-endian.</param>
/// <param name="HasHole">Whether there are devices instead of memory below 4 GiB, which raw copies may leave out.</param>
sealed record PageTableFormat(
    string[] Roots, PageTableShape[] Shapes, ulong[] MemoryStart, UpperBits Upper, bool IsBigEndian = false, bool HasHole = false)
{
    const ulong LowFrame = 0x0000_ffff_ffff_f000; // bits 12 to 47

    /// <summary>Of what form they may be that is not read, and what to do then, for people; null: there is none.</summary>
    public string? Unread { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(" or ", Roots)}; {string.Join(", ", (object[])Shapes)}";

    /// <summary>The tables of x86-64: present in bit 0, large page in bit 7 (Intel SDM, volume 3, 4.5).</summary>
    public static PageTableFormat X8664 { get; } = new(
        ["init_top_pgt", "init_level4_pgt", "swapper_pg_dir"],
        [new(12, [9, 9, 9, 9], X8664Entry), new(12, [9, 9, 9, 9, 9], X8664Entry)], [0], UpperBits.Extended, HasHole: true);

    /// <summary>
    /// The tables of arm64 (Arm ARM, D8.3). With 52-bit addresses, pages of 4 and 16 KiB keep high bits of addresses where others have
    /// permissions.
    /// </summary>
    public static PageTableFormat AArch64 { get; } = new(
        ["swapper_pg_dir"],
        [
            new(12, [9, 9, 9, 9], AArch64Entry), new(12, [9, 9, 9], AArch64Entry), new(12, [9, 9, 9, 9, 4], AArch64Entry52),
            new(14, [11, 11, 11], AArch64Entry), new(14, [11, 11, 11, 1], AArch64Entry), new(14, [11, 11], AArch64Entry),
            new(14, [11, 11, 11, 5], AArch64Entry52),
            new(16, [13, 13, 6], AArch64Entry64K), new(16, [13, 13], AArch64Entry64K), new(16, [13, 13, 10], AArch64Entry64K),
        ],
        [0x4000_0000, 0, 0x8000_0000], UpperBits.Ones);

    /// <summary>The tables of RISC-V: Sv39, Sv48 and Sv57 (privileged ISA, 12.3).</summary>
    public static PageTableFormat RiscV { get; } = new(
        ["swapper_pg_dir"],
        [new(12, [9, 9, 9], RiscVEntry), new(12, [9, 9, 9, 9], RiscVEntry), new(12, [9, 9, 9, 9, 9], RiscVEntry)],
        [0x8000_0000, 0], UpperBits.Extended);

    /// <summary>
    /// The tables of s390x, with three or more levels (z/Architecture Principles of Operation, 3, dynamic address translation).
    /// </summary>
    public static PageTableFormat S390 { get; } = new(
        ["swapper_pg_dir"],
        [new(12, [8, 11, 11], S390Entry), new(12, [8, 11, 11, 11], S390Entry), new(12, [8, 11, 11, 11, 11], S390Entry)], [0],
        UpperBits.Zeros, IsBigEndian: true);

    /// <summary>
    /// The radix trees of PowerPC, in pages of 64 and 4 KiB, with big-endian entries in kernels of both byte orders (Power ISA 3.0,
    /// III, 5.7.10). The hash table of older processors is not in the guest's memory.
    /// </summary>
    public static PageTableFormat PowerPc64 { get; } = new(
        ["swapper_pg_dir"],
        [new(12, [9, 9, 9, 13], RadixEntry)], [0], UpperBits.LastQuarter, IsBigEndian: true)
    {
        Unread = "the hash table of POWER8 and before, and of disable_radix, is not in the memory of a guest: "
            + "only the kernel's own symbols can be had from such a dump",
    };

    static PageTableEntry? X8664Entry(ulong entry, int level)
    {
        bool isLarge = level > 0 && (entry & 0x80) != 0;
        // Bit 12 of a large page's entry is a permission.
        return (entry & 1) == 0 ? null : new(level == 0 || isLarge, entry & 0x000f_ffff_ffff_f000 & ~(isLarge ? 0x1000UL : 0));
    }

    static PageTableEntry? AArch64Entry(ulong entry, int level) => AArch64Of(entry, level, entry & LowFrame);

    // Bits 48 and 49 stay in place, 50 and 51 are bits 8 and 9.
    static PageTableEntry? AArch64Entry52(ulong entry, int level) =>
        AArch64Of(entry, level, entry & 0x0003_ffff_ffff_f000 | (entry >> 8 & 3) << 50);

    // Bits 48 to 51 are bits 12 to 15.
    static PageTableEntry? AArch64Entry64K(ulong entry, int level) =>
        AArch64Of(entry, level, entry & 0x0000_ffff_ffff_0000 | (entry >> 12 & 0xf) << 48);

    // 3 in the low bits is a table or a page, 1 a block.
    static PageTableEntry? AArch64Of(ulong entry, int level, ulong address) => (entry & 3) switch
    {
        3 => new(level == 0, address),
        1 when level > 0 => new(true, address),
        _ => null,
    };

    // Bit 0 means valid, and a leaf has at least one permission; bit 63 is set in each of the 16 entries that together map 64 KiB.
    static PageTableEntry? RiscVEntry(ulong entry, int level)
    {
        if ((entry & 1) == 0)
            return null;
        bool isLeaf = (entry & 0xe) != 0;
        ulong address = (entry >> 10 & 0xfff_ffff_ffff) << 12;
        return isLeaf && level == 0 && entry >> 63 != 0 ? new(true, address & ~0xffffUL, 4) : new(isLeaf, address);
    }

    // Invalid: 0x400 in a page's entry, 0x20 in those of tables, which name their level. In the latter, 0x400 marks a leaf of 1 MiB or
    // 2 GiB.
    static PageTableEntry? S390Entry(ulong entry, int level)
    {
        if (level == 0)
            return (entry & 0x400) != 0 ? null : new(true, entry & ~0xfffUL);
        if ((entry & 0x20) != 0 || (int)(entry >> 2 & 3) != level - 1)
            return null;
        bool isLeaf = level <= 2 && (entry & 0x400) != 0;
        return new(isLeaf, entry & ~(level == 1 && !isLeaf ? 0x7ffUL : 0xfffUL));
    }

    // Bit 63 means valid, bit 62 a leaf; a table states the number of its index bits: 9, or 5 at the lowest level with pages of 64 KiB.
    static PageTableEntry? RadixEntry(ulong entry, int level)
    {
        const ulong valid = 1UL << 63, leaf = 1UL << 62;
        if ((entry & valid) == 0)
            return null;
        if ((entry & leaf) != 0 || level == 0)
            return new(true, entry & 0x01ff_ffff_ffff_f000);
        ulong table = entry & 0x0fff_ffff_ffff_ff00;
        return (entry & 0x1f) switch
        {
            9 => new(false, table),
            5 when level == 1 => new(false, table, 4),
            _ => null,
        };
    }
}
