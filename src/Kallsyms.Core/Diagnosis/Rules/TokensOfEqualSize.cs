namespace Kallsyms.Diagnosis.Rules;

/// <summary>Other tokens in a table of the same size, which a comparison of sizes does not notice.</summary>
sealed class TokensOfEqualSize : OtherTokens
{
    public override int Number => 15;

    public override string Sees => "the same with equal sizes in total";

    protected override string Addition => "; its total size is the same, so a rule that compares sizes does not see it";

    protected override string Effect =>
        "object size equal, contents not: the kernel's script links no third time and fails at the final comparison";

    protected override bool IsMine(TableChange change) => change.Total == 0;
}
