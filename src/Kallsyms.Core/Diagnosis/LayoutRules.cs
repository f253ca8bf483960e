using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>Rules about lists with the same names of which some moved: padding (11), relaxation (12), other generated sections (13).</summary>
static class LayoutRules
{
    const ulong MostAlignment = 1UL << 21;

    // Steps of whole instructions from which on a pattern is one.
    const int FewSteps = 3;

    const string FirstPass = "the earlier image has no table yet, or an empty one: what lies behind it moves by the table's size. That is what a first pass looks like";

    public static Verdict? Try(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        if (!diff.SameNames || diff.Moved.Length == 0)
            return null;
        if (SectionRules.Try(comparison) is { } known)
            return known;
        if (comparison.Steps.AreStrange || MovedAsOne(diff))
            return null;
        return TryMarkers(comparison, diff) ?? TryText(comparison, diff) ?? TryStart(comparison, diff);
    }

    /// <summary>Everything that is not at a fixed address moved by one distance: no pass does that.</summary>
    public static bool MovedAsOne(SymbolDiff diff)
    {
        if (diff.Moved is not [MoveRun run] || run.Last != LastDefined(diff))
            return false;
        // Absolute symbols, and per-cpu ones that are linked at zero, stay where they are.
        ulong percpuEnd = PercpuSymbols.EndOfOffsets(diff.Before);
        for (int i = 0; i < run.First; i++)
        {
            if (!diff.Before.IsUndefined(i) && diff.Before.Types[i] is not ((byte)'A' or (byte)'a') && diff.Before.Addresses[i] >= percpuEnd)
                return false;
        }
        return true;
    }

    static int LastDefined(SymbolDiff diff)
    {
        int last = diff.Before.Count - 1;
        while (last >= 0 && (diff.Before.IsUndefined(last) || diff.Before.Types[last] is (byte)'A' or (byte)'a'))
            last--;
        return last;
    }

    /// <summary>Padding: what grew before it is absorbed, or not, at the next aligned start.</summary>
    public static Verdict Padding(Confidence confidence, string summary, IReadOnlyList<string> chain, IReadOnlyList<string> symbols, bool firstPass) =>
        new(IncidentClass.Padding, confidence, Rule.Shift, summary)
        {
            Symbols = symbols,
            Chain = firstPass ? [.. chain, FirstPass] : chain,
            Passes = MorePasses.Help,
            Incident = Incident.Of("B1"),
        };

