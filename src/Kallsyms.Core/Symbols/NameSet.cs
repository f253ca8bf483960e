namespace Kallsyms.Symbols;

/// <summary>Selects symbols by letter and name, regardless of address.</summary>
interface ISymbolFilter
{
    /// <summary>Returns the selected symbols, in the order of <paramref name="list"/>.</summary>
    SymbolList Select(SymbolList list);
}

/// <summary>A set of symbols by letter and name, regardless of address.</summary>
sealed class NameSet : ISymbolFilter
{
    readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Collects the symbols of a list.</summary>
    public static NameSet Collect(SymbolList list)
    {
        var set = new NameSet();
        for (int i = 0; i < list.Count; i++)
            set._names.Add(Text(list, i));
        return set;
    }

    /// <summary>Returns the symbols that are in this set, in the order of <paramref name="list"/>.</summary>
    public SymbolList Select(SymbolList list) => list.Select(Chunks.Where(list.Count, i => _names.Contains(Text(list, i))));

    /// <summary>Combines letter and name, with one character per byte so that distinct names stay distinct.</summary>
    public static string Text(SymbolList list, int index) =>
        (char)list.Types[index] + System.Text.Encoding.Latin1.GetString(list.Name(index));
}
