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
/// <param name="Name">A short name: "labels", "banner".</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Evidence">What was found, for people.</param>
/// <param name="Decides">Whether chance cannot pass it, so that passing it proves the addresses.</param>
public readonly record struct ProofCheck(string Name, CheckOutcome Outcome, string Evidence, bool Decides);

/// <summary>All checks of a found table.</summary>
/// <param name="Checks">The checks, in the order in which they were made.</param>
public sealed record Proof(IReadOnlyList<ProofCheck> Checks)
{
    /// <summary>Whether a deciding check passed and none failed.</summary>
    public bool IsProved =>
        Checks.Any(check => check is { Decides: true, Outcome: CheckOutcome.Passed })
            && Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <summary>Whether the addresses are neither proved nor contradicted.</summary>
    public bool IsOpen => !IsProved && Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join("; ", Checks.Where(check => check.Outcome != CheckOutcome.Passed).Select(check => $"{check.Name}: {check.Evidence}"));
}
