namespace Kallsyms.Diagnosis;

/// <summary>A cause that would explain the difference too, or that plays a part in it.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Why">What speaks for it, in one sentence.</param>
sealed record Candidate(IncidentClass Class, string Why);

/// <summary>Why two passes differ, as certain as the evidence allows and no more.</summary>
/// <param name="Class">The class.</param>
/// <param name="Confidence">How certain that is.</param>
/// <param name="Rule">The rule that recognised it; null: none did.</param>
/// <param name="Summary">One sentence for a kernel developer.</param>
sealed record Verdict(IncidentClass Class, Confidence Confidence, Rule? Rule, string Summary)
{
    /// <summary>The symbol, in order of address, with which the divergence starts; null: nothing differs.</summary>
    public string? FirstSymbol { get; init; }

    /// <summary>The symbols that carry the verdict, at most a few.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>What led to what, in order.</summary>
    public IReadOnlyList<string> Chain { get; init; } = [];

    /// <summary>What one more pass would do.</summary>
    public MorePasses Passes { get; init; }

    /// <summary>Passes after which they repeat themselves, where they do.</summary>
    public int? Period { get; init; }

    /// <summary>An incident of the past that looked like this.</summary>
    public Incident? Incident { get; init; }

    /// <summary>What to do: what helped then, where nothing else is given.</summary>
    public string Cure { get => field ?? Incident?.Cure ?? ""; init; }

    /// <summary>Other causes that fit or take part.</summary>
    public IReadOnlyList<Candidate> Others { get; init; } = [];
}
