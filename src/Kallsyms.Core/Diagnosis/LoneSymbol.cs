namespace Kallsyms.Diagnosis;

/// <summary>A symbol that only one of two lists has, with what is known about it.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Address">Its address.</param>
/// <param name="Type">Its type letter.</param>
/// <param name="IsAdded">Whether the later list has it.</param>
sealed record LoneSymbol(string Text, ulong Address, byte Type, bool IsAdded)
{
    /// <summary>Who created it, as far as the name tells.</summary>
    public required NameKind Kind { get; init; }

    /// <summary>The length of its name in bytes.</summary>
    public required int Length { get; init; }

    /// <summary>
    /// The text range label at its address, in lists that contain only such ranges; null if there is none or it is that label itself.
    /// </summary>
    public string? RangeLabel { get; init; }

    /// <summary>Whether it was renamed: as many such names were removed as added, apart from optimiser suffixes.</summary>
    public bool IsRenamed { get; init; }

    /// <summary>Whether the other pass refers to it without defining it.</summary>
    public bool IsUndefinedElsewhere { get; init; }

    /// <summary>Whether 32-bit offsets from the other symbols do not reach it, or its machine has no such address.</summary>
    public bool IsOutOfReach { get; init; }
}
