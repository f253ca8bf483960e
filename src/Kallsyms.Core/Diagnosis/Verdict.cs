namespace Kallsyms.Diagnosis;

/// <summary>Another cause that would also explain the difference, or that contributes to it.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Why">The evidence for it, in one sentence.</param>
sealed record Candidate(IncidentClass Class, string Why);

/// <summary>Why two passes differ, with the certainty that the evidence allows.</summary>
/// <param name="Class">The class.</param>
/// <param name="Confidence">How certain that is.</param>
/// <param name="Rule">The rule that recognised it, or null.</param>
/// <param name="Summary">One sentence for a kernel developer.</param>
sealed record Verdict(IncidentClass Class, Confidence Confidence, Rule? Rule, string Summary)
{
    /// <summary>The symbol, in address order, at which the difference starts; null if nothing differs.</summary>
    public string? FirstSymbol { get; init; }

    /// <summary>A few symbols that support the verdict.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>The chain of causes, in order.</summary>
    public IReadOnlyList<string> Chain { get; init; } = [];

    /// <summary>The effect of one more pass.</summary>
    public MorePasses Passes { get; init; }

    /// <summary>The number of passes after which they repeat, if they do.</summary>
    public int? Period { get; init; }

    /// <summary>A past incident that looked like this.</summary>
    public Incident? Incident { get; init; }

    /// <summary>What to do; what helped in that incident unless set otherwise.</summary>
    public string Cure { get => field ?? Incident?.Cure ?? ""; init; }

    /// <summary>Other causes that fit or contribute.</summary>
    public IReadOnlyList<Candidate> Others { get; init; } = [];
}
