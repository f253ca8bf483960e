using Kallsyms.Linking;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Diagnosis;

/// <summary>The kind of a list of symbols, by what was left out of it.</summary>
enum ListKind
{
    /// <summary>The entries of a table.</summary>
    Table,

    /// <summary>A System.map: without undefined and helper symbols.</summary>
    Map,

    /// <summary>All that nm -n prints.</summary>
    All,
}

/// <summary>What is known about one pass, map or image.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Kind">The kind of its list.</param>
/// <param name="Symbols">Its list, in input order.</param>
sealed record SymbolSnapshot(string Name, ListKind Kind, SymbolList Symbols)
{
    /// <summary>Its list without what System.map omits, if that was recorded as well; otherwise null.</summary>
    public SymbolList? Map { get; init; }

    /// <summary>Sections in address order; empty if unknown.</summary>
    public IReadOnlyList<SectionPlace> Sections { get; init; } = [];

    /// <summary>The table in it, as far as its labels tell; null if it has no labels.</summary>
    public TableExtent? Table { get; init; }

    /// <summary>The path of the image file, if it is one: symbol sizes and tokens are looked up there on demand.</summary>
    public string? ImagePath { get; init; }

    /// <summary>The kernel's version banner, if the image has one.</summary>
    public string? Banner { get; init; }

    /// <summary>The release whose rules selected the symbols, if known.</summary>
    public KernelRelease? Release { get; init; }

    /// <summary>Whether the table has only the kernel's text ranges; null if unknown.</summary>
    public bool? TextOnly { get; init; }

    /// <summary>Whether per-cpu symbols have the letter A in the table.</summary>
    public bool PercpuAbsolute { get; init; }

    /// <summary>Whether a diff tells it, so that there may be more in the list.</summary>
    public bool IsPart { get; init; }

    /// <summary>Whether the order of symbols of one address is the list's own; otherwise it was sorted when it was read.</summary>
    public bool HasOrder { get; init; } = true;

    /// <summary>Whether the list is that of a running kernel: moved by KASLR, and without the letters of undefined symbols.</summary>
    public bool IsRunning { get; init; }

    /// <summary>The time of the last write in UTC; null if it does not matter.</summary>
    public DateTime? Modified { get; init; }

    /// <summary>Whether addresses have 16 digits.</summary>
    public bool Wide { get; init; } = true;

    /// <summary>Whether that is sure, not just the likelier of the two: some lists omit leading zeros.</summary>
    public bool IsWidthKnown { get; init; } = true;

    /// <summary>Whether the list is complete, not an excerpt: it has the labels at the start and end of a kernel.</summary>
    public bool IsComplete => ImagePath is not null || Sections.Count > 0
        || (Symbols.AddressOf("_text"u8) ?? Symbols.AddressOf("_stext"u8)) is not null && Symbols.AddressOf("_end"u8) is not null;

    /// <summary>Formats an address with as many digits as this list uses.</summary>
    public string Hex(ulong address) => address.ToString(Wide ? "x16" : "x8");
}
