using Kallsyms.Elf;

namespace Kallsyms.Tables;

/// <summary>
/// The format of a table as a value: features that combine freely, since stable and vendor kernels carry later ones under earlier
/// versions. Facts are from scripts/kallsyms.c and kernel/kallsyms.c; <see cref="KernelReleases"/> says which release has which.
/// </summary>
sealed record TableFormat
{
    /// <summary>Whether the addresses come before everything else, not after the token index.</summary>
    public bool AddressesFirst { get; init; }

    /// <summary>Whether num_syms and markers are address-sized, not 32-bit.</summary>
    public bool WideCounters { get; init; }

    /// <summary>Whether lengths above 127 take two bytes.</summary>
    public bool TwoByteLengths { get; init; }

    /// <summary>Whether there is an index by name.</summary>
    public bool HasNameIndex { get; init; }

    /// <summary>The possible encodings of addresses; the kernel's configuration selects one.</summary>
    public EncodingSet Encodings { get; init; }

    /// <summary>Whether per-cpu symbols are absolute on machines whose multiprocessor kernels link them at address 0.</summary>
    public bool TakesPercpuForAbsolute { get; init; }

    /// <summary>How relative_base is chosen.</summary>
    public BaseRule Base { get; init; }

    /// <summary>Which addresses of an absolute table are plain numbers.</summary>
    public PlainAddresses Plain { get; init; }

    /// <summary>The alignment of sub-tables.</summary>
    public AlignmentRule AlignmentRule { get; init; }

    /// <summary>The section of the table object that holds the table.</summary>
    public string Section { get; init; } = ".rodata";

    /// <summary>The longest name in bytes, without the NUL of the kernel's buffer: KSYM_NAME_LEN - 1.</summary>
    public int MaxNameLength { get; init; }

    /// <summary>How the kernel's tool chooses tokens.</summary>
    public TokenRule Tokens { get; init; }

    /// <summary>The parts whose labels have a size in the symbol table.</summary>
    public SubTableSet SizedLabels { get; init; }

    /// <summary>What the index by name ignores if the tool gets the option for clang's LTO.</summary>
    public LtoSuffix LtoSuffix { get; init; }

    /// <summary>The header that gives assembler text the word size; null if the text does not depend on it.</summary>
    public string? WordHeader { get; init; }

    /// <summary>The features that a reader must know.</summary>
    public TableShape Shape => new(AddressesFirst, WideCounters, TwoByteLengths, HasNameIndex);

    /// <summary>Returns the encoding that kernels use.</summary>
    /// <param name="format">The word size.</param>
    /// <param name="relocatable">
    /// Whether the image can be loaded elsewhere (CONFIG_RELOCATABLE, or a position-independent executable).
    /// </param>
    /// <param name="percpuAbsolute">Whether per-cpu symbols are absolute.</param>
    public AddressEncoding Encoding(ElfFormat format, bool relocatable, bool percpuAbsolute) =>
        Encodings.Contains(AddressEncoding.PlaceRelative)
            ? format.Is64 || relocatable ? AddressEncoding.PlaceRelative : AddressEncoding.Direct
        : !Encodings.Contains(AddressEncoding.BaseRelative) ? AddressEncoding.Absolute
        : AddressEncodingName.RelativeToBase(percpuAbsolute);

    /// <summary>Whether kernels treat per-cpu symbols of that machine as absolute.</summary>
    public bool HasPercpuAbsolute(ElfMachine machine) => TakesPercpuForAbsolute && machine.Row().HasPercpuAtZero;

    /// <summary>Whether kernels for that machine could use an encoding.</summary>
    public bool CanStore(AddressEncoding encoding, ElfMachine machine) =>
        Encodings.Contains(encoding) && (encoding != AddressEncoding.PercpuAbsolute || HasPercpuAbsolute(machine));

    /// <summary>Returns the alignment of each sub-table in bytes.</summary>
    public int Alignment(ElfFormat format, ElfMachine machine)
    {
        int word = format.WordSize;
        bool bytes = machine.Row().AlignCountsBytes;
        return AlignmentRule switch
        {
            AlignmentRule.Four => 4,
            AlignmentRule.Directive when !bytes => 1 << word,
            _ => word,
        };
    }
}

/// <summary>
/// What a reader must know about a table besides its encoding: tables of one shape have the same parts in the same order and widths.
/// </summary>
/// <param name="AddressesFirst">As in <see cref="TableFormat"/>.</param>
/// <param name="WideCounters">As there.</param>
/// <param name="TwoByteLengths">As there.</param>
/// <param name="HasNameIndex">As there.</param>
readonly record struct TableShape(bool AddressesFirst, bool WideCounters, bool TwoByteLengths, bool HasNameIndex)
{
    /// <summary>Returns the sub-tables in memory order.</summary>
    public SubTable[] Order(AddressEncoding encoding)
    {
        SubTable[] addresses = encoding switch
        {
            AddressEncoding.Absolute => [SubTable.Addresses],
            AddressEncoding.BaseRelative or AddressEncoding.PercpuAbsolute => [SubTable.Offsets, SubTable.RelativeBase],
            _ => [SubTable.Offsets],
        };
        SubTable[] index = HasNameIndex ? [SubTable.SeqsOfNames] : [];
        return AddressesFirst
            ? [.. addresses, SubTable.NumSyms, SubTable.Names, SubTable.Markers, .. index, SubTable.TokenTable, SubTable.TokenIndex]
            : [SubTable.NumSyms, SubTable.Names, SubTable.Markers, SubTable.TokenTable, SubTable.TokenIndex, .. addresses, .. index];
    }

    /// <summary>Returns the size in bytes of num_syms and of one marker.</summary>
    public int CounterSize(ElfFormat format) => WideCounters ? format.WordSize : 4;
}
