namespace Kallsyms.Diagnosis;

/// <summary>Rules about lists with the same names of which some moved: padding (11), relaxation (12), other generated sections (13).</summary>
static class LayoutRules
{
    const string FirstPass = "the earlier image has no table yet, or an empty one: what lies behind it moves by the table's size. That is what a first pass looks like";

    public static Verdict? Try(Comparison comparison)
    {
        SymbolDiff diff = comparison.Counted;
        if (!diff.SameNames || diff.Moved.Length == 0)
            return null;
        return SectionRules.Try(comparison) ?? TryMarkers(comparison, diff) ?? TryText(comparison, diff) ?? TryStart(comparison, diff);
    }

    /// <summary>Padding: what grew before it is absorbed, or not, at the next aligned start.</summary>
    public static Verdict Padding(Confidence confidence, string summary, IReadOnlyList<string> chain, IReadOnlyList<string> symbols, bool firstPass) =>
        new(IncidentClass.Padding, confidence, 11, summary)
        {
            Symbols = symbols,
            Chain = firstPass ? [.. chain, FirstPass] : chain,
            Passes = MorePasses.Help,
            Cure = Cures.Of("B1"),
            Incident = Incident.Of("B1"),
        };

    /// <summary>A generated section that is not the table.</summary>
    public static Verdict Generated(Confidence confidence, string section, string change, IReadOnlyList<Candidate> others) => new(
        IncidentClass.GeneratedSection, confidence, 13, $"{section} {change} between the passes, and is not the table; what lies behind it moved")
    {
        Chain = [$"{section} {change}", "the symbols are the same, and those behind it moved by that, give or take padding"],
        Passes = MorePasses.Help,
        Cure = Cures.Of("H1"),
        Incident = Incident.Of("H1"),
        Others = others,
    };

    public static bool IsGenerated(string section)
    {
        string name = section.TrimStart('.', '_');
        return name.StartsWith("BTF", StringComparison.Ordinal) || name.StartsWith("orc_", StringComparison.Ordinal)
            || name is "notes" or "note.gnu.build-id" or "mcount_loc" or "eh_frame" or "eh_frame_hdr" or "modinfo" or "modver" or "ksymtab_strings";
    }

    // A pair of markers around a section, of which one moved and the other did not.
    static Verdict? TryMarkers(Comparison comparison, SymbolDiff diff)
    {
        int first = diff.Moved[0].First;
        string banner = first > 0 ? diff.Before.NameText(first - 1) : "";
        if (banner is "linux_banner" or "linux_proc_banner" or "init_uts_ns" && Math.Abs(diff.Moved[0].Delta) < 256)
            return ArtifactRules.OtherVersion(comparison, $"what follows {banner} moved by {Wording.Delta(diff.Moved[0].Delta)}: the version string has another length");
        for (int i = first - 1; i >= Math.Max(0, first - 4096); i--)
        {
            string name = diff.Before.NameText(i);
            if (SectionOf(name) is not { } section || StopOf(diff, first, section) is not { } stop || Holds(comparison.Before.Table, diff.Before.Addresses[i], diff.Before.Addresses[stop]))
                continue;
            long delta = (long)(diff.After.Addresses[diff.Later(stop)] - diff.Before.Addresses[stop]);
            bool known = IsGenerated(section);
            return Generated(
                known ? comparison.AtMost(Confidence.Likely) : Confidence.Possible, section, $"changed its size by {Wording.Delta(delta)} bytes",
                known ? [] : [new(IncidentClass.Artifacts, "or its inputs changed between the passes")]) with { Symbols = [name, diff.Before.NameText(stop)] };
        }
        return null;
    }

    static string? SectionOf(string marker) =>
        marker.StartsWith("__start_", StringComparison.Ordinal) ? marker["__start_".Length..]
        : marker is "orc_lookup" ? "orc_lookup" : null;

    static int? StopOf(SymbolDiff diff, int from, string section)
    {
        string stop = section == "orc_lookup" ? "orc_lookup_end" : "__stop_" + section;
        for (int i = from; i < Math.Min(diff.Before.Count, from + 4096); i++)
        {
            if (diff.Before.NameText(i) == stop)
                return diff.After.Addresses[diff.Later(i)] != diff.Before.Addresses[i] ? i : null;
        }
        return null;
    }

