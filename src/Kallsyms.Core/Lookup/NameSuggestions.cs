namespace Kallsyms.Lookup;

/// <summary>Names that somebody may have meant.</summary>
public static class NameSuggestions
{
    const int MaxCount = 5;

    // Longer words are no names.
    const int MaxName = 512;

    /// <summary>
    /// Up to five names near an unknown one: with what compilers add (<c>name.isra.0</c>), with other underscores, with it as a part, or
    /// with one
    /// or two letters changed.
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
        if (Math.Abs(known.Length - name.Length) <= 2 && Edits(name, known) is <= 2 and int edits)
            return edits;
        return known.Contains(name, StringComparison.OrdinalIgnoreCase) ? 3 : null;
    }

    // Without underscores around it, and without what compilers add.
    static string Bare(string name)
    {
        int dot = name.IndexOf('.', 1);
        return (dot > 0 ? name[..dot] : name).Trim('_');
    }

    // Letters to change, add or leave out (Levenshtein).
    static int Edits(string a, string b)
    {
        Span<int> row = stackalloc int[b.Length + 1];
        for (int j = 0; j < row.Length; j++)
            row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int corner = row[0];
            row[0] = i;
            int least = i;
            for (int j = 1; j < row.Length; j++)
            {
                int changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
                least = Math.Min(least, row[j]);
            }
            if (least > 2)
                return least;
        }
        return row[b.Length];
    }
}
