using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>
/// Names the symbol that does not belong with the others. A table's base is its lowest symbol, so that one stray low address makes
/// all the others "out of range"; what is reported is the smaller side of the widest gap.
/// </summary>
static class AddressOutlier
{
    public static KallsymsException Error(TableSpec spec, TableSymbols symbols)
    {
        SymbolList list = symbols.List;
        int[] kept = [.. Enumerable.Range(0, list.Count).Where(i => !symbols.IsPercpu(list.Addresses[i]))];
        if (kept.Length == 0)
            kept = [.. Enumerable.Range(0, list.Count)];
        int split = 0;
        ulong widest = 0;
        for (int i = 1; i < kept.Length; i++)
        {
            ulong gap = list.Addresses[kept[i]] - list.Addresses[kept[i - 1]];
            if (gap > widest)
                (widest, split) = (gap, i);
        }
        bool low = split <= kept.Length - split;
        int outlier = kept.Length == 1 ? kept[0] : low ? kept[split - 1] : kept[split];
        int count = low ? split : kept.Length - split;
        int[] others = kept.Length == 1 ? kept : low ? kept[split..] : kept[..split];

        ulong first = list.Addresses[others[0]];
        ulong last = list.Addresses[others[^1]];
        (ulong from, ulong to) = spec.Encoding switch
        {
            AddressEncoding.Direct => (0UL, uint.MaxValue),
            AddressEncoding.BaseRelative => (last < uint.MaxValue ? 0 : last - uint.MaxValue, AddSaturating(first, uint.MaxValue)),
            _ => (last < int.MaxValue ? 0 : last - int.MaxValue, AddSaturating(first, int.MaxValue)),
        };
        string more = count > 1 ? $" (and {count - 1} more beside it)" : "";
        string digits = spec.Format.Is64 ? "x16" : "x8";
        return new(
            ErrorKind.Negative,
            $"symbol {list.NameText(outlier)} at 0x{list.Addresses[outlier].ToString(digits)}{more} is out of range: "
            + $"with the other {others.Length} symbols at 0x{first.ToString(digits)}..0x{last.ToString(digits)}, "
            + $"{Name(spec.Encoding)} addresses reach 0x{from.ToString(digits)}..0x{to.ToString(digits)}");
    }

    static string Name(AddressEncoding encoding) => encoding switch
    {
        AddressEncoding.BaseRelative => "base-relative",
        AddressEncoding.PercpuAbsolute => "percpu-absolute",
        AddressEncoding.PlaceRelative => "place-relative",
        AddressEncoding.Direct => "direct 32-bit",
        _ => "absolute",
    };

    static ulong AddSaturating(ulong address, ulong distance) => address > ulong.MaxValue - distance ? ulong.MaxValue : address + distance;
}
