using System.Runtime.InteropServices;
using System.Text;
using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>Finds symbols that were added or removed, with what is known about each.</summary>
static class LoneSymbols
{
    /// <summary>Returns the symbols that only one list has, removed ones first.</summary>
    public static LoneSymbol[] Find(Comparison comparison, SymbolDiff diff)
    {
        LoneSymbol[] lone =
        [
            .. diff.Removed.Select(i => Make(diff.Before, i, isAdded: false)),
            .. diff.Added.Select(i => Make(diff.After, i, isAdded: true)),
        ];
        bool[] renamed = Renamed(lone);
        HashSet<string> undefinedBefore = Undefined(comparison.Before.Symbols, lone);
        HashSet<string> undefinedAfter = Undefined(comparison.After.Symbols, lone);
        (ulong Low, ulong High, ulong Percpu)? window = AddressWindow.Find(diff.Before, diff.After);
        bool ranged = OnlyText(comparison.RangesBefore, diff.Before) && OnlyText(comparison.RangesAfter, diff.After);
        for (int i = 0; i < lone.Length; i++)
        {
            LoneSymbol symbol = lone[i];
            TextRanges ranges = symbol.IsAdded ? comparison.RangesAfter : comparison.RangesBefore;
            bool wide = (symbol.IsAdded ? comparison.After : comparison.Before).Wide;
            lone[i] = symbol with
            {
                RangeLabel = ranged && !TextRanges.IsLabel(Encoding.UTF8.GetBytes(symbol.Text)) ? ranges.LabelAt(symbol.Address) : null,
                IsRenamed = renamed[i],
                IsUndefinedElsewhere = (symbol.IsAdded ? undefinedBefore : undefinedAfter).Contains(symbol.Text),
                IsOutOfReach = !wide && symbol.Address > uint.MaxValue || AddressWindow.IsBeyond(window, symbol),
            };
        }
        return lone;
    }

    static LoneSymbol Make(SymbolList list, int index, bool isAdded) => new(
        list.NameText(index), list.Addresses[index], list.Types[index], isAdded)
    {
        Kind = NameKinds.Of(list.Name(index), list.Types[index]),
        Length = list.Name(index).Length,
    };

    // Undefined weak references, which no map lists.
    static HashSet<string> Undefined(SymbolList all, LoneSymbol[] lone)
    {
        if (all.Count == 0 || !all.IsUndefined(0))
            return [];
        var names = lone.Select(symbol => symbol.Text).ToHashSet();
        var undefined = new HashSet<string>();
        for (int i = 0; i < all.Count && all.IsUndefined(i); i++)
        {
            if (names.Contains(all.NameText(i)))
                undefined.Add(all.NameText(i));
        }
        return undefined;
    }

    // Removed and added names are the same apart from optimiser suffixes.
    static bool[] Renamed(LoneSymbol[] lone)
    {
        string[] stems = Array.ConvertAll(lone, symbol => NameStem.Of(symbol.Text));
        var balance = new Dictionary<string, (int Gone, int Come)>(lone.Length);
        for (int i = 0; i < lone.Length; i++)
        {
            ref (int Gone, int Come) sides = ref CollectionsMarshal.GetValueRefOrAddDefault(balance, stems[i], out _);
            sides = lone[i].IsAdded ? (sides.Gone, sides.Come + 1) : (sides.Gone + 1, sides.Come);
        }
        return Array.ConvertAll(stems, stem => balance[stem] is var (gone, come) && gone == come);
    }

    // A list that extends beyond the text ranges was not filtered by them, so a symbol at their edge is there by chance.
    static bool OnlyText(TextRanges ranges, SymbolList list)
    {
        if (!ranges.Any)
            return false;
        for (int i = 0; i < list.Count; i++)
        {
            ReadOnlySpan<byte> name = list.Name(i);
            ulong address = list.Addresses[i];
            if (!list.IsUndefined(i) && !ranges.Contains(address, name) && ranges.LabelAt(address) is null
                && !SymbolSelection.IsSectionLabel(name))
                return false;
        }
        return true;
    }
}
