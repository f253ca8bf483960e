using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>
/// Rule 6 for lists that have all symbols: those that are in both, but in the table of one pass only, because they stand within the
/// table's address ranges in that pass.
/// </summary>
static class BoundaryRules
{
    // No padding is larger than a huge page: what moved farther did so for another reason.
    const ulong Reach = 1UL << 22;

    public static Verdict? Try(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        // A table of all symbols has no ranges to be at the edge of.
        if (diff.Moved.Length == 0 || comparison.TextOnly == false)
            return null;
        if (!comparison.RangesBefore.Any && !comparison.RangesAfter.Any)
            return comparison.IsComplete ? null : TryNotes(comparison, diff);
        if (!comparison.RangesBefore.Any || !comparison.RangesAfter.Any)
            return null;
        if (comparison.Release?.Rules.DropsStrangersAtEnds == false)
            return Try(comparison, endsCount: true, Confidence.Proven);
        // Of a list without a banner it is not known how old it is.
        bool maybeOld = comparison.Release is null && diff.Reordered.Length == 0;
        return Try(comparison, endsCount: false, Confidence.Proven)
            ?? (maybeOld ? Try(comparison, endsCount: true, Confidence.Possible) : null);
    }

    static Verdict? Try(Comparison comparison, bool endsCount, Confidence most)
    {
        SymbolDiff diff = comparison.Filtered;
        var toggled = new List<int>();
        for (int i = 0; i < diff.Before.Count; i++)
        {
            int j = diff.Later(i);
            if (j >= 0 && diff.Before.Addresses[i] != diff.After.Addresses[j]
                && IsMember(comparison.RangesBefore, diff.Before, i, endsCount) != IsMember(comparison.RangesAfter, diff.After, j, endsCount))
            {
                toggled.Add(i);
            }
        }
        if (toggled.Count == 0 || comparison.Steps.AreStrange)
            return null;

        int first = toggled[0];
        bool wasMember = IsMember(comparison.RangesBefore, diff.Before, first, endsCount);
        (TextRanges ranges, ulong address, SymbolSnapshot side) = wasMember
            ? (comparison.RangesBefore, diff.Before.Addresses[first], comparison.Before)
            : (comparison.RangesAfter, diff.After.Addresses[diff.Later(first)], comparison.After);
        (TextRanges otherRanges, ulong otherAddress) = wasMember
            ? (comparison.RangesAfter, diff.After.Addresses[diff.Later(first)])
            : (comparison.RangesBefore, diff.Before.Addresses[first]);
        string? exact = ranges.LabelAt(address);
        string label = exact ?? ranges.Nearest(address)?.Label ?? "a range label";
        string name = diff.Before.NameText(first);
        bool isFar = otherRanges.Nearest(otherAddress) is var (_, away) && MoveSteps.Magnitude(away) > Reach
            || ranges.Nearest(address) is var (_, within) && exact is null && MoveSteps.Magnitude(within) > Reach;
        if (isFar)
            return null;
        string distance = otherRanges.Nearest(otherAddress) is var (near, far) ? $"; in the other list it is 0x{MoveSteps.Magnitude(far):x} bytes {(far < 0 ? "before" : "behind")} {near}" : "";
        Confidence confidence = comparison.TextOnly == true && exact is not null ? Confidence.Proven
            : exact is not null ? Confidence.Likely : Confidence.Possible;
        return Verdict(
            Wording.Names(diff.Before, toggled), label, (Confidence)Math.Min((int)comparison.AtMost(comparison.Steps.AtMost(confidence)), (int)most),
            $"{name} is at 0x{side.Hex(address)} in the {(wasMember ? "earlier" : "later")} list, {(exact is null ? "inside the range of" : "exactly at")} {label}{distance}");
    }

    // An excerpt that shows what incident E2 showed, and not where _sinittext is: right behind __end_rodata, on powerpc.
    static Verdict? TryNotes(Comparison comparison, SymbolDiff diff)
    {
        if (diff.Before.AddressOf("__stop_notes"u8) is not { } stop || diff.After.AddressOf("__stop_notes"u8) is not { } laterStop
            || diff.Before.AddressOf("__end_rodata"u8) is not { } end || diff.After.AddressOf("__end_rodata"u8) is not { } laterEnd
            || stop == end == (laterStop == laterEnd))
        {
            return null;
        }
        (ulong meeting, SymbolSnapshot side) = stop == end ? (end, comparison.Before) : (laterEnd, comparison.After);
        return Verdict(
            ["__stop_notes"], "_sinittext", Confidence.Possible,
            $"__stop_notes and __end_rodata meet at 0x{side.Hex(meeting)} in one pass; where _sinittext stands right behind, as on powerpc, __stop_notes is in its range there") with
        {
            Incident = Incident.Of("E2"),
            Others = [new(IncidentClass.Padding, "or padding before __end_rodata came or went, and no more than that")],
        };
    }

    /// <summary>The verdict for members that come and go.</summary>
    public static Verdict Verdict(IReadOnlyList<string> symbols, string label, Confidence confidence, string where)
    {
        // At a range's start nothing stops the game: with the member the table is larger, and pushes it out; without, it comes back.
        bool atStart = label.StartsWith("_s", StringComparison.Ordinal);
        return new(
            IncidentClass.Boundary, confidence, Rule.Edge,
            $"{Wording.List(symbols)} {(symbols.Count == 1 ? "is" : "are")} in the table of one pass only, depending on whether {(symbols.Count == 1 ? "it reaches" : "they reach")} {label}")
        {
            Symbols = symbols,
            Chain =
            [
                where,
                "the table covers [_stext, _etext] and [_sinittext, _einittext] only, so there the symbol is an entry and elsewhere not",
                "one entry more or less changes the table's size, which moves what lies behind the table",
            ],
            Passes = atStart ? MorePasses.DoNotHelp : MorePasses.Help,
            Incident = Incident.Of(atStart ? "E3" : "E1"),
        };
    }

    static bool IsMember(TextRanges ranges, SymbolList list, int index, bool endsCount) =>
        ranges.Contains(list.Addresses[index], list.Name(index)) || endsCount && ranges.LabelAt(list.Addresses[index]) is not null;
}
