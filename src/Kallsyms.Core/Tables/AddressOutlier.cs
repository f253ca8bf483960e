using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>
/// Names the symbol that is far from the others. A table's base is its lowest symbol, so one stray low address puts all others "out of
/// range"; the smaller side of the widest gap is reported.
/// </summary>
static class AddressOutlier
{
    public static KallsymsException Error(TableSpec spec, TableSymbols symbols)
    {
        // For these encodings the window is known: the first symbol beyond it is the stray one.
        SymbolList list = symbols.List;
        for (int i = 0; i < list.Count; i++)
        {
            ulong address = list.Addresses[i];
            if (address > spec.Format.WordMask)
                return Beyond(list, i, spec.Format.WordMask, "this machine's");
            if (spec.Encoding == AddressEncoding.Direct && address > uint.MaxValue)
                return Beyond(list, i, uint.MaxValue, "direct 32-bit",
                    "; 64-bit kernels store place-relative ones (gen --pc-relative, link --encoding place-relative)");
            if (spec.Encoding == AddressEncoding.PercpuAbsolute && symbols.IsPercpu(address) && address > int.MaxValue)
                return Beyond(list, i, int.MaxValue, "per-cpu");
        }
        return Apart(spec, symbols);
    }

    static KallsymsException Beyond(SymbolList list, int index, ulong reach, string kind, string advice = "") => new(
        ErrorKind.Negative,
        $"symbol {list.NameText(index)} at 0x{list.Addresses[index]:x} is out of range: {kind} addresses reach 0x0..0x{reach:x}{advice}");

    static KallsymsException Apart(TableSpec spec, TableSymbols symbols)
    {
        SymbolList list = symbols.List;
        List<(ulong Address, string Name)> places = [.. Enumerable.Range(0, list.Count)
            .Where(i => spec.Encoding != AddressEncoding.PercpuAbsolute || !symbols.IsPercpu(list.Addresses[i]))
            .Select(i => (list.Addresses[i], list.NameText(i)))];
        // Addresses may be counted from a symbol that is not in the table: the base up to 5.5, and _text.
        (ulong, string)? origin = spec.Encoding == AddressEncoding.PlaceRelative ? (symbols.Text is ulong text ? (text, "_text") : null)
            : spec.TableFormat.Base == BaseRule.LowestRead ? symbols.LowestRead : null;
        if (origin is { } counted && !places.Contains(counted))
            places.Add(counted);
        places.Sort((left, right) => left.Address.CompareTo(right.Address));
        int split = 1;
        for (int i = 2; i < places.Count; i++)
        {
            if (places[i].Address - places[i - 1].Address > places[split].Address - places[split - 1].Address)
                split = i;
        }
        bool low = split <= places.Count - split;
        (ulong address, string name) = low ? places[split - 1] : places[split];
        int count = low ? split : places.Count - split;
        List<(ulong Address, string Name)> others = low ? places[split..] : places[..split];

        ulong first = others[0].Address;
        ulong last = others[^1].Address;
        ulong reach = spec.Encoding == AddressEncoding.BaseRelative ? uint.MaxValue : int.MaxValue;
        ulong from = last < reach ? 0 : last - reach;
        ulong to = first > ulong.MaxValue - reach ? ulong.MaxValue : first + reach;
        string more = count > 1 ? $" (and {count - 1} more beside it)" : "";
        return new(
            ErrorKind.Negative,
            $"symbol {name} at 0x{Hex(spec, address)}{more} is out of range: with the other {others.Count} symbols at "
            + $"0x{Hex(spec, first)}..0x{Hex(spec, last)}, {spec.Encoding.Text()} addresses reach 0x{Hex(spec, from)}..0x{Hex(spec, to)}");
    }

    static string Hex(TableSpec spec, ulong address) => address.ToString(spec.Format.Is64 ? "x16" : "x8");
}
