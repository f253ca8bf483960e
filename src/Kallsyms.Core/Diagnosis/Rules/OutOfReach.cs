using Kallsyms.Linking;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>An address that the table's offsets cannot reach.</summary>
sealed class OutOfReach : Rule, ILoneSymbolRule
{
    const string Move =
        "move the outlier, make it absolute or leave it out; place-relative tables (7.0 on) reach 2 GiB to both sides";

    static readonly Incident _nearZero = new(
        "J1", "riscv64, one symbol near zero, 2020", "https://github.com/ClangBuiltLinux/linux/issues/1144", Move);

    static readonly Incident _farApart = new(
        "J2", "ia64, regions farther apart than 2 GiB, 2026", "https://github.com/linux-ia64/linux-ia64/issues/20", Move);

    static readonly Incident _tooWide = new(
        "J3", "arm, a 33-bit value for a 32-bit target, lkl, 2016", "https://github.com/lkl/linux/issues/229", Move);

    public override int Number => 16;

    public override string Sees => "addresses that offsets do not reach";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Range];

    public override IReadOnlyList<Incident> Incidents => [_nearZero, _farApart, _tooWide];

    public bool Explains(LoneSymbol symbol) => symbol.IsOutOfReach;

    public Verdict Judge(IReadOnlyList<LoneSymbol> symbols, Comparison comparison)
    {
        LoneSymbol worst = symbols.MinBy(symbol => symbol.Address)!;
        SymbolSnapshot side = worst.IsAdded ? comparison.After : comparison.Before;
        SymbolDiff diff = comparison.Filtered;
        (ulong low, ulong high, _) = !side.Wide ? (0, uint.MaxValue, 0) : AddressWindow.Find(diff.Before, diff.After)!.Value;
        return Judge(new(worst.Text, worst.Address, symbols.Count - 1, low, high), side, Confidence.Likely);
    }

    /// <summary>Matches if one of the lists fits and the other does not.</summary>
    public override Verdict? Match(Comparison comparison)
    {
        Outlier? before = AddressWindow.Find(comparison.Filtered.Before);
        Outlier? after = AddressWindow.Find(comparison.Filtered.After);
        if (before is null == (after is null))
            return null;
        (Outlier outlier, SymbolSnapshot side) = before is not null ? (before, comparison.Before) : (after!, comparison.After);
        return Judge(outlier, side, comparison.AtMost(Confidence.Likely));
    }

    /// <summary>Matches where a build ends with its first list, since no table can be made from it; not a list that is a table's.</summary>
    public override Verdict? MatchAlone(Comparison withItself) => withItself.After.Kind != ListKind.Table
        && AddressWindow.Find(withItself.Filtered.After) is { } outlier
        ? Judge(outlier, withItself.After, withItself.AtMost(Confidence.Likely)) : null;

    public override string? Note(SymbolSnapshot side) => AddressWindow.Find(side.Symbols) is { } outlier ? Summary(outlier, side) : null;

    Verdict Judge(Outlier outlier, SymbolSnapshot side, Confidence confidence) => new(
        IncidentClass.Range, confidence, this, Summary(outlier, side))
    {
        Symbols = [outlier.Name],
        Passes = MorePasses.DoNotHelp,
        Incident = !side.Wide ? _tooWide : outlier.Address <= uint.MaxValue ? _nearZero : _farApart,
    };

    static string Summary(Outlier outlier, SymbolSnapshot side)
    {
        SectionPlace section = side.Sections.FirstOrDefault(place => place.Covers(outlier.Address));
        string where = section.Name is null ? "" : $" in {section.Name}";
        string more = outlier.Beside > 0 ? $" (and {outlier.Beside} more beside it)" : "";
        return $"{outlier.Name} at 0x{side.Hex(outlier.Address)}{where}{more} is out of range of the other symbols: "
            + $"32-bit offsets reach 0x{side.Hex(outlier.Low)}..0x{side.Hex(outlier.High)} at most. "
            + "The kernel's tool counts from the lowest symbol, and blames the first it cannot reach from there";
    }
}
