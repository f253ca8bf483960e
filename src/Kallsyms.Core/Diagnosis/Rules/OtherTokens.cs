using Kallsyms.Tables;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>The symbols are the same, but the tables in the images were compressed with other tokens.</summary>
abstract class OtherTokens : Rule
{
    const string Compare = "generate the table once more and compare contents, not sizes; kallsyms link writes it in place";

    static readonly Incident _equalSize = new(
        "B8", "riscv64, Rust for Linux, equal size and other contents, 2021", "https://github.com/Rust-for-Linux/linux/issues/502",
        Compare);

    static readonly Incident _sampled = new("G2", "tokens chosen from a sample, up to 2.6.13", "commit b3dbb4ecd467", Compare);

    public sealed override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Tokens];

    public sealed override IReadOnlyList<Incident> Incidents => [_equalSize, _sampled];

    public sealed override bool MayFollowFromTableSize => true;

    /// <summary>The text that follows the summary.</summary>
    protected abstract string Addition { get; }

    /// <summary>The consequence.</summary>
    protected abstract string Effect { get; }

    public sealed override Verdict? Match(Comparison comparison)
    {
        if (TableChange.Find(comparison) is not { Entries: 0 } change || change is { Names: 0, Tokens: 0 } || !IsMine(change))
            return null;
        string sizes = $"names {Wording.Delta(change.Names)}, token table {Wording.Delta(change.Tokens)}";
        return new(
            IncidentClass.Tokens, comparison.AtMost(Confidence.Likely), this,
            $"the table was compressed with other tokens ({sizes} bytes) although it has as many entries{Addition}")
        {
            Chain =
            [
                $"{sizes}: the choice of tokens depends on all names and letters, so a few of them differed in the pass before",
                Effect,
            ],
            Passes = MorePasses.Help,
            Incident = comparison.Release?.TableFormat.Tokens == TokenRule.Sampled ? _sampled : _equalSize,
            Others = [new(IncidentClass.Artifacts, "if the lists of all passes are equal, the generator is not deterministic")],
        };
    }

    /// <summary>Whether the rule is about such a change of size.</summary>
    protected abstract bool IsMine(TableChange change);
}
