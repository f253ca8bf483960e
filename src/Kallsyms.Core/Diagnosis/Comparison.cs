using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Diagnosis;

/// <summary>Two passes side by side, reduced to what both can tell; what the rules look at.</summary>
sealed class Comparison
{
    readonly Lazy<SymbolDiff?> _all;
    readonly Lazy<bool?> _textOnly;
    readonly Lazy<MoveSteps> _steps;
    readonly Lazy<OrderChange?> _order;

    Comparison(SymbolSnapshot before, SymbolSnapshot after, SymbolDiff counted, Func<SymbolDiff?> all)
    {
        (Before, After, Filtered) = (before, after, counted);
        _all = new(all);
        _textOnly = new(() => before.TextOnly ?? after.TextOnly ?? DetectTextOnly(before) ?? DetectTextOnly(after));
        _steps = new(() => MoveSteps.Find(counted));
        _order = new(() => OrderChange.Find(this));
        RangesBefore = TextRanges.Find(before.Symbols);
        RangesAfter = TextRanges.Find(after.Symbols);
        IsComplete = before.IsComplete && after.IsComplete;
    }

    public SymbolSnapshot Before { get; }

    public SymbolSnapshot After { get; }

    /// <summary>What differs in the lists that a build compares: without helpers that the release leaves out.</summary>
    public SymbolDiff Filtered { get; }

    /// <summary>What differs in all that nm prints; null where one side does not have that.</summary>
    public SymbolDiff? All => _all.Value;

    /// <summary>Nothing differs, neither in what a build compares nor in what it leaves out.</summary>
    public bool IsSame => Filtered.IsEmpty && All is null or { IsEmpty: true };

    /// <summary>How distances change in <see cref="Filtered"/>.</summary>
    public MoveSteps Steps => _steps.Value;

    /// <summary>What changed places in <see cref="Filtered"/>; null: nothing, or names and letters differ too.</summary>
    public OrderChange? Order => _order.Value;

    public TextRanges RangesBefore { get; }

    public TextRanges RangesAfter { get; }

    /// <summary>Both are whole lists.</summary>
    public bool IsComplete { get; }

    /// <summary>The table has only the kernel's text ranges; null: not known.</summary>
    public bool? TextOnly => _textOnly.Value;

    /// <summary>The release whose rules hold; null: not known.</summary>
    public KernelRelease? Release => Before.Release ?? After.Release;

    public static Comparison Make(SymbolSnapshot before, SymbolSnapshot after)
    {
        SymbolRules rules = (before.Release ?? after.Release ?? KernelRelease.Newest).Rules;
        if (before.Kind == ListKind.Table || after.Kind == ListKind.Table)
        {
            return new(before, after, OfTable(before, after), () => null);
        }
        if (before.Kind == after.Kind)
        {
            var counted = SymbolDiff.Compare(MapOf(before, rules), MapOf(after, rules));
            return new(
                before, after, counted, () => before.Kind == ListKind.All ? SymbolDiff.Compare(before.Symbols, after.Symbols) : null);
        }
        SymbolRules filter = FilterOf(before, after);
        var filtered = SymbolDiff.Compare(MapOf(before, filter), MapOf(after, filter));
        if ((before.Release ?? after.Release) is null)
            return new(before, after, filtered, () => null);
        var released = SymbolDiff.Compare(MapOf(before, rules), MapOf(after, rules));
        // The same symbols by a filter that is not that of the release: only that differs.
        return !released.IsEmpty && filtered.IsEmpty ? new(before, after, filtered, () => released)
            : new(before, after, released, () => null);
    }

    // A table's form and an image's banner may tell of two releases: the rules that leave less to explain are those it was made by.
    static SymbolDiff OfTable(SymbolSnapshot before, SymbolSnapshot after)
    {
        SymbolDiff? best = null;
        IEnumerable<KernelRelease> releases = new[] { before.Release, after.Release }.OfType<KernelRelease>();
        foreach (KernelRelease release in releases.DefaultIfEmpty(KernelRelease.Newest).DistinctBy(one => one.Number))
        {
            (SymbolList left, SymbolList right) = TableEntries.Reduce(before, after, release.Rules);
            var diff = SymbolDiff.Compare(left, right);
            if (best is null || diff.Added.Length + diff.Removed.Length < best.Added.Length + best.Removed.Length)
                best = diff;
        }
        return best!;
    }

    /// <summary>The confidence that a verdict by signature may have at most: an excerpt leaves out what could speak against it.</summary>
    public Confidence AtMost(Confidence confidence) => IsComplete || confidence < Confidence.Likely ? confidence : Confidence.Likely;

    static SymbolList MapOf(SymbolSnapshot side, SymbolRules rules) =>
        side.Map ?? (side.Kind == ListKind.All ? SymbolSelection.Map(side.Symbols, rules) : side.Symbols);

    // A map beside an unfiltered list: the release whose filter leaves as many symbols made it.
    static SymbolRules FilterOf(SymbolSnapshot before, SymbolSnapshot after)
    {
        (SymbolSnapshot all, SymbolSnapshot map) = before.Kind == ListKind.All ? (before, after) : (after, before);
        return KernelRelease.All
            .Select(release => release.Rules)
            .MinBy(rules => Math.Abs(SymbolSelection.Map(all.Symbols, rules).Count - map.Symbols.Count))!;
    }

    // The table in an image is that of the pass before, whose number of symbols is nearly the same.
    static bool? DetectTextOnly(SymbolSnapshot side)
    {
        if (side.Kind == ListKind.Table || side.Table is not { IsEmpty: false } table || table.Entries(side.Wide) is not var (least, most))
            return null;
        SymbolRules rules = (side.Release ?? KernelRelease.Newest).Rules;
        bool Fits(bool textOnly)
        {
            int count = SymbolSelection.Entries(side.Map ?? side.Symbols, rules, textOnly, side.PercpuAbsolute).List.Count;
            int slack = 64 + count / 50;
            return count >= least - slack && count <= most + slack;
        }
        bool all = Fits(textOnly: false);
        bool text = Fits(textOnly: true);
        return all == text ? null : text;
    }
}
