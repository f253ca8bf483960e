using System.Text;

namespace Kallsyms.Diagnosis;

/// <summary>Rules about symbols that only one of the passes has (4 to 9, 16 and 17).</summary>
static class NameRules
{
    // A cause that explains three of four symbols is named, with the rest as a doubt.
    const int Majority = 3;

    // One symbol in this many alone: other kernels, not other passes.
    const int OtherKernel = 10;
    const int ManySymbols = 1000;

    // Passes of one build move symbols by fewer distances.
    const int ManySteps = 100;

    // A cause of fewer than one in so many, beside a larger one.
    const int FewOf = 10;

    public static Verdict? Try(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        if (diff.SameNames)
            return null;
        NameCauses causes = NameCauses.Of(comparison, diff);
        // What explains next to nothing of it does not come first.
        int most = causes.Rules.Select(rule => causes.Of(rule).Count).DefaultIfEmpty().Max();
        Verdict[] verdicts = [.. causes.Rules.OrderBy(rule => causes.Of(rule).Count * FewOf < most).Select(rule => Verdict(rule, causes.Of(rule), comparison, diff))];
        int explained = causes.Total - causes.Unexplained.Count;
        if (verdicts.Length == 0 || explained < Majority * causes.Unexplained.Count)
            return Unexplained(causes, verdicts, comparison, diff);

        Verdict first = verdicts[0];
        Confidence limit = causes.Unexplained.Count > 0 ? Confidence.Possible
            : diff.Retyped.Length > 0 || diff.Reordered.Length > 0 || verdicts.Length > 1 && !OnlyCompanions(first, verdicts[1..]) ? Confidence.Likely
            : Confidence.Proven;
        limit = comparison.Steps.AtMost(limit);
        List<Candidate> others = [.. first.Others, .. verdicts[1..].Select(other => new Candidate(other.Class, other.Summary))];
        if (causes.Unexplained.Count > 0)
            others.Add(new(IncidentClass.Unknown, $"{Wording.List(causes.Unexplained)}: {Wording.Direction(causes.Unexplained)}, and no rule explains that"));
        return first with { Confidence = (Confidence)Math.Min((int)first.Confidence, (int)limit), Others = others };
    }

    static string[] Texts(IReadOnlyList<LoneSymbol> symbols) => [.. symbols.Select(symbol => symbol.Text)];

    // Thunks bring mapping symbols with them.
    static bool OnlyCompanions(Verdict first, Verdict[] others) => first.Class == IncidentClass.Stubs && others.All(other => other.Rule == Rule.Helpers);

    static Verdict Verdict(Rule rule, IReadOnlyList<LoneSymbol> symbols, Comparison comparison, SymbolDiff diff)
    {
        Verdict verdict = rule switch
        {
            _ when rule == Rule.OwnLabels => OwnLabels(symbols, comparison),
            _ when rule == Rule.Stubs => Stubs(symbols, diff),
            _ when rule == Rule.Edge => Boundary(symbols, comparison),
            _ when rule == Rule.Suffixes => Renamed(symbols),
            _ when rule == Rule.Helpers => Helpers(symbols),
            _ when rule == Rule.Definitions => Unsettled(symbols),
            _ when rule == Rule.OutOfReach => OutOfRange(symbols, comparison, diff),
            _ => TooLong(symbols),
        };
        return verdict with { Confidence = comparison.AtMost(verdict.Confidence), Symbols = Texts(symbols) };
    }

    static Verdict OwnLabels(IReadOnlyList<LoneSymbol> symbols, Comparison comparison)
    {
        bool known = symbols.All(symbol => TableExtent.PartOf(Encoding.UTF8.GetBytes(symbol.Text)) is not null);
        bool first = comparison.Before.Table is null or { IsEmpty: true } && comparison.After.Table is not null;
        return new(
            IncidentClass.OwnLabels, known && !first ? Confidence.Proven : Confidence.Likely, Rule.OwnLabels,
            $"the table lists its own labels in one pass only: {Wording.List(symbols)} ({Wording.Direction(symbols)})")
        {
            Chain = first ? ["the earlier image has no table: that is what a first pass looks like, and no fault where the table leaves its labels out"] : [],
            Others = comparison.Steps.All.Any(step => step.Cause == StepCause.Code) ? [new(IncidentClass.Relaxation, "code changed its length besides, without a symbol that tells why")] : [],
            Passes = MorePasses.Help,
            Incident = Incident.Like(Texts(symbols), "D2", "D1"),
        };
    }

