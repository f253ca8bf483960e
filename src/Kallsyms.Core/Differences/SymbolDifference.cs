namespace Kallsyms.Differences;

/// <summary>How a symbol differs.</summary>
public enum DifferenceKind
{
    /// <summary>The second kernel alone has it.</summary>
    Added,

    /// <summary>The first kernel alone has it.</summary>
    Removed,

    /// <summary>It takes more bytes in the second.</summary>
    Grown,

    /// <summary>It takes fewer bytes in the second.</summary>
    Shrunk,

    /// <summary>It has another type letter; that it grew or shrank as well is a difference of its own.</summary>
    Retyped,
}

/// <summary>A symbol as one of two kernels has it.</summary>
/// <param name="Name">Its name there; counters and hashes in it may differ.</param>
/// <param name="Type">Its type letter.</param>
/// <param name="Size">
/// Bytes up to the next symbol. 0: they are counted under another name of the same address, or it is a marker, or it is not known where it
/// ends.
/// </param>
public readonly record struct DifferenceSide(string Name, char Type, ulong Size);

/// <summary>A symbol that two kernels do not have alike.</summary>
/// <param name="Module">The module it belongs to; null: the kernel itself.</param>
/// <param name="Old">As the first has it, or null.</param>
/// <param name="New">As the second has it, or null. One of both is there.</param>
public sealed record SymbolDifference(string? Module, DifferenceSide? Old, DifferenceSide? New)
{
    /// <summary>Its name in the second kernel, where it is there.</summary>
    public string Name => (New ?? Old)!.Value.Name;

    /// <summary>Its type letter, likewise.</summary>
    public char Type => (New ?? Old)!.Value.Type;

    /// <summary>What differs.</summary>
    public DifferenceKind Kind => (Old, New) switch
    {
        (null, _) => DifferenceKind.Added,
        (_, null) => DifferenceKind.Removed,
        _ => Growth > 0 ? DifferenceKind.Grown : Growth < 0 ? DifferenceKind.Shrunk : DifferenceKind.Retyped,
    };

    /// <summary>Bytes more in the second than in the first.</summary>
    public long Growth => (long)((New?.Size ?? 0) - (Old?.Size ?? 0));

    /// <summary>What it holds, by its type letter.</summary>
    public SymbolContent Content => ContentOf(Type);

    /// <summary>What symbols of a type letter hold.</summary>
    public static SymbolContent ContentOf(char type) => type switch
    {
        't' or 'T' or 'w' or 'W' or 'i' => SymbolContent.Text,
        'd' or 'D' or 'b' or 'B' or 'r' or 'R' or 'g' or 'G' or 's' or 'S' or 'v' or 'V' or 'u' => SymbolContent.Data,
        _ => SymbolContent.Other,
    };
}

/// <summary>What a symbol holds.</summary>
public enum SymbolContent
{
    /// <summary>Code.</summary>
    Text,

    /// <summary>Data, constant or not, with a place in the file or not.</summary>
    Data,

    /// <summary>Anything else, such as absolute values.</summary>
    Other,
}
