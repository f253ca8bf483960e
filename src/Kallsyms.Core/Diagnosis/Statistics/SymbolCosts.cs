using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Diagnosis.Statistics;

/// <summary>
/// The bytes that each symbol takes in a table: its codes and their length, its address, and its place in the index by name.
/// </summary>
sealed class SymbolCosts
{
    readonly CompressedNames _names;
    readonly TableSpec _spec;
    readonly int _entry;

    public SymbolCosts(SymbolList symbols, CompressedNames names, TableSpec spec, int entry)
    {
        (Symbols, _names, _spec, _entry) = (symbols, names, spec, entry);
        ByName = NameIndex.Order(symbols, LtoSuffix.None);
    }

    public SymbolList Symbols { get; }

    public int Count => Symbols.Count;

    /// <summary>Symbol numbers sorted by name as bytes, then in table order.</summary>
    public int[] ByName { get; }

    /// <summary>The total size of a symbol in bytes.</summary>
    public int this[int symbol] => _entry + NameBytes(symbol);

    /// <summary>Returns its size in the names sub-table in bytes.</summary>
    public int NameBytes(int symbol) => Codes(symbol) + (_spec.TableFormat.TwoByteLengths && Codes(symbol) > 0x7f ? 2 : 1);

    /// <summary>Returns its number of codes.</summary>
    public int Codes(int symbol) => _names.Offsets[symbol + 1] - _names.Offsets[symbol];

    /// <summary>Groups symbols by name, as ranges of <see cref="ByName"/>.</summary>
    /// <param name="numbered">Whether names that differ only in a trailing number (__func__.1, __func__.2) count as one.</param>
    public IEnumerable<Range> SameName(bool numbered = false)
    {
        for (int start = 0; start < Count;)
        {
            int end = start + 1;
            while (end < Count && Key(end, numbered).SequenceEqual(Key(start, numbered)))
                end++;
            yield return start..end;
            start = end;
        }
    }

    /// <summary>Returns a name without the number that a compiler added after its last dot.</summary>
    public static ReadOnlySpan<byte> WithoutNumber(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> rest = name.TrimEnd("0123456789"u8);
        return rest.Length < name.Length && rest.Length > 1 && rest[^1] == '.' ? rest[..^1] : name;
    }

    ReadOnlySpan<byte> Key(int place, bool numbered)
    {
        ReadOnlySpan<byte> name = Symbols.Name(ByName[place]);
        return numbered ? WithoutNumber(name) : name;
    }
}