    /// <summary>A generated section that is not the table.</summary>
    public static Verdict Generated(Confidence confidence, string section, string change, IReadOnlyList<Candidate> others) => new(
        IncidentClass.GeneratedSection, confidence, Rule.OtherSection, $"{section} {change} between the passes, and is not the table; what lies behind it moved")
    {
        Chain = [$"{section} {change}", "the symbols are the same, and those behind it moved by that, give or take padding"],
        Passes = MorePasses.Help,
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
        if (banner is "linux_banner" or "linux_proc_banner" or "init_uts_ns" && MoveSteps.Magnitude(diff.Moved[0].Delta) < 256)
            return ArtifactRules.OtherVersion(comparison, $"what follows {banner} moved by {Wording.Delta(diff.Moved[0].Delta)}: the version string has another length");
        for (int i = first - 1; i >= Math.Max(0, first - 4096); i--)
        {
            string name = diff.Before.NameText(i);
            if (SectionOf(name) is not { } section || StopOf(diff, first, section) is not { } stop || Holds(comparison.Before.Table, diff.Before.Addresses[i], diff.Before.Addresses[stop]))
                continue;
            long delta = (long)(diff.After.Addresses[diff.Later(stop)] - diff.Before.Addresses[stop]);
            bool known = IsGenerated(section);
            return Generated(
                known ? comparison.AtMost(comparison.Steps.AtMost(Confidence.Likely)) : Confidence.Possible, section, $"changed its size by {Wording.Delta(delta)} bytes",
                known ? [] : [new(IncidentClass.Artifacts, "or its inputs changed between the passes")])
            with
            { Symbols = [name, diff.Before.NameText(stop)] };
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

    // Code that grows or shrinks from function to function. One such step may be anything.
    static Verdict? TryText(Comparison comparison, SymbolDiff diff)
    {
        MoveStep[] steps = [.. comparison.Steps.All.Where(step => step.Cause == StepCause.Code)];
        if (steps.Length == 0 || steps[0].Previous != comparison.Steps.All[0].Previous || !comparison.Steps.CodeOneWay)
            return null;
        bool instructions = steps.Length >= FewSteps && steps.All(step => step.Size % 4 == 0);
        Confidence confidence = FunctionSizes.Changed(comparison, diff, steps[0].Previous) == true ? Confidence.Proven
            : instructions ? Confidence.Likely : Confidence.Possible;
        string[] functions = [.. steps.Select(step => diff.Before.NameText(step.Previous))];
        return Relaxed(comparison.AtMost(comparison.Steps.AtMost(confidence, StepCause.Code)), functions, steps[0].Size);
    }

    /// <summary>Relaxation.</summary>
    public static Verdict Relaxed(Confidence confidence, IReadOnlyList<string> functions, long step) => new(
        IncidentClass.Relaxation, confidence, Rule.Lengths,
        $"{Wording.List(functions)} {(functions.Count == 1 ? "has" : "have")} another length ({Wording.Delta(step)} bytes at the first) although the names are the same: the linker relaxed code in another way")
    {
        Symbols = functions,
        Chain =
        [
            "the table between code and data changes distances, and short forms of instructions reach only so far",
            "functions shrink or grow by an instruction here and there, and all that follows moves along",
        ],
        Passes = MorePasses.Help,
        Incident = Incident.Of("K2"),
        Others = confidence == Confidence.Proven ? []
            : [new(IncidentClass.Stubs, "or stubs without labels"), new(IncidentClass.Artifacts, "or the functions were compiled anew between the passes")],
    };

    static Verdict? TryStart(Comparison comparison, SymbolDiff diff)
    {
        MoveSteps steps = comparison.Steps;
        MoveStep start = steps.All[0];
        // A table whose labels the list leaves out, amid symbols of one kind: told by what its size does further on.
        bool unlabelled = start.Cause == StepCause.None && steps.All.Count > 1 && steps.All.Skip(1).All(step => step.Cause is StepCause.SectionStart or StepCause.Padding);
        if (!unlabelled && start.Cause is not (StepCause.SectionStart or StepCause.Table or StepCause.Padding))
            return null;
        int first = start.At;
        string name = diff.Before.NameText(first);
        ulong both = diff.Before.Addresses[first] | diff.After.Addresses[diff.Later(first)];
        ulong alignment = Math.Min(both & (0 - both), MostAlignment);
        bool noTable = comparison.Before.Table is null or { IsEmpty: true } && comparison.After.Table is { IsEmpty: false };
        bool smallData = char.ToLowerInvariant((char)diff.Before.Types[first]) is 'g' or 's';
        // Padding shows where the distance changes once more, at something aligned: there it was absorbed, or was not.
        bool absorbed = steps.All.Any(step => step.Previous >= 0 && step.At != first && step.Cause is StepCause.SectionStart or StepCause.Padding);
        bool toggled = start.Previous >= 0 && alignment > 1 && MoveSteps.Magnitude(start.Size) < alignment;
        bool telling = !unlabelled && (noTable || start.Cause == StepCause.Table || smallData || absorbed || toggled);
        string grown = unlabelled ? $"something without a label of its own came or grew before {name}, a table perhaps"
            : start.Cause == StepCause.Table ? "the table's last part grew or shrank"
            : start.Previous < 0 ? "something before it grew or shrank" : $"what starts at {diff.Before.NameText(start.Previous)} grew or shrank";
        string where = unlabelled ? "and what follows by that rounded up to where sections start" : "which is where a section starts";
        return Padding(
            comparison.AtMost(steps.AtMost(telling ? Confidence.Likely : Confidence.Possible)),
            $"the same symbols in the same order; from {name} on, {Wording.Count(diff.Moved[0].Count, "symbol")} moved by {Wording.Delta(start.To)}, {where}",
            [unlabelled ? grown : $"{grown}, and the padding before {name} (aligned to 0x{alignment:x} in both) went from one size to another"],
            [name], noTable) with
        {
            Others = telling ? [] : [new(IncidentClass.GeneratedSection, "or another section grew or shrank"), new(IncidentClass.Artifacts, "or the inputs changed between the two")],
        };
    }
}
