namespace Kallsyms.Diagnosis;

/// <summary>Rule 16: an address that the table's offsets cannot reach.</summary>
static class RangeRules
{
    /// <summary>The symbol because of which a list does not fit; null when it fits.</summary>
    public static Verdict? Try(SymbolSnapshot side) => AddressWindow.Find(side.Symbols) is { } outlier
        ? Verdict(outlier.Name, outlier.Address, outlier.Beside, outlier.Low, outlier.High, side, Confidence.Likely)
        : null;

    /// <summary>The same where one of two lists fits and the other does not.</summary>
    public static Verdict? Try(Comparison comparison)
    {
        Outlier? before = AddressWindow.Find(comparison.Filtered.Before);
        Outlier? after = AddressWindow.Find(comparison.Filtered.After);
        if (before is null == (after is null))
            return null;
        (Outlier outlier, SymbolSnapshot side) = before is not null ? (before, comparison.Before) : (after!, comparison.After);
        return Verdict(outlier.Name, outlier.Address, outlier.Beside, outlier.Low, outlier.High, side, comparison.AtMost(Confidence.Likely));
    }

    public static Verdict Verdict(string name, ulong address, int beside, ulong low, ulong high, SymbolSnapshot side, Confidence confidence)
    {
        SectionPlace section = side.Sections.FirstOrDefault(place => place.Covers(address));
        string where = section.Name is null ? "" : $" in {section.Name}";
        string more = beside > 0 ? $" (and {beside} more beside it)" : "";
        return new(
            IncidentClass.Range, confidence, Rule.OutOfReach,
            $"{name} at 0x{side.Hex(address)}{where}{more} is out of range of the other symbols: 32-bit offsets reach 0x{side.Hex(low)}..0x{side.Hex(high)} at most. "
            + "The kernel's tool counts from the lowest symbol, and blames the first it cannot reach from there")
        {
            Symbols = [name],
            Passes = MorePasses.DoNotHelp,
            // One symbol near zero; a value that the machine cannot have; or regions far apart.
            Incident = Incident.Of(!side.Wide ? "J3" : address <= uint.MaxValue ? "J1" : "J2"),
        };
    }
}
