using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>
/// What tables look like in one kernel release, as data: order and width of the sub-tables, alignment, length rule, and the rules
/// for symbols. Facts from scripts/kallsyms.c and kernel/kallsyms.c of the releases named beside each property.
/// </summary>
sealed class Layout
{
    static readonly (string First, string Last)[] _eras =
    [
        ("2.6.10", "4.5"), ("4.6", "4.19"), ("4.20", "4.20"), ("5.0", "6.0"), ("6.1", "6.1"), ("6.2", "6.3"), ("6.4", "6.14"),
        ("6.15", "6.19"), ("7.0", "7.2"),
    ];

    // Releases in which any rule changed: what a table of unknown origin is held against.
    static readonly string[] _releases =
    [
        "2.6.10", "2.6.11", "2.6.14", "2.6.20", "2.6.25", "2.6.26", "2.6.30", "2.6.31", "3.19", "4.0", "4.6", "4.7", "4.9", "4.11", "4.15",
        "4.20", "5.0", "5.3", "5.6", "5.7", "5.9", "5.10", "5.11", "5.18", "6.0", "6.1", "6.2", "6.4", "6.5", "6.8", "6.10", "6.15", "6.19",
        "7.0", "7.2",
    ];

    readonly bool _keepsPiMarks;
    SymbolRules? _rules;

    Layout(string name, KernelVersion version, bool keepsPiMarks = false) => (Name, Version, _keepsPiMarks) = (name, version, keepsPiMarks);

    /// <summary>The layout of the newest release known.</summary>
    public static Layout Newest { get; } = Parse("linux-7.0");

    /// <summary>The names of the eras, oldest first.</summary>
    public static IReadOnlyList<string> EraNames { get; } = [.. _eras.Select(era => "linux-" + era.First)];

    /// <summary>Every release in which a rule changed, newest first.</summary>
    public static IReadOnlyList<Layout> Releases { get; } = [.. _releases.Reverse().Select(text => new Layout("linux-" + text, Release(text)))];

    /// <summary>The name it was asked for by.</summary>
    public string Name { get; }

    /// <summary>The release whose rules hold.</summary>
    public KernelVersion Version { get; }

    /// <summary>Which symbols count, and their order.</summary>
    public SymbolRules Rules => _rules ??= new(Version, _keepsPiMarks); // costs more than all else together, and readers do not ask

    /// <summary>The addresses come before everything else (up to 6.3), not behind the token index.</summary>
    public bool AddressesFirst => Version < new KernelVersion(6, 4);

    /// <summary>num_syms and markers are address-sized (up to 4.19), not 32-bit.</summary>
    public bool WideCounters => Version < new KernelVersion(4, 20);

    /// <summary>Lengths above 127 take two bytes (6.1 on).</summary>
    public bool TwoByteLengths => Version >= new KernelVersion(6, 1);

    /// <summary>There is an index by name (6.2 on).</summary>
    public bool HasSeqs => Version >= new KernelVersion(6, 2);

    /// <summary>The first compression: tokens of up to 11 bytes chosen from a sample (2.6.10 to 2.6.13).</summary>
    public bool SampledTokens => Version < new KernelVersion(2, 6, 14);

    /// <summary>The section that the table object puts the table in (2.6.20 on .rodata).</summary>
    public string Section => Version < new KernelVersion(2, 6, 20) ? ".data" : ".rodata";

    /// <summary>Addresses refer to _text and are relocated with it (2.6.20 on); before, they are plain numbers.</summary>
    public bool RelocatedAddresses => Version >= new KernelVersion(2, 6, 20);

    /// <summary>Longest name in bytes, without the NUL of the kernel's buffer: KSYM_NAME_LEN - 1.</summary>
    public int MaxNameLength => Version < new KernelVersion(6, 1) ? 127 : 511;

    /// <summary>What relative_base is.</summary>
    public BaseRule Base => Version < new KernelVersion(5, 6) ? BaseRule.LowestRead
        : Version < new KernelVersion(6, 15) ? BaseRule.FirstOutsidePercpu
        : BaseRule.First;

    /// <summary>Finds a layout by name: an era stands for its last release (linux-6.4 for 6.4 to 6.14), any other release for itself.</summary>
    /// <exception cref="KallsymsException">The name is not a release from 2.6.10 on.</exception>
    public static Layout Parse(string name)
    {
        string text = name.StartsWith("linux-", StringComparison.Ordinal) ? name["linux-".Length..] : name;
        foreach ((string first, string last) in _eras)
        {
            if (text == first)
                return new("linux-" + first, Release(last));
        }
        if (!KernelVersion.TryParse(text, out KernelVersion version) || version < Release("2.6.10"))
        {
            throw new KallsymsException(
                ErrorKind.Usage, $"unknown layout '{name}'; expected one of {string.Join(", ", EraNames)}, or linux- and any release from 2.6.10 on");
        }
        return new("linux-" + version, version);
    }

