using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Diagnosis.Statistics;

/// <summary>What each symbol takes in a table: its codes and their length, its address, its place in the index by name.</summary>
sealed class SymbolCosts
{
    readonly CompressedNames _names;
    readonly TableSpec _spec;
    readonly int _entry;

    public SymbolCosts(SymbolList symbols, CompressedNames names, TableSpec spec, int entry)
    {
        (Symbols, _names, _spec, _entry) = (symbols, names, spec, entry);
        ByName = NameIndex.Order(symbols, NameCut.None);
    }

    public SymbolList Symbols { get; }

    public int Count => Symbols.Count;

    /// <summary>Symbol numbers in the order of names as bytes, then of the table.</summary>
    public int[] ByName { get; }

    /// <summary>All bytes of a symbol.</summary>
    public int this[int symbol] => _entry + NameBytes(symbol);

    /// <summary>Its bytes in the names sub-table.</summary>
    public int NameBytes(int symbol) => Codes(symbol) + (_spec.Layout.TwoByteLengths && Codes(symbol) > 0x7f ? 2 : 1);

    /// <summary>Its number of codes.</summary>
    public int Codes(int symbol) => _names.Offsets[symbol + 1] - _names.Offsets[symbol];

    /// <summary>The symbols of one name after the other, as ranges of <see cref="ByName"/>.</summary>
    public IEnumerable<Range> SameName()
    {
        for (int start = 0; start < Count;)
        {
            int end = start + 1;
            while (end < Count && Symbols.Name(ByName[end]).SequenceEqual(Symbols.Name(ByName[start])))
                end++;
            yield return start..end;
            start = end;
        }
    }
}
