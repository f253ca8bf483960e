using Kallsyms.Linking;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>What moved follows a section of another size that is not the table.</summary>
sealed class GeneratedSection : Rule
{
    // The maximum distance between the labels around a section, in symbols.
    const int Reach = 4096;

    static readonly Incident _btf = new(
        "H1", "BTF joins after the first pass, 6.11", "commit b1a9a5e04767",
        "generate the other section before the passes, or give it its final size in all of them; at an early pass this is normal");

    public override int Number => 13;

    public override string Sees => "behind a section of another size that is not the table";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.GeneratedSection];

    public override IReadOnlyList<Incident> Incidents => [_btf];

    public override Verdict? Match(Comparison comparison) => LayoutChange.Find(comparison) is not { } change ? null
        : change.Section is not var (before, after) ? MatchMarkers(comparison)
        : change.Kind(comparison) == SectionChange.Other ? OfSections(before, after) : null;

    Verdict OfSections(SectionPlace before, SectionPlace after)
    {
        long grown = (long)(after.Size - before.Size);
        string change = $"{(grown > 0 ? "grew" : "shrank")} by {MoveSteps.Magnitude(grown)} bytes (0x{before.Size:x} to 0x{after.Size:x})";
        return Judge(IsKnown(before.Name) ? Confidence.Proven : Confidence.Possible, before.Name, change);
    }

    // A pair of labels around a section, of which one moved and the other did not.
    Verdict? MatchMarkers(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        int first = diff.Moved[0].First;
        for (int i = first - 1; i >= Math.Max(0, first - Reach); i--)
        {
            string name = diff.Before.NameText(i);
            if (SectionOf(name) is not { } section || StopOf(diff, first, section) is not { } stop)
                continue;
            if (Holds(comparison.Before.Table, diff.Before.Addresses[i], diff.Before.Addresses[stop]))
                continue;
            long delta = (long)(diff.After.Addresses[diff.Later(stop)] - diff.Before.Addresses[stop]);
            Confidence confidence = IsKnown(section) ? comparison.AtMost(comparison.Steps.AtMost(Confidence.Likely)) : Confidence.Possible;
            return Judge(confidence, section, $"changed its size by {Wording.Delta(delta)} bytes") with
            {
                Symbols = [name, diff.Before.NameText(stop)],
            };
        }
        return null;
    }

    Verdict Judge(Confidence confidence, string section, string change) => new(
        IncidentClass.GeneratedSection, confidence, this,
        $"{section} {change} between the passes, and is not the table; what lies behind it moved")
    {
        Chain = [$"{section} {change}", "the symbols are the same, and those behind it moved by that, give or take padding"],
        Passes = MorePasses.Help,
        Incident = _btf,
        Others = IsKnown(section) ? [] : [new(IncidentClass.Artifacts, "or its inputs changed between the passes")],
    };

    // Sections that build tools generate from others.
    static bool IsKnown(string section)
    {
        string name = section.TrimStart('.', '_');
        return name.StartsWith("BTF", StringComparison.Ordinal) || name.StartsWith("orc_", StringComparison.Ordinal)
            || name is "notes" or "note.gnu.build-id" or "mcount_loc" or "eh_frame" or "eh_frame_hdr" or "modinfo" or "modver"
                or "ksymtab_strings";
    }

    static string? SectionOf(string marker) =>
        marker.StartsWith("__start_", StringComparison.Ordinal) ? marker["__start_".Length..]
        : marker is "orc_lookup" ? "orc_lookup" : null;

    static int? StopOf(SymbolDiff diff, int from, string section)
    {
        string stop = section == "orc_lookup" ? "orc_lookup_end" : "__stop_" + section;
        for (int i = from; i < Math.Min(diff.Before.Count, from + Reach); i++)
        {
            if (diff.Before.NameText(i) == stop)
                return diff.After.Addresses[diff.Later(i)] != diff.Before.Addresses[i] ? i : null;
        }
        return null;
    }

    static bool Holds(TableExtent? table, ulong from, ulong to) => table is not null && table.Start >= from && table.Start < to;
}