    /// <summary>The same for a tree whose scripts/mksysmap does not leave out __pi_$ symbols (by a slip, 6.10 to 7.1; corrected in later stable releases).</summary>
    public Layout KeepingPiMarks() => new(Name, Version, keepsPiMarks: true);

    /// <summary>The encoding that kernels of this release use.</summary>
    /// <param name="format">Word size.</param>
    /// <param name="relocatable">The image can be loaded elsewhere (CONFIG_RELOCATABLE, or a position-independent executable).</param>
    /// <param name="percpuAbsolute">x86-64 SMP.</param>
    public AddressEncoding Encoding(ElfFormat format, bool relocatable, bool percpuAbsolute)
    {
        if (Version < new KernelVersion(4, 6))
            return AddressEncoding.Absolute;
        if (Version < new KernelVersion(7, 0))
            return percpuAbsolute ? AddressEncoding.PercpuAbsolute : AddressEncoding.BaseRelative;
        return format.Is64 || relocatable ? AddressEncoding.PlaceRelative : AddressEncoding.Direct;
    }

    /// <summary>Whether kernels of this release treat per-cpu symbols of that machine as absolute.</summary>
    public bool HasPercpuAbsolute(ElfMachine machine) =>
        machine.Row().HasPercpuAtZero && Version >= new KernelVersion(3, 15) && Version < new KernelVersion(6, 15);

    /// <summary>Whether a kernel of this release and machine with these symbols does.</summary>
    public bool PercpuIsAbsolute(ElfMachine machine, SymbolList symbols) => HasPercpuAbsolute(machine) && PercpuArea.IsAtZero(symbols);

    /// <summary>Whether kernels of this release could store addresses like this.</summary>
    public bool Knows(AddressEncoding encoding, ElfMachine machine) => encoding switch
    {
        AddressEncoding.Absolute => Version < new KernelVersion(6, 11),
        AddressEncoding.BaseRelative => Version >= new KernelVersion(4, 6) && Version < new KernelVersion(7, 0),
        AddressEncoding.PercpuAbsolute => Version >= new KernelVersion(4, 6) && HasPercpuAbsolute(machine),
        _ => Version >= new KernelVersion(7, 0),
    };

    /// <summary>
    /// Alignment of each sub-table in bytes. Up to 4.20 the tool wrote .align 8 or 4, which assemblers take for a number of bytes
    /// or for a power of two; 5.0 made it bytes, 7.0 made it 4 everywhere.
    /// </summary>
    public int Alignment(ElfFormat format, ElfMachine machine)
    {
        if (Version >= new KernelVersion(7, 0))
            return 4;
        int align = format.Is64 ? 8 : 4;
        bool bytes = Version >= new KernelVersion(5, 0) || machine.Row().AlignCountsBytes;
        return bytes ? align : 1 << align;
    }

    /// <summary>The sub-tables in the order in which they lie in memory.</summary>
    public SubTable[] Order(AddressEncoding encoding)
    {
        SubTable[] addresses = encoding switch
        {
            AddressEncoding.Absolute => [SubTable.Addresses],
            AddressEncoding.BaseRelative or AddressEncoding.PercpuAbsolute => [SubTable.Offsets, SubTable.RelativeBase],
            _ => [SubTable.Offsets],
        };
        SubTable[] seqs = HasSeqs ? [SubTable.SeqsOfNames] : [];
        return AddressesFirst
            ? [.. addresses, SubTable.NumSyms, SubTable.Names, SubTable.Markers, .. seqs, SubTable.TokenTable, SubTable.TokenIndex]
            : [SubTable.NumSyms, SubTable.Names, SubTable.Markers, SubTable.TokenTable, SubTable.TokenIndex, .. addresses, .. seqs];
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    static KernelVersion Release(string text) => KernelVersion.TryParse(text, out KernelVersion version)
        ? version
        : throw new ArgumentException(text);
}

/// <summary>What relative_base is, by release.</summary>
enum BaseRule
{
    /// <summary>The lowest address of all symbols that the tool read, entries or not (4.6 to 5.5).</summary>
    LowestRead,

    /// <summary>The first entry that is not per-cpu (5.6 to 6.14).</summary>
    FirstOutsidePercpu,

    /// <summary>The first entry (6.15 to 6.19).</summary>
    First,
}
