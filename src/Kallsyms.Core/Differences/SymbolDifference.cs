using Kallsyms.Symbols;

namespace Kallsyms.Differences;

/// <summary>The way in which a symbol differs.</summary>
public enum DifferenceKind
{
    /// <summary>Only the second kernel has it.</summary>
    Added,

    /// <summary>Only the first kernel has it.</summary>
    Removed,

    /// <summary>It is larger in the second kernel.</summary>
    Grown,

    /// <summary>It is smaller in the second kernel.</summary>
    Shrunk,

    /// <summary>It has the same size but another type letter.</summary>
    Retyped,
}

/// <summary>A symbol in one of the two kernels.</summary>
/// <param name="Name">Its name there; counters and hashes in it may differ from the other kernel's.</param>
/// <param name="Type">Its type letter.</param>
/// <param name="Size">
/// Bytes up to the next symbol; 0 if they are counted under another name at the same address, if the symbol is a marker, or if its end is
/// unknown.
/// </param>
public readonly record struct DifferenceSide(string Name, char Type, ulong Size);

/// <summary>A symbol that differs between two kernels.</summary>
/// <param name="Module">The module it belongs to, or null for the kernel itself.</param>
/// <param name="Old">The symbol in the first kernel, or null.</param>
/// <param name="New">The symbol in the second kernel, or null. At least one of the two is present.</param>
public sealed record SymbolDifference(string? Module, DifferenceSide? Old, DifferenceSide? New)
{
    /// <summary>Its name in the second kernel, or in the first if the second does not have it.</summary>
    public string Name => (New ?? Old)!.Value.Name;

    /// <summary>Its type letter, chosen in the same way.</summary>
    public char Type => (New ?? Old)!.Value.Type;

    /// <summary>The kind of difference.</summary>
    public DifferenceKind Kind => (Old, New) switch
    {
        (null, _) => DifferenceKind.Added,
        (_, null) => DifferenceKind.Removed,
        _ => Growth > 0 ? DifferenceKind.Grown : Growth < 0 ? DifferenceKind.Shrunk : DifferenceKind.Retyped,
    };

    /// <summary>Growth from the first kernel to the second, in bytes.</summary>
    public long Growth => (long)((New?.Size ?? 0) - (Old?.Size ?? 0));

    /// <summary>What the symbol holds, judged by its type letter.</summary>
    public SymbolContent Content => ContentOf(Type);

    /// <summary>Returns what symbols of a type letter hold.</summary>
    public static SymbolContent ContentOf(char type) => type switch
    {
        _ when TypeLetter.IsFunction((byte)type) => SymbolContent.Text,
        'd' or 'D' or 'b' or 'B' or 'r' or 'R' or 'g' or 'G' or 's' or 'S' or 'v' or 'V' or 'u' => SymbolContent.Data,
        _ => SymbolContent.Other,
    };
}

/// <summary>What a symbol holds.</summary>
public enum SymbolContent
{
    /// <summary>Code.</summary>
    Text,

    /// <summary>Data: constant or writable, initialised or not.</summary>
    Data,

    /// <summary>Anything else, such as absolute values.</summary>
    Other,
}
