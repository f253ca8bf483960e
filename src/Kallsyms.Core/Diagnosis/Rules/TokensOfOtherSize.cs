namespace Kallsyms.Diagnosis.Rules;

/// <summary>Other tokens, which change the table's size.</summary>
sealed class TokensOfOtherSize : OtherTokens
{
    public override int Number => 14;

    public override string Sees => "the same symbols, another token table";

    protected override string Addition => "";

    protected override string Effect => "the table's size changed with it";

    protected override bool IsMine(TableChange change) => change.Total != 0;
}
