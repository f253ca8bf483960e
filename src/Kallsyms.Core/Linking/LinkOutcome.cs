using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>How a link ended.</summary>
enum LinkResult
{
    /// <summary>The image is in its place, with the table that is right for it.</summary>
    Published,

    /// <summary>The table that was written is not that of the image; nothing was published.</summary>
    Inconsistent,

    /// <summary>The image cannot take what was made from it (<see cref="LinkJob.Contents"/>); nothing was published.</summary>
    RefusedContents,

    /// <summary>Each pass needed other room than the one before, until there were as many as allowed; nothing was published.</summary>
    NotConverged,
}

/// <summary>What came of a link whose linker did its work.</summary>
/// <param name="Output">The image that was to be made.</param>
/// <param name="Passes">Every run of the linker, at least one.</param>
/// <param name="Table">The table of the last one.</param>
/// <param name="Verdict">
/// The table, read from the file again, held against the image; null: no room was right, so that none was written.
/// </param>
/// <param name="EvidenceDirectory">Where what each pass showed was kept, or null.</param>
sealed record LinkOutcome(string Output, IReadOnlyList<PassEvidence> Passes, Table Table, ImageVerdict? Verdict, string? EvidenceDirectory)
{
    /// <summary>The image cannot take what was made from it.</summary>
    public bool RefusedContents { get; init; }

    /// <summary>How it ended.</summary>
    public LinkResult Result => Verdict switch
    {
        null when RefusedContents => LinkResult.RefusedContents,
        null => LinkResult.NotConverged,
        { Consistent: true } => LinkResult.Published,
        _ => LinkResult.Inconsistent,
    };

    /// <summary>Entries of the table.</summary>
    public int Symbols => Table.Symbols.List.Count;

    /// <summary>Bytes reserved beyond those that the table needs; negative: too few were.</summary>
    public long SlackBytes => Passes[^1].Reserved - Passes[^1].Needed;

    /// <summary>The result in one line.</summary>
    public string Summary => Result switch
    {
        LinkResult.Published => "the image has the table that is right for it",
        LinkResult.Inconsistent => "Inconsistent kallsyms data: the table that was written into the image is not that of the image",
        _ when Passes.Count == 1 =>
            $"Inconsistent kallsyms data: {Passes[0].Reserved} bytes were reserved and {Passes[0].Needed} are needed "
            + "after the only pass; --max-passes allows more",
        _ => $"Inconsistent kallsyms data: no fixed point after {Quantity.Of(Passes.Count, "pass")}",
    };
}
