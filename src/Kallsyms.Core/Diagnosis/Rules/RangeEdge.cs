using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>
/// Symbols at the edge of the address ranges that a table covers: they are in one list only, or in both lists but in the table of one
/// pass only because they lie within the ranges in that pass.
/// </summary>
sealed class RangeEdge : Rule, ILoneSymbolRule
{
    // No padding is larger than a huge page: what moved farther did so for another reason.
    const ulong Reach = 1UL << 22;

    static readonly Incident _atEnd = new(
        "E1", "SH, init_task at _etext, 2.6.10, 2004", "7184.1104551959@ocs3.ocs.com.au",
        "do not count what stands at _etext or _einittext (2.6.11 on); CONFIG_KALLSYMS_ALL=y avoids the question");

    static readonly Incident _atStart = new(
        "E3", "powerpc allnoconfig, \"oscillating and never converges\", 6.1-rc3, 2022", "20221101183717.GB1328619@roeck-us.net",
        Repetition.Room);

    public override int Number => 6;

    public override string Sees => "a symbol that reaches the edge of a text range in one pass only";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Boundary];

    public override IReadOnlyList<Incident> Incidents => [_atEnd, _atStart, Repetition.Notes];

    public bool Explains(LoneSymbol symbol) => symbol.RangeLabel is not null;

    public Verdict Judge(IReadOnlyList<LoneSymbol> symbols, Comparison comparison)
    {
        LoneSymbol first = symbols.MinBy(symbol => symbol.Address)!;
        SymbolSnapshot side = first.IsAdded ? comparison.After : comparison.Before;
        string where = $"{first.Text} stands at 0x{side.Hex(first.Address)}, exactly at {first.RangeLabel}, in the list that has it";
        return Judge(Wording.Texts(symbols), first.RangeLabel!, Confidence.Likely, where);
    }

    public override Verdict? Match(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        // A table of all symbols has no ranges, hence no edges.
        if (diff.Moved.Length == 0 || comparison.TextOnly == false)
            return null;
        if (!comparison.RangesBefore.Any && !comparison.RangesAfter.Any)
            return comparison.IsComplete ? null : MatchNotes(comparison, diff);
        if (!comparison.RangesBefore.Any || !comparison.RangesAfter.Any)
            return null;
        if (comparison.Release?.Rules.DropsStrangersAtEnds == false)
            return MatchMembers(comparison, endsCount: true, Confidence.Proven);
        // The age of a list without a banner is unknown.
        bool maybeOld = comparison.Release is null && diff.Reordered.Length == 0;
        return MatchMembers(comparison, endsCount: false, Confidence.Proven)
            ?? (maybeOld ? MatchMembers(comparison, endsCount: true, Confidence.Possible) : null);
    }

    // Symbols that moved, and are members of a range in one pass.
    Verdict? MatchMembers(Comparison comparison, bool endsCount, Confidence most)
    {
        SymbolDiff diff = comparison.Filtered;
        int[] toggled = Enumerable.Range(0, diff.Before.Count).Where(i => Toggles(comparison, i, endsCount)).ToArray();
        if (toggled.Length == 0 || comparison.Steps.AreStrange)
            return null;
        int first = toggled[0];
        bool wasMember = IsMember(comparison.RangesBefore, diff.Before, first, endsCount);
        ulong before = diff.Before.Addresses[first];
        ulong after = diff.After.Addresses[diff.Later(first)];
        (TextRanges ranges, ulong address, SymbolSnapshot side) = wasMember
            ? (comparison.RangesBefore, before, comparison.Before) : (comparison.RangesAfter, after, comparison.After);
        (TextRanges otherRanges, ulong otherAddress) = wasMember ? (comparison.RangesAfter, after) : (comparison.RangesBefore, before);
        string? exact = ranges.LabelAt(address);
        if (IsFar(otherRanges, otherAddress) || exact is null && IsFar(ranges, address))
            return null;
        string label = exact ?? ranges.Nearest(address)?.Label ?? "a range label";
        string distance = otherRanges.Nearest(otherAddress) is var (near, far)
            ? $"; in the other list it is 0x{MoveSteps.Magnitude(far):x} bytes {(far < 0 ? "before" : "behind")} {near}" : "";
        Confidence confidence = exact is null ? Confidence.Possible : comparison.TextOnly == true ? Confidence.Proven : Confidence.Likely;
        return Judge(
            Wording.Names(diff.Before, toggled), label,
            (Confidence)Math.Min((int)comparison.AtMost(comparison.Steps.AtMost(confidence)), (int)most),
            $"{diff.Before.NameText(first)} is at 0x{side.Hex(address)} in the {(wasMember ? "earlier" : "later")} list, "
            + $"{(exact is null ? "inside the range of" : "exactly at")} {label}{distance}");
    }

    // An excerpt that shows what incident E2 showed, but not where _sinittext is: right after __end_rodata, on powerpc.
    Verdict? MatchNotes(Comparison comparison, SymbolDiff diff)
    {
        if (diff.Before.AddressOf("__stop_notes"u8) is not { } stop || diff.After.AddressOf("__stop_notes"u8) is not { } laterStop
            || diff.Before.AddressOf("__end_rodata"u8) is not { } end || diff.After.AddressOf("__end_rodata"u8) is not { } laterEnd
            || stop == end == (laterStop == laterEnd))
        {
            return null;
        }
        (ulong meeting, SymbolSnapshot side) = stop == end ? (end, comparison.Before) : (laterEnd, comparison.After);
        return Judge(
            ["__stop_notes"], "_sinittext", Confidence.Possible,
            $"__stop_notes and __end_rodata meet at 0x{side.Hex(meeting)} in one pass; "
            + "where _sinittext stands right behind, as on powerpc, __stop_notes is in its range there") with
        {
            Incident = Repetition.Notes,
            Others = [new(IncidentClass.Padding, "or padding before __end_rodata came or went, and no more than that")],
        };
    }

    Verdict Judge(IReadOnlyList<string> symbols, string label, Confidence confidence, string where)
    {
        // At a range's start nothing stops the oscillation: with the member the table is larger and pushes it out; without it, the
        // member comes back.
        bool atStart = TextRanges.IsStart(label);
        (string are, string reach) = symbols.Count == 1 ? ("is", "it reaches") : ("are", "they reach");
        return new(
            IncidentClass.Boundary, confidence, this,
            $"{Wording.List(symbols)} {are} in the table of one pass only, depending on whether {reach} {label}")
        {
            Symbols = symbols,
            Chain =
            [
                where,
                "the table covers [_stext, _etext] and [_sinittext, _einittext] only, so there the symbol is an entry and elsewhere not",
                "one entry more or less changes the table's size, which moves what lies behind the table",
            ],
            Passes = atStart ? MorePasses.DoNotHelp : MorePasses.Help,
            Incident = atStart ? _atStart : _atEnd,
        };
    }

    static bool IsFar(TextRanges ranges, ulong address) => ranges.Nearest(address) is var (_, away) && MoveSteps.Magnitude(away) > Reach;

    static bool Toggles(Comparison comparison, int index, bool endsCount)
    {
        SymbolDiff diff = comparison.Filtered;
        int later = diff.Later(index);
        return later >= 0 && diff.Before.Addresses[index] != diff.After.Addresses[later]
            && IsMember(comparison.RangesBefore, diff.Before, index, endsCount) !=
            IsMember(comparison.RangesAfter, diff.After, later, endsCount);
    }

    static bool IsMember(TextRanges ranges, SymbolList list, int index, bool endsCount) =>
        ranges.Contains(list.Addresses[index], list.Name(index)) || endsCount && ranges.LabelAt(list.Addresses[index]) is not null;
}
