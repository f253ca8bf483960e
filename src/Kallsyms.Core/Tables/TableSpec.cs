using Kallsyms.Elf;

namespace Kallsyms.Tables;

/// <summary>Everything that decides a table's bytes besides its symbols: layout, target and address encoding.</summary>
/// <param name="Layout">The kernel release.</param>
/// <param name="Format">Word size and byte order of the image.</param>
/// <param name="Machine">The image's machine.</param>
/// <param name="Encoding">How addresses are stored.</param>
/// <param name="NameCut">What part of a name the index by name ignores.</param>
sealed record TableSpec(Layout Layout, ElfFormat Format, ElfMachine Machine, AddressEncoding Encoding, NameCut NameCut = NameCut.None)
{
    /// <summary>The parts whose labels have a size in the symbol table (7.3 on, some).</summary>
    public SubTableSet SizedLabels { get; init; }

    /// <summary>Sub-tables in memory order.</summary>
    public SubTable[] Order { get; } = Layout.Order(Encoding);

    /// <summary>Alignment of each sub-table in bytes.</summary>
    public int Alignment => Layout.Alignment(Format, Machine);

    /// <summary>
    /// What the whole table is filled up to: as the GNU assembler does with every section on some machines (gas, md_section_align).
    /// </summary>
    public int EndAlignment => Machine.Row().EndAlignment(Alignment);

    /// <summary>Bytes of num_syms and of one marker.</summary>
    public int CounterSize => Layout.WideCounters ? Format.WordSize : 4;

    /// <summary>Bytes of one address entry.</summary>
    public int EntrySize => Encoding == AddressEncoding.Absolute ? Format.WordSize : 4;

    /// <summary>The sub-table that holds one entry per symbol.</summary>
    public SubTable AddressTable => Encoding == AddressEncoding.Absolute ? SubTable.Addresses : SubTable.Offsets;
}

/// <summary>What the index by name ignores of a name (kernels built with clang's LTO).</summary>
enum NameCut
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>From the first dot on (6.2 to 6.4).</summary>
    Dot,

    /// <summary>From ".llvm." on (6.5 to 6.10).</summary>
    Llvm,
}