    /// <summary>The verdict about stubs.</summary>
    /// <param name="symbols">Those that one list only has.</param>
    /// <param name="diff">The lists.</param>
    /// <param name="leftOut">The release's filter leaves them out of the lists that are compared.</param>
    public static Verdict Stubs(IReadOnlyList<LoneSymbol> symbols, SymbolDiff diff, bool leftOut = false)
    {
        var targets = symbols.Select(symbol => Encoding.UTF8.GetString(NameKinds.Target(Encoding.UTF8.GetBytes(symbol.Text)))).ToHashSet();
        int found = Enumerable.Range(0, diff.After.Count).Count(i => targets.Contains(diff.After.NameText(i)));
        int added = symbols.Count(symbol => symbol.IsAdded);
        string growth = added == symbols.Count - added ? "as many as before under other names" : $"{Wording.Direction(symbols)}";
        return new(
            IncidentClass.Stubs, targets.Count > 0 && found >= targets.Count ? Confidence.Proven : Confidence.Likely, Rule.Stubs,
            $"the linker made other stubs: {Wording.List(symbols)} ({growth})")
        {
            Chain =
            [
                "a table between code and code pushes both apart, and calls that reach too far need stubs",
                leftOut ? "the newest filter leaves such stubs out of the table, so they only take room; older ones list them, and the table grows"
                    : "stubs are symbols, so the table grows, and may push more calls out of reach",
            ],
            // Stubs beget stubs, but not without end: at the latest when all far calls have one.
            Passes = MorePasses.Help,
            Incident = Incident.Like(Texts(symbols), "A6", "A5", "A4", "A2", "A1"),
        };
    }

    static Verdict Boundary(IReadOnlyList<LoneSymbol> symbols, Comparison comparison)
    {
        LoneSymbol first = symbols.MinBy(symbol => symbol.Address);
        TextRanges ranges = first.IsAdded ? comparison.RangesAfter : comparison.RangesBefore;
        SymbolSnapshot side = first.IsAdded ? comparison.After : comparison.Before;
        string label = ranges.LabelAt(first.Address)!;
        return BoundaryRules.Verdict([.. symbols.Select(symbol => symbol.Text)], label, Confidence.Likely,
            $"{first.Text} stands at 0x{side.Hex(first.Address)}, exactly at {label}, in the list that has it");
    }

    static Verdict Renamed(IReadOnlyList<LoneSymbol> symbols)
    {
        bool files = symbols.All(symbol => NameKinds.Of(Encoding.UTF8.GetBytes(symbol.Text), symbol.Type) == NameKind.FileName);
        // Suffixes on both sides: it is not that one of the builds was made without link-time optimisation.
        bool lto = symbols.All(symbol => symbol.Text.Contains(".llvm.", StringComparison.Ordinal) || symbol.Text.Contains(".lto_priv.", StringComparison.Ordinal));
        return new(
            IncidentClass.Artifacts, lto ? Confidence.Proven : Confidence.Likely, Rule.Suffixes,
            files ? $"names of source files are in one list only: {Wording.List(symbols)}; link-time optimisation makes them symbols"
                : $"the same symbols have other suffixes: {Wording.List(symbols)}; the optimiser ran again between the passes")
        {
            Passes = MorePasses.DoNotHelp,
            Incident = Incident.Like(Texts(symbols), "I7", "I2"),
        };
    }

    static Verdict Helpers(IReadOnlyList<LoneSymbol> symbols)
    {
        bool assembler = symbols.All(symbol => NameKinds.Of(Encoding.UTF8.GetBytes(symbol.Text), symbol.Type) == NameKind.AssemblerLabel);
        return new(
            assembler ? IncidentClass.Relaxation : IncidentClass.Definition, Confidence.Likely, Rule.Helpers,
            $"{Wording.Count(symbols.Count, assembler ? "assembler label" : "helper symbol")}, of no meaning to people, {(symbols.Count == 1 ? "is" : "are")} in one list: "
            + $"{Wording.List(symbols)} ({Wording.Direction(symbols)}). One of the links or filters drops them")
        {
            Passes = MorePasses.DoNotHelp,
            Incident = assembler ? Incident.Of("K1") : Incident.Like(Texts(symbols), "F3", "F4"),
        };
    }

