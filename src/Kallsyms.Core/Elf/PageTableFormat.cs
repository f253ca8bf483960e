namespace Kallsyms.Elf;

/// <summary>How the page tables of a machine look (its architecture manual). Entries are of 64 bits.</summary>
/// <param name="Roots">Symbols at which the kernel's own tables may start.</param>
/// <param name="Shapes">Bits of an offset in a page, and bits of an address: each that kernels are built with.</param>
/// <param name="Entry">
/// What an entry says, from its level, 0 being the lowest: the physical address it holds, of a table or, if it is a leaf, of memory; null:
/// nothing is there.
/// </param>
sealed record PageTableFormat(string[] Roots, (int PageBits, int AddressBits)[] Shapes, Func<ulong, int, (bool IsLeaf, ulong Address)?> Entry)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{string.Join(" or ", Roots)}; {string.Join(", ", Shapes.Select(shape => $"{shape.AddressBits} bits in pages of {1 << shape.PageBits >> 10} KiB"))}";

    /// <summary>The tables of x86-64: present in bit 0, large page in bit 7 (Intel SDM, volume 3, 4.5).</summary>
    public static PageTableFormat X8664 { get; } = new(
        ["init_top_pgt", "init_level4_pgt", "swapper_pg_dir"], [(12, 48), (12, 57)],
        (entry, level) => (entry & 1) == 0 ? null : (level == 0 || (entry & 0x80) != 0, entry & 0x000f_ffff_ffff_f000 & ~(level > 0 && (entry & 0x80) != 0 ? 0x1000UL : 0)));

    /// <summary>Those of arm64: 3 in the low bits is a table or a page, 1 a block (Arm ARM, D8.3).</summary>
    public static PageTableFormat AArch64 { get; } = new(
        ["swapper_pg_dir"], [(12, 48), (12, 39), (14, 47), (14, 48), (14, 36), (16, 48), (16, 42)],
        (entry, level) => (entry & 3) switch
        {
            3 => (level == 0, entry & 0x0000_ffff_ffff_f000),
            1 when level > 0 => (true, entry & 0x0000_ffff_ffff_f000),
            _ => null,
        });

    /// <summary>Those of RISC-V: Sv39, Sv48 and Sv57; valid in bit 0, a leaf has one of the rights (privileged ISA, 12.3).</summary>
    public static PageTableFormat RiscV { get; } = new(
        ["swapper_pg_dir"], [(12, 39), (12, 48), (12, 57)],
        (entry, _) => (entry & 1) == 0 ? null : ((entry & 0xe) != 0, (entry >> 10 & 0xfff_ffff_ffff) << 12));
}
