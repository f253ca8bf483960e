namespace Kallsyms.Images.Finding;

/// <summary>What a check of a found table came to.</summary>
public enum CheckOutcome
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It does not hold: the table, or what was made of it, is wrong.</summary>
    Failed,

    /// <summary>The image has nothing to check against.</summary>
    NotApplicable,
}

/// <summary>One check by which a found table certifies itself.</summary>
/// <param name="Name">Short name: "labels", "banner".</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Evidence">What was found, for people.</param>
/// <param name="Decides">Chance does not pass it: one such check proves the addresses.</param>
public readonly record struct ProofCheck(string Name, CheckOutcome Outcome, string Evidence, bool Decides);

/// <summary>All checks of a found table.</summary>
/// <param name="Checks">In the order in which they were made.</param>
public sealed record Proof(IReadOnlyList<ProofCheck> Checks)
{
    /// <summary>A deciding check passed and none failed.</summary>
    public bool IsProved =>
        Checks.Any(check => check is { Decides: true, Outcome: CheckOutcome.Passed })
            && Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <summary>Nothing speaks for the addresses, and nothing against them.</summary>
    public bool IsOpen => !IsProved && Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join("; ", Checks.Where(check => check.Outcome != CheckOutcome.Passed).Select(check => $"{check.Name}: {check.Evidence}"));
}