    static Verdict Unsettled(IReadOnlyList<LoneSymbol> symbols)
    {
        bool made = symbols.All(symbol => NameKinds.Of(Encoding.UTF8.GetBytes(symbol.Text), symbol.Type) == NameKind.LinkerMade);
        return made ? LinkerMade(Wording.List(symbols), $"in one list only ({Wording.Direction(symbols)})") : new(
            IncidentClass.Definition, Confidence.Likely, Rule.Definitions,
            $"{Wording.List(symbols)} {(symbols.Count == 1 ? "is" : "are")} defined in one pass and undefined in the other ({Wording.Direction(symbols)})")
        {
            Chain = ["a weak reference, or a label that the linker script provides, has a definition in one of the links only"],
            Passes = MorePasses.Help,
            Incident = Incident.Of("F2"),
        };
    }

    /// <summary>The verdict about bases of small data.</summary>
    public static Verdict LinkerMade(string names, string what) => new(IncidentClass.Definition, Confidence.Likely, Rule.Definitions, $"{names}, made by the linker, is {what}")
    {
        Passes = MorePasses.Help,
        Incident = Incident.Of("F1"),
    };

    static Verdict OutOfRange(IReadOnlyList<LoneSymbol> symbols, Comparison comparison, SymbolDiff diff)
    {
        LoneSymbol worst = symbols.MinBy(symbol => symbol.Address);
        SymbolSnapshot side = worst.IsAdded ? comparison.After : comparison.Before;
        (ulong low, ulong high, _) = !side.Wide ? (0, uint.MaxValue, 0) : AddressWindow.Of(diff.Before, diff.After)!.Value;
        return RangeRules.Verdict(worst.Text, worst.Address, symbols.Count - 1, low, high, side, Confidence.Likely);
    }

    static Verdict TooLong(IReadOnlyList<LoneSymbol> symbols)
    {
        int shortest = symbols.Min(symbol => Encoding.UTF8.GetByteCount(symbol.Text));
        int limit = shortest >= 512 ? 512 : 128;
        return new(
            IncidentClass.Range, limit == 512 ? Confidence.Likely : Confidence.Possible, Rule.LongNames,
            $"what is missing has long names: {Wording.List([.. symbols.Select(symbol => $"{symbol.Text[..Math.Min(40, symbol.Text.Length)]}... ({Encoding.UTF8.GetByteCount(symbol.Text)} bytes)")])}; "
            + $"with KSYM_NAME_LEN {limit} the kernel's tool leaves them out and does not fail")
        {
            Passes = MorePasses.DoNotHelp,
            Incident = Incident.Like(Texts(symbols), "J6", "J5"),
        };
    }

    static Verdict Unexplained(NameCauses causes, Verdict[] verdicts, Comparison comparison, SymbolDiff diff)
    {
        IReadOnlyList<LoneSymbol> rest = causes.Unexplained;
        bool bothWays = rest.Any(symbol => symbol.IsAdded) && !rest.All(symbol => symbol.IsAdded);
        bool few = rest.Count < ManySymbols || rest.Count * OtherKernel <= diff.Before.Count + diff.After.Count;
        // Links of the same inputs do not exchange functions, and move symbols in steps that have a cause.
        bool edited = bothWays && comparison.IsComplete && comparison.Steps.All.Count >= ManySteps && comparison.Steps.AreStrange;
        if (!few || edited)
            return OtherKernels(rest, diff);
        List<Candidate> others = [.. verdicts.Select(verdict => new Candidate(verdict.Class, verdict.Summary))];
        others.Add(new(IncidentClass.Artifacts, "links of the same inputs have the same functions and variables: was something compiled, or the map kept, between them?"));
        if (!bothWays)
            others.Add(new(IncidentClass.OtherLink, "one link may drop what the other keeps (strip, --gc-sections, --discard-*)"));
        return new(
            IncidentClass.Unknown, Confidence.Possible, null,
            $"{Wording.Count(rest.Count, "symbol")} {(rest.Count == 1 ? "is" : "are")} in one list only, and no rule explains that: {Wording.List(rest)} ({Wording.Direction(rest)})")
        {
            Symbols = [.. rest.Select(symbol => symbol.Text)],
            Others = others,
        };
    }

    static Verdict OtherKernels(IReadOnlyList<LoneSymbol> rest, SymbolDiff diff) => new(
        IncidentClass.Unknown, Confidence.Possible, null,
        $"{rest.Count} symbols are in one list only ({Wording.Direction(rest)}), of {diff.Before.Count} and {diff.After.Count}: these are lists of different kernels, and not two passes of one build, as far as can be seen")
    {
        Symbols = [.. rest.Select(symbol => symbol.Text)],
        Others = [new(IncidentClass.Artifacts, "one of the lists is of another kernel, another configuration or another time: kallsyms diff tells what changed between two kernels")],
    };
}
