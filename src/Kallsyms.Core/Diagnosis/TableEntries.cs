using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>Reduces two lists, at least one of them from a table, to table entries that can be compared.</summary>
static class TableEntries
{
    public static (SymbolList Before, SymbolList After) Reduce(SymbolSnapshot before, SymbolSnapshot after, SymbolRules rules)
    {
        bool percpu = before.PercpuAbsolute && before.Kind == ListKind.Table || after.PercpuAbsolute && after.Kind == ListKind.Table
            || (before.IsRunning || after.IsRunning) && PercpuSymbols.StartAtZero((before.Kind == ListKind.Table ? after : before).Symbols);
        SymbolList left = Entries(before, after, rules, percpu);
        SymbolList right = Entries(after, before, rules, percpu);
        return (Unslid(before, left, right), Unslid(after, right, left));
    }

    static SymbolList Entries(SymbolSnapshot side, SymbolSnapshot other, SymbolRules rules, bool percpu)
    {
        if (side.Kind == ListKind.Table)
            return side.Symbols;
        SymbolList input = side.Map ?? side.Symbols;
        SymbolList all = SymbolSelection.Entries(SymbolSelection.ToolInput(input, rules), rules, textOnly: false, percpu).List;
        if (other.TextOnly == false)
            return all;
        SymbolList text = SymbolSelection.Entries(SymbolSelection.ToolInput(input, rules), rules, textOnly: true, percpu).List;
        int count = other.Symbols.Count;
        return Math.Abs(text.Count - count) < Math.Abs(all.Count - count) ? text : all;
    }

    // A running kernel is moved from its link-time addresses, by the same distance for all but absolute symbols.
    static SymbolList Unslid(SymbolSnapshot side, SymbolList list, SymbolList other)
    {
        if (!side.IsRunning || list.AddressOf("_stext"u8) is not { } here || other.AddressOf("_stext"u8) is not { } there || here == there)
            return list;
        var addresses = new ulong[list.Count];
        for (int i = 0; i < addresses.Length; i++)
            addresses[i] = list.Types[i] == 'A' ? list.Addresses[i] : list.Addresses[i] - here + there;
        return list.WithAddresses(addresses);
    }
}
