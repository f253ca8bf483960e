using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>The same names with other type letters.</summary>
sealed class TypeLetters : Rule
{
    public override int Number => 9;

    public override string Sees => "other type letters";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Definition];

    public override IReadOnlyList<Incident> Incidents => [DefinedInOnePass.ProvidedLabels];

    public override Verdict? Match(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        if (!diff.SameNames || diff.Retyped.Length == 0)
            return null;
        IReadOnlyList<string> names = Wording.Names(diff.Before, diff.Retyped);
        int first = diff.Retyped[0];
        (char before, char after) = ((char)diff.Before.Types[first], (char)diff.After.Types[diff.Later(first)]);
        bool telling = diff.Retyped.All(i => IsTelling(diff, i));
        return new(
            IncidentClass.Definition, comparison.AtMost(telling ? Confidence.Likely : Confidence.Possible), this,
            $"{Wording.List(names)}: the type letter was {before} and is {after} later, and it is part of the table")
        {
            Symbols = names,
            Chain =
            [
                "a definition that is weak, absolute or provided by the linker script in one pass comes from an object or a filled section "
                    + "in the other",
            ],
            Passes = MorePasses.Help,
            Incident = DefinedInOnePass.ProvidedLabels,
        };
    }

    static bool IsTelling(SymbolDiff diff, int index) =>
        IsUnsettled(diff.Before.Types[index]) || IsUnsettled(diff.After.Types[diff.Later(index)])
            || LinkerLabel.IsLikely(diff.Before.Name(index));

    static bool IsUnsettled(byte type) =>
        type is (byte)'U' or (byte)'w' or (byte)'W' or (byte)'v' or (byte)'V' or (byte)'A' or (byte)'a';
}
