namespace Kallsyms.Symbols;

/// <summary>Decides about symbols by their letter and name, wherever they lie.</summary>
interface ISymbolFilter
{
    /// <summary>Those that stay, in the order of <paramref name="list"/>.</summary>
    SymbolList Select(SymbolList list);
}

/// <summary>Symbols by letter and name, wherever they lie.</summary>
sealed class NameSet : ISymbolFilter
{
    readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Those of a list.</summary>
    public static NameSet Collect(SymbolList list)
    {
        var set = new NameSet();
        for (int i = 0; i < list.Count; i++)
            set._names.Add(Text(list, i));
        return set;
    }

    /// <summary>The symbols that are among these, in the order of <paramref name="list"/>.</summary>
    public SymbolList Select(SymbolList list) => list.Select(Chunks.Where(list.Count, i => _names.Contains(Text(list, i))));

    /// <summary>Letter and name; one character per byte, so that no two names become the same.</summary>
    public static string Text(SymbolList list, int index) =>
        (char)list.Types[index] + System.Text.Encoding.Latin1.GetString(list.Name(index));
}
