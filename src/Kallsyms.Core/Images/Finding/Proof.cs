namespace Kallsyms.Images.Finding;

/// <summary>The outcome of a check.</summary>
public enum CheckOutcome
{
    /// <summary>The check holds.</summary>
    Passed,

    /// <summary>The check fails: the table, or its interpretation, is wrong.</summary>
    Failed,

    /// <summary>The image has nothing to check against.</summary>
    NotApplicable,
}

/// <summary>One check by which a found table certifies itself.</summary>
public sealed class ProofCheck
{
    internal ProofCheck(string name, CheckOutcome outcome, string evidence, bool decides) =>
        (Name, Outcome, Evidence, Decides) = (name, outcome, evidence, decides);

    /// <summary>Short name: "labels", "banner".</summary>
    public string Name { get; }

    /// <summary>What it came to.</summary>
    public CheckOutcome Outcome { get; }

    /// <summary>What was found, for people.</summary>
    public string Evidence { get; }

    /// <summary>Chance does not pass it: one such check proves the addresses.</summary>
    public bool Decides { get; }
}

/// <summary>All checks of a found table.</summary>
public sealed class Proof
{
    internal Proof(IReadOnlyList<ProofCheck> checks) => Checks = checks;

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<ProofCheck> Checks { get; }

    /// <summary>A deciding check passed and none failed.</summary>
    public bool IsProved =>
        Checks.Any(check => check is { Decides: true, Outcome: CheckOutcome.Passed })
            && Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <summary>Whether the addresses are neither proved nor contradicted.</summary>
    public bool IsOpen => !IsProved && Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join("; ", Checks.Where(check => check.Outcome != CheckOutcome.Passed).Select(check => $"{check.Name}: {check.Evidence}"));
}
