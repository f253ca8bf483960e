namespace Kallsyms.Lookup;

/// <summary>Suggests names for one that was not found.</summary>
public static class NameSuggestions
{
    const int MaxCount = 5;

    const int MaxEdits = 2;

    // Longer words are not names.
    const int MaxName = 512;

    /// <summary>
    /// Finds up to five names similar to an unknown one: with a compiler's suffix (<c>name.isra.0</c>), with other underscores,
    /// containing it, or with one or two letters changed.
    /// </summary>
    public static IReadOnlyList<string> Find(KernelSymbols symbols, string name)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is < 3 or > MaxName || symbols.Find(name) is not null)
            return [];
        string bare = Bare(name);
        var near = new List<(int Distance, string Name)>();
        foreach (KernelSymbol symbol in symbols)
        {
            ReadOnlySpan<byte> bytes = symbol.Utf8Name;
            if (bytes.Length < bare.Length - 2 || symbol.IsMapping)
                continue;
            string known = symbol.Name;
            if (Distance(bare, name, known) is int distance)
                near.Add((distance, known));
        }
        return [.. near.OrderBy(each => each.Distance).ThenBy(each => each.Name.Length).ThenBy(each => each.Name, StringComparer.Ordinal)
            .Select(each => each.Name).Distinct().Take(MaxCount)];
    }

    static int? Distance(string bare, string name, string known)
    {
        if (Bare(known) == bare)
            return 0;
        if (Math.Abs(known.Length - name.Length) <= MaxEdits && EditDistance.Between(name, known, MaxEdits) is <= MaxEdits and int edits)
            return edits;
        return known.Contains(name, StringComparison.OrdinalIgnoreCase) ? MaxEdits + 1 : null;
    }

    // The name without underscores around it and without compiler suffixes.
    static string Bare(string name)
    {
        int dot = name.IndexOf('.', 1);
        return (dot > 0 ? name[..dot] : name).Trim('_');
    }
}
