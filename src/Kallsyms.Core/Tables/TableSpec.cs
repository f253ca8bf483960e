using Kallsyms.Elf;

namespace Kallsyms.Tables;

/// <summary>Everything that decides a table's bytes besides its symbols: its format, applied to an image.</summary>
/// <param name="Release">The kernel release whose rules chose the symbols, and by which the table is called.</param>
/// <param name="Format">Word size and byte order of the image.</param>
/// <param name="Machine">The image's machine.</param>
/// <param name="Encoding">How addresses are stored.</param>
/// <param name="LtoSuffix">What part of a name the index by name ignores.</param>
sealed record TableSpec(
    KernelRelease Release, ElfFormat Format, ElfMachine Machine, AddressEncoding Encoding, LtoSuffix LtoSuffix = LtoSuffix.None)
{
    /// <summary>The format: the release's, unless the table has features of another.</summary>
    public TableFormat TableFormat { get; init; } = Release.TableFormat;

    /// <summary>Whether a release could have written it: tables of the same shape, with addresses stored like this.</summary>
    public bool IsOf(KernelRelease release) =>
        TableFormat.Shape == release.TableFormat.Shape && release.TableFormat.CanStore(Encoding, Machine);

    /// <summary>The same, as a release writes it.</summary>
    public TableSpec WrittenBy(KernelRelease release) => this with { Release = release, TableFormat = release.TableFormat };

    /// <summary>Sub-tables in memory order.</summary>
    public SubTable[] Order => TableFormat.Shape.Order(Encoding);

    /// <summary>Per-cpu symbols are absolute, or may be: only the encoding for it tells for sure.</summary>
    public bool MayHavePercpuAbsolute => Encoding == AddressEncoding.PercpuAbsolute
        || Encoding == AddressEncoding.Absolute && TableFormat.HasPercpuAbsolute(Machine);

    /// <summary>Alignment of each sub-table in bytes.</summary>
    public int Alignment => TableFormat.Alignment(Format, Machine);

    /// <summary>
    /// What the whole table is filled up to: as the GNU assembler does with every section on some machines (gas, md_section_align).
    /// </summary>
    public int EndAlignment => Machine.Row().EndAlignment(Alignment);

    /// <summary>Bytes of num_syms and of one marker.</summary>
    public int CounterSize => TableFormat.Shape.CounterSize(Format);

    /// <summary>Bytes of one address entry.</summary>
    public int EntrySize => Encoding == AddressEncoding.Absolute ? Format.WordSize : 4;

    /// <summary>The sub-table that holds one entry per symbol.</summary>
    public SubTable AddressTable => Encoding == AddressEncoding.Absolute ? SubTable.Addresses : SubTable.Offsets;
}