    static bool Holds(TableExtent? table, ulong from, ulong to) => table is not null && table.Start >= from && table.Start < to;

    // Code that grows or shrinks from function to function.
    static Verdict? TryText(Comparison comparison, SymbolDiff diff)
    {
        var steps = new List<(int Symbol, long Step)>();
        long delta = 0;
        foreach (MoveRun run in diff.Moved)
        {
            int before = run.First - 1;
            if (before >= 0 && IsCode(diff.Before.Types[before]) && IsCode(diff.Before.Types[run.First]) && !Wording.IsMarker(diff.Before.Name(run.First)))
                steps.Add((run.First - 1, run.Delta - delta));
            delta = run.Delta;
        }
        bool starts = steps.Count > 0 && steps[0].Symbol == diff.Moved[0].First - 1;
        if (!starts || steps.Any(step => Math.Abs(step.Step) > 256 || step.Step % 2 != 0))
            return null;
        bool oneWay = steps.All(step => step.Step > 0) || steps.All(step => step.Step < 0);
        Confidence confidence = FunctionSizes.Changed(comparison, diff, steps[0].Symbol) == true ? Confidence.Proven
            : steps.Count > 1 && oneWay ? Confidence.Likely : Confidence.Possible;
        return Relaxed(comparison.AtMost(confidence), [.. steps.Select(step => diff.Before.NameText(step.Symbol))], steps[0].Step);
    }

    /// <summary>Relaxation.</summary>
    public static Verdict Relaxed(Confidence confidence, IReadOnlyList<string> functions, long step) => new(
        IncidentClass.Relaxation, confidence, 12,
        $"{Wording.List(functions)} {(functions.Count == 1 ? "has" : "have")} another length ({Wording.Delta(step)} bytes at the first) although the names are the same: the linker relaxed code in another way")
    {
        Symbols = functions,
        Chain =
        [
            "the table between code and data changes distances, and short forms of instructions reach only so far",
            "functions shrink or grow by an instruction here and there, and all that follows moves along",
        ],
        Passes = MorePasses.Help,
        Cure = Cures.Of("K2"),
        Incident = Incident.Of("K2"),
        Others = confidence == Confidence.Proven ? []
            : [new(IncidentClass.Stubs, "or stubs without labels"), new(IncidentClass.Artifacts, "or the functions were compiled anew between the passes")],
    };

    static Verdict? TryStart(Comparison comparison, SymbolDiff diff)
    {
        MoveRun run = diff.Moved[0];
        int first = run.First;
        int before = first - 1;
        string name = diff.Before.NameText(first);
        bool noTable = comparison.Before.Table is null or { IsEmpty: true } && comparison.After.Table is { IsEmpty: false };
        ulong both = diff.Before.Addresses[first] | diff.After.Addresses[diff.Later(first)];
        ulong alignment = both == 0 ? 1 : both & (0 - both);
        bool otherKind = before >= 0 && char.ToLowerInvariant((char)diff.Before.Types[before]) != char.ToLowerInvariant((char)diff.Before.Types[first]);
        bool marker = Wording.IsMarker(diff.Before.Name(first));
        bool behindTable = before >= 0 && NameKinds.IsOwnLabel(diff.Before.Name(before), diff.Before.Types[before]);
        bool wholeList = before < 0 && diff.Moved.Length == 1;
        if (wholeList || !(behindTable || marker || otherKind || alignment >= 16) || alignment < 2)
            return null;
        string grown = behindTable ? "the table's last part grew or shrank" : before < 0 ? "something before it grew or shrank" : $"what starts at {diff.Before.NameText(before)} grew or shrank";
        return Padding(
            comparison.AtMost(noTable || behindTable || (marker || otherKind) && alignment >= 4 ? Confidence.Likely : Confidence.Possible),
            $"the same symbols in the same order; from {name} on, {Wording.Count(run.Count, "symbol")} moved by {Wording.Delta(run.Delta)}, which is where a section starts",
            [$"{grown}, and the padding before {name} (aligned to 0x{Math.Min(alignment, 1UL << 21):x} in both) went from one size to another"],
            [name], noTable);
    }

    static bool IsCode(byte type) => type is (byte)'t' or (byte)'T' or (byte)'w' or (byte)'W' or (byte)'i';
}
