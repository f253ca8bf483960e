using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Diagnosis;

/// <summary>What a list of symbols is, by what was left out of it.</summary>
enum ListKind
{
    /// <summary>The entries of a table.</summary>
    Table,

    /// <summary>A System.map: without undefined and helper symbols.</summary>
    Map,

    /// <summary>All that nm -n prints.</summary>
    All,
}

/// <summary>What is known of one pass, map or image.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Kind">What its list is.</param>
/// <param name="Symbols">Its list, in the order it came in.</param>
sealed record SymbolSnapshot(string Name, ListKind Kind, SymbolList Symbols)
{
    /// <summary>The same without what System.map leaves out, where that was recorded besides; null: not.</summary>
    public SymbolList? Map { get; init; }

    /// <summary>Sections in address order; empty when they are not known.</summary>
    public IReadOnlyList<SectionPlace> Sections { get; init; } = [];

    /// <summary>The table in it, as far as its labels tell; null: no labels.</summary>
    public TableExtent? Table { get; init; }

    /// <summary>The image file, when it is one: symbol sizes and tokens are looked up there on demand.</summary>
    public string? ImagePath { get; init; }

    /// <summary>The kernel's version banner, when the image has one.</summary>
    public string? Banner { get; init; }

    /// <summary>The release whose rules chose the symbols, when that is known.</summary>
    public KernelRelease? Release { get; init; }

    /// <summary>Only the kernel's text ranges are in the table; null: not known.</summary>
    public bool? TextOnly { get; init; }

    /// <summary>Per-cpu symbols have the letter A in the table.</summary>
    public bool PercpuAbsolute { get; init; }

    /// <summary>The list is that of a running kernel: moved by KASLR, and without the letters of undefined symbols.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Time of the last write, UTC; null when it does not count.</summary>
    public DateTime? Modified { get; init; }

    /// <summary>Addresses take 16 digits.</summary>
    public bool Wide { get; init; } = true;

    /// <summary>The list is whole, not an excerpt: it has the labels with which a kernel starts and ends.</summary>
    public bool IsComplete => ImagePath is not null || Sections.Count > 0
        || (Symbols.AddressOf("_text"u8) ?? Symbols.AddressOf("_stext"u8)) is not null && Symbols.AddressOf("_end"u8) is not null;

    /// <summary>Prints an address with the digits this list uses.</summary>
    public string Hex(ulong address) => address.ToString(Wide ? "x16" : "x8");
}
