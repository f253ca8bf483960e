using Kallsyms.Elf;

namespace Kallsyms.Tables;

/// <summary>
/// The form of a table as a value: features that combine freely, since stable and vendors' kernels carry later ones under earlier names.
/// Facts from scripts/kallsyms.c and kernel/kallsyms.c; which release has which is in <see cref="KernelReleases"/>.
/// </summary>
sealed record TableFormat
{
    /// <summary>The addresses come before everything else, not behind the token index.</summary>
    public bool AddressesFirst { get; init; }

    /// <summary>num_syms and markers are address-sized, not 32-bit.</summary>
    public bool WideCounters { get; init; }

    /// <summary>Lengths above 127 take two bytes.</summary>
    public bool TwoByteLengths { get; init; }

    /// <summary>There is an index by name.</summary>
    public bool HasNameIndex { get; init; }

    /// <summary>How addresses may be stored; the kernel's configuration chooses.</summary>
    public EncodingSet Encodings { get; init; }

    /// <summary>Per-cpu symbols are absolute on machines whose multiprocessor kernels link them at address 0.</summary>
    public bool TakesPercpuForAbsolute { get; init; }

    /// <summary>What relative_base is.</summary>
    public BaseRule Base { get; init; }

    /// <summary>Which addresses of an absolute table are plain numbers.</summary>
    public PlainAddresses Plain { get; init; }

    /// <summary>What sub-tables are aligned to.</summary>
    public AlignmentRule AlignmentRule { get; init; }

    /// <summary>The section that the table object puts the table in.</summary>
    public string Section { get; init; } = ".rodata";

    /// <summary>Longest name in bytes, without the NUL of the kernel's buffer: KSYM_NAME_LEN - 1.</summary>
    public int MaxNameLength { get; init; }

    /// <summary>How the kernel's tool chooses tokens.</summary>
    public TokenRule Tokens { get; init; }

    /// <summary>The parts whose labels have a size in the symbol table.</summary>
    public SubTableSet SizedLabels { get; init; }

    /// <summary>What the index by name ignores where the tool is told of clang's LTO.</summary>
    public LtoSuffix LtoSuffix { get; init; }

    /// <summary>The header by which assembler text learns the word size; null: it does not depend on that.</summary>
    public string? WordHeader { get; init; }

    /// <summary>What a reader must know.</summary>
    public TableShape Shape => new(AddressesFirst, WideCounters, TwoByteLengths, HasNameIndex);

    /// <summary>The encoding that kernels use.</summary>
    /// <param name="format">Word size.</param>
    /// <param name="relocatable">The image can be loaded elsewhere (CONFIG_RELOCATABLE, or a position-independent executable).</param>
    /// <param name="percpuAbsolute">Per-cpu symbols are absolute.</param>
    public AddressEncoding Encoding(ElfFormat format, bool relocatable, bool percpuAbsolute) =>
        Encodings.Contains(AddressEncoding.PlaceRelative)
            ? format.Is64 || relocatable ? AddressEncoding.PlaceRelative : AddressEncoding.Direct
        : !Encodings.Contains(AddressEncoding.BaseRelative) ? AddressEncoding.Absolute
        : percpuAbsolute ? AddressEncoding.PercpuAbsolute
        : AddressEncoding.BaseRelative;

    /// <summary>Whether kernels treat per-cpu symbols of that machine as absolute.</summary>
    public bool HasPercpuAbsolute(ElfMachine machine) => TakesPercpuForAbsolute && machine.Row().HasPercpuAtZero;

    /// <summary>Whether kernels for that machine could store addresses like this.</summary>
    public bool CanStore(AddressEncoding encoding, ElfMachine machine) =>
        Encodings.Contains(encoding) && (encoding != AddressEncoding.PercpuAbsolute || HasPercpuAbsolute(machine));

    /// <summary>Alignment of each sub-table in bytes.</summary>
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
/// What a reader must know of a table besides its encoding: tables of one shape have the same parts in the same order and widths.
/// </summary>
/// <param name="AddressesFirst">As in <see cref="TableFormat"/>.</param>
/// <param name="WideCounters">As there.</param>
/// <param name="TwoByteLengths">As there.</param>
/// <param name="HasNameIndex">As there.</param>
readonly record struct TableShape(bool AddressesFirst, bool WideCounters, bool TwoByteLengths, bool HasNameIndex)
{
    /// <summary>The sub-tables in the order in which they lie in memory.</summary>
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

    /// <summary>Bytes of num_syms and of one marker.</summary>
    public int CounterSize(ElfFormat format) => WideCounters ? format.WordSize : 4;
}
