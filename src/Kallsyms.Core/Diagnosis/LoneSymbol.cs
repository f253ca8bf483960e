namespace Kallsyms.Diagnosis;

/// <summary>A symbol that only one of two lists has, and what is known of it there.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Address">Its address.</param>
/// <param name="Type">Its type letter.</param>
/// <param name="IsAdded">The later list has it.</param>
sealed record LoneSymbol(string Text, ulong Address, byte Type, bool IsAdded)
{
    /// <summary>Who made it, as far as the name tells.</summary>
    public required NameKind Kind { get; init; }

    /// <summary>Bytes of its name.</summary>
    public required int Length { get; init; }

    /// <summary>
    /// The label of a text range at whose address it stands, without being that label, in lists that only have such ranges.
    /// </summary>
    public string? RangeLabel { get; init; }

    /// <summary>As many such names came as went, but for what an optimiser appended.</summary>
    public bool IsRenamed { get; init; }

    /// <summary>The other pass refers to it, and does not define it.</summary>
    public bool IsUndefinedElsewhere { get; init; }

    /// <summary>32-bit offsets from the other symbols do not reach it, or its machine has no such address.</summary>
    public bool IsOutOfReach { get; init; }
}
