using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Diagnosis;

/// <summary>Two passes side by side, reduced to what both have; the input of the rules.</summary>
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

    /// <summary>The difference between the lists that a build compares, without helper symbols that the release omits.</summary>
    public SymbolDiff Filtered { get; }

    /// <summary>The difference between all that nm prints; null if one side lacks that.</summary>
    public SymbolDiff? All => _all.Value;

    /// <summary>Whether nothing differs, neither in what a build compares nor in what it omits.</summary>
    public bool IsSame => Filtered.IsEmpty && All is null or { IsEmpty: true };

    /// <summary>The changes of distance in <see cref="Filtered"/>.</summary>
    public MoveSteps Steps => _steps.Value;

    /// <summary>The change of order in <see cref="Filtered"/>; null if there is none, or if names or letters differ too.</summary>
    public OrderChange? Order => _order.Value;

    public TextRanges RangesBefore { get; }

    public TextRanges RangesAfter { get; }

    /// <summary>Whether both lists are complete.</summary>
    public bool IsComplete { get; }

    /// <summary>Whether the table has only the kernel's text ranges; null if unknown.</summary>
    public bool? TextOnly => _textOnly.Value;

    /// <summary>The release whose rules apply; null if unknown.</summary>
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
        // The same symbols under a filter that is not the release's: only the filter differs.
        return !released.IsEmpty && filtered.IsEmpty ? new(before, after, filtered, () => released)
            : new(before, after, released, () => null);
    }

    // A table's form and an image's banner may indicate different releases: the rules that leave less to explain are those it was made by.
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

    /// <summary>Limits the confidence of a verdict by signature: an excerpt may omit contrary evidence.</summary>
    public Confidence AtMost(Confidence confidence) => IsComplete || confidence < Confidence.Likely ? confidence : Confidence.Likely;

    static SymbolList MapOf(SymbolSnapshot side, SymbolRules rules) =>
        side.Map ?? (side.Kind == ListKind.All ? SymbolSelection.Map(side.Symbols, rules) : side.Symbols);

    // For a map beside an unfiltered list: it was made by the release whose filter leaves the same number of symbols.
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
