using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>Everything that determines a table's bytes besides its symbols: its format, applied to an image.</summary>
/// <param name="Release">The kernel release whose rules selected the symbols, and that names the table.</param>
/// <param name="Format">The word size and byte order of the image.</param>
/// <param name="Machine">The image's machine.</param>
/// <param name="Encoding">How addresses are stored.</param>
/// <param name="LtoSuffix">The part of a name that the index by name ignores.</param>
sealed record TableSpec(
    KernelRelease Release, ElfFormat Format, ElfMachine Machine, AddressEncoding Encoding, LtoSuffix LtoSuffix = LtoSuffix.None)
{
    /// <summary>The format: the release's, unless the table has features of another.</summary>
    public TableFormat TableFormat { get; init; } = Release.TableFormat;

    /// <summary>Whether a release could have written it: the release's tables have the same shape and may use this encoding.</summary>
    public bool IsOf(KernelRelease release) =>
        TableFormat.Shape == release.TableFormat.Shape && release.TableFormat.CanStore(Encoding, Machine);

    /// <summary>Returns the specification as a release writes it.</summary>
    public TableSpec WrittenBy(KernelRelease release) => this with { Release = release, TableFormat = release.TableFormat };

    /// <summary>The sub-tables in memory order.</summary>
    public SubTable[] Order => TableFormat.Shape.Order(Encoding);

    /// <summary>Whether per-cpu symbols are or may be absolute; only the encoding made for them tells for sure.</summary>
    public bool MayHavePercpuAbsolute => Encoding == AddressEncoding.PercpuAbsolute
        || Encoding == AddressEncoding.Absolute && TableFormat.HasPercpuAbsolute(Machine);

    /// <summary>Per-cpu symbols are absolute in the table of these symbols.</summary>
    public bool HasPercpuAbsolute(SymbolList symbols) => Encoding == AddressEncoding.PercpuAbsolute
        || MayHavePercpuAbsolute && PercpuSymbols.StartAtZero(symbols);

    /// <summary>Alignment of each sub-table in bytes.</summary>
    public int Alignment => TableFormat.Alignment(Format, Machine);

    /// <summary>
    /// The alignment to which the whole table is padded, since on some machines the GNU assembler pads every section (gas,
    /// md_section_align).
    /// </summary>
    public int EndAlignment => Machine.Row().EndAlignment(Alignment);

    /// <summary>The size in bytes of num_syms and of one marker.</summary>
    public int CounterSize => TableFormat.Shape.CounterSize(Format);

    /// <summary>The size of one address entry in bytes.</summary>
    public int EntrySize => Encoding == AddressEncoding.Absolute ? Format.WordSize : 4;

    /// <summary>The sub-table that holds one entry per symbol.</summary>
    public SubTable AddressTable => Encoding == AddressEncoding.Absolute ? SubTable.Addresses : SubTable.Offsets;
}
