using Kallsyms.Linking;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>Padding: growth before an aligned start is absorbed by it, or not.</summary>
sealed class ShiftedSections : Rule
{
    const ulong MostAlignment = 1UL << 21;

    const string FirstPass =
        "the earlier image has no table yet, or an empty one: what lies behind it moves by the table's size. That is what a first pass "
            + "looks like";

    static readonly Incident _smallData = new(
        "B1", "IA-64 small data sections, 2004", "11886.1087282108@kao2.melbourne.sgi.com",
        "nothing between the first two passes; at the last one, link once more (KALLSYMS_EXTRA_PASS=1), or use kallsyms link");

    public override int Number => 11;

    public override string Sees => "moved from the start of a section on";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Padding];

    public override IReadOnlyList<Incident> Incidents => [_smallData];

    public override bool MayFollowFromTableSize => true;

    public override Verdict? Match(Comparison comparison)
    {
        if (LayoutChange.Find(comparison) is not { } change)
            return null;
        if (change.Section is not var (before, after))
            return MatchStart(comparison);
        return change.Kind(comparison) switch
        {
            SectionChange.Place => OfPadding(before, after),
            SectionChange.Table => OfTable(comparison, before.Name, (long)(after.Size - before.Size)),
            _ => null,
        };
    }

    Verdict OfPadding(SectionPlace before, SectionPlace after)
    {
        string moved = Wording.Delta((long)(after.Address - before.Address));
        bool aligned = before.Address % before.Alignment == 0 && after.Address % after.Alignment == 0;
        return Judge(
            aligned ? Confidence.Proven : Confidence.Likely,
            $"the same symbols in the same order, and no section changed its size before {before.Name}, which moved by {moved}: padding",
            [$"{before.Name} is aligned to 0x{before.Alignment:x}; the padding before it changed by {moved} bytes"]);
    }

    Verdict OfTable(Comparison comparison, string section, long grown)
    {
        bool first = comparison.Before.Table is null or { IsEmpty: true };
        string grew = grown > 0 ? "grew" : "shrank";
        return Judge(
            first ? Confidence.Proven : Confidence.Likely,
            $"{section}, which has the table, {grew} by {MoveSteps.Magnitude(grown)} bytes; the same symbols in the same order, moved",
            [
                $"the table in each image is that of the pass before; {section} {grew} with it",
                "what lies behind moved, rounded up to the alignment of each section",
                .. first ? [FirstPass] : Array.Empty<string>(),
            ]);
    }

    // Without sections: the first symbol that moved is where a section starts, or may start.
    Verdict? MatchStart(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        MoveSteps steps = comparison.Steps;
        MoveStep start = steps.All[0];
        // A table whose labels are missing from the list, amid symbols of one kind, recognised by the effect of its size further on.
        bool unlabelled = start.Cause == StepCause.None && steps.All.Count > 1 && steps.All.Skip(1).All(IsAligned);
        if (!unlabelled && start.Cause is not (StepCause.SectionStart or StepCause.Table or StepCause.Padding))
            return null;
        int first = start.At;
        string name = diff.Before.NameText(first);
        ulong alignment = Math.Min(AlignmentOfBoth(diff, first), MostAlignment);
        bool noTable = comparison.Before.Table is null or { IsEmpty: true } && comparison.After.Table is { IsEmpty: false };
        bool smallData = char.ToLowerInvariant((char)diff.Before.Types[first]) is 'g' or 's';
        // Padding shows where the distance changes again, at something aligned: there the growth was absorbed, or was not.
        bool absorbed = steps.All.Any(step => step.Previous >= 0 && step.At != first && IsAligned(step));
        bool toggled = start.Previous >= 0 && alignment > 1 && MoveSteps.Magnitude(start.Size) < alignment;
        bool telling = !unlabelled && (noTable || start.Cause == StepCause.Table || smallData || absorbed || toggled);
        string where = unlabelled ? "and what follows by that rounded up to where sections start" : "which is where a section starts";
        string count = Quantity.Of(diff.Moved[0].Count, "symbol");
        return Judge(
            comparison.AtMost(steps.AtMost(telling ? Confidence.Likely : Confidence.Possible)),
            $"the same symbols in the same order; from {name} on, {count} moved by {Wording.Delta(start.To)}, {where}",
            [
                unlabelled ? $"something without a label of its own came or grew before {name}, a table perhaps"
                    : $"{Grown(diff, start)}, and the padding before {name} (aligned to 0x{alignment:x} in both) went from one size to "
                    + "another",
                .. noTable ? [FirstPass] : Array.Empty<string>(),
            ]) with
        {
            Symbols = [name],
            Others = telling ? [] :
            [
                new(IncidentClass.GeneratedSection, "or another section grew or shrank"),
                new(IncidentClass.Artifacts, "or the inputs changed between the two"),
            ],
        };
    }

    Verdict Judge(Confidence confidence, string summary, IReadOnlyList<string> chain) => new(
        IncidentClass.Padding, confidence, this, summary)
    {
        Chain = chain,
        Passes = MorePasses.Help,
        Incident = _smallData,
    };

    static bool IsAligned(MoveStep step) => step.Cause is StepCause.SectionStart or StepCause.Padding;

    // The lowest bit that either address has.
    static ulong AlignmentOfBoth(SymbolDiff diff, int index) =>
        AddressBits.Alignment(diff.Before.Addresses[index] | diff.After.Addresses[diff.Later(index)]);

    static string Grown(SymbolDiff diff, MoveStep start) =>
        start.Cause == StepCause.Table ? "the table's last part grew or shrank"
        : start.Previous < 0 ? "something before it grew or shrank"
        : $"what starts at {diff.Before.NameText(start.Previous)} grew or shrank";
}
