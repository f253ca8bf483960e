using Kallsyms.Lookup;

namespace Kallsyms.Differences;

/// <summary>
/// How the symbols of two kernels differ in name, type and size. Addresses are not compared, since one grown function moves all that
/// follow it. Numbers and hashes in names are ignored too: they differ between builds of the same program.
/// </summary>
public sealed class KernelDifferences
{
    KernelDifferences(IReadOnlyList<SymbolDifference> symbols, int renumbered, int padded, IReadOnlyList<string> leftOut) =>
        (Symbols, Renumbered, Padded, LeftOut) = (symbols, renumbered, padded, leftOut);

    /// <summary>
    /// All differences, in the order added, removed, grown, shrunk, retyped; within a kind by growth, the largest first, then by name.
    /// </summary>
    public IReadOnlyList<SymbolDifference> Symbols { get; }

    /// <summary>How many symbols differ only in a number or hash in their name. These are not differences.</summary>
    public int Renumbered { get; }

    /// <summary>
    /// How many symbols are followed by a different amount of padding or other unnamed bytes of a section. These are not differences
    /// either.
    /// </summary>
    public int Padded { get; }

    /// <summary>What was not compared because only one of the kernels can list it, one sentence each.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Compares two kernels.</summary>
    public static KernelDifferences Find(KernelSymbols old, KernelSymbols @new)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        ComparedSymbols compared = ComparedSymbols.Of(old, @new);
        (List<(int Old, int New)> pairs, int[] removed, int[] added) = StemPairs.Of(compared.Old, compared.New);
        var padding = new Padding(compared.Old, compared.New, pairs);
        var sizes = new PlaceSizes(compared.Old, compared.New);
        var found = new List<SymbolDifference>();
        int renumbered = 0;
        int padded = 0;
        foreach ((int i, int j) in InOrderOfClaims(pairs, compared, sizes))
        {
            (KernelSymbol before, KernelSymbol after) = (compared.Old[i], compared.New[j]);
            renumbered += before.Utf8Name.SequenceEqual(after.Utf8Name) ? 0 : 1;
            (ulong then, ulong now) = sizes.TakePair(i, j);
            bool onlyPadding = then != now && !sizes.AreStated(i, j) && (padding.Explains(i, j) || compared.DifferByLeftOut(before, after));
            padded += onlyPadding ? 1 : 0;
            if (then != now && !onlyPadding)
                found.Add(new(after.Module, new(before.Name, before.Type, then), new(after.Name, after.Type, now)));
            // One that grew as well is listed twice: who looks for either finds it.
            if (before.Type != after.Type && !compared.IsSamePercpu(before, after))
                found.Add(new(after.Module, new(before.Name, before.Type, now), new(after.Name, after.Type, now)));
        }
        foreach (int i in removed)
            found.Add(new(compared.Old[i].Module, new(compared.Old[i].Name, compared.Old[i].Type, sizes.TakeOld(i)), null));
        foreach (int j in added)
            found.Add(new(compared.New[j].Module, null, new(compared.New[j].Name, compared.New[j].Type, sizes.TakeNew(j))));
        return new(
            [.. found.OrderBy(difference => difference.Kind).ThenByDescending(difference => Math.Abs(difference.Growth))
                .ThenBy(difference => difference.Name, StringComparer.Ordinal)],
            renumbered, padded, compared.LeftOut);
    }

    // Of several names at one address, those present in both kernels claim its bytes first, then those in only one; a marker comes last.
    static IEnumerable<(int Old, int New)> InOrderOfClaims(List<(int Old, int New)> pairs, ComparedSymbols compared, PlaceSizes sizes)
    {
        var waiting = new List<(int, int)>();
        foreach ((int i, int j) in pairs.OrderBy(pair => Padding.IsMarker(compared.Old, pair.Old)))
        {
            if (sizes.AreFree(i, j))
                yield return (i, j);
            else
                waiting.Add((i, j));
        }
        foreach ((int, int) pair in waiting)
            yield return pair;
    }
}
