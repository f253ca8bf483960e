using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>How a link ended.</summary>
enum LinkResult
{
    /// <summary>The image is in place, with the right table.</summary>
    Published,

    /// <summary>The written table does not match the image; nothing was published.</summary>
    Inconsistent,

    /// <summary>The image cannot take the contents made from it (<see cref="LinkJob.Contents"/>); nothing was published.</summary>
    RefusedContents,

    /// <summary>Each pass needed different room from the one before, up to the maximum number of passes; nothing was published.</summary>
    NotConverged,
}

/// <summary>The outcome of a link whose linker succeeded.</summary>
/// <param name="Output">The path of the image.</param>
/// <param name="Passes">Every run of the linker, at least one.</param>
/// <param name="Table">The table of the last pass.</param>
/// <param name="Verdict">
/// The comparison of the table, read back from the file, with the image; null if no room was right, so that no table was written.
/// </param>
/// <param name="EvidenceDirectory">The directory that holds what each pass saw, or null.</param>
sealed record LinkOutcome(string Output, IReadOnlyList<PassEvidence> Passes, Table Table, ImageVerdict? Verdict, string? EvidenceDirectory)
{
    /// <summary>Whether the image cannot take the contents made from it.</summary>
    public bool RefusedContents { get; init; }

    /// <summary>How the link ended.</summary>
    public LinkResult Result => Verdict switch
    {
        null when RefusedContents => LinkResult.RefusedContents,
        null => LinkResult.NotConverged,
        { Consistent: true } => LinkResult.Published,
        _ => LinkResult.Inconsistent,
    };

    /// <summary>The number of entries in the table.</summary>
    public int Symbols => Table.Symbols.List.Count;

    /// <summary>Bytes reserved beyond those that the table needs; negative if too few were reserved.</summary>
    public long SlackBytes => Passes[^1].Reserved - Passes[^1].Needed;

    /// <summary>The outcome in one line.</summary>
    public string Summary => Result switch
    {
        LinkResult.Published => "the image has the table that is right for it",
        LinkResult.Inconsistent => "Inconsistent kallsyms data: the table that was written into the image is not that of the image",
        LinkResult.RefusedContents => "the image cannot take what was made from it",
        _ when Passes.Count == 1 =>
            $"Inconsistent kallsyms data: {Passes[0].Reserved} bytes were reserved and {Passes[0].Needed} are needed "
            + "after the only pass; --max-passes allows more",
        _ => $"Inconsistent kallsyms data: no fixed point after {Quantity.Of(Passes.Count, "pass")}",
    };
}
