namespace Kallsyms.Lookup;

/// <summary>A symbol that two kernels do not have alike.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OldType">Its type letter in the first; null: it is not there.</param>
/// <param name="OldSize">Its size in the first, in bytes.</param>
/// <param name="NewType">Its type letter in the second; null: it is not there.</param>
/// <param name="NewSize">Its size in the second.</param>
public sealed record SymbolDifference(string Name, char? OldType, ulong OldSize, char? NewType, ulong NewSize)
{
    /// <summary>added, removed, grown, shrunk or retyped.</summary>
    public string Kind => OldType is null ? "added"
        : NewType is null ? "removed"
        : NewSize > OldSize ? "grown"
        : NewSize < OldSize ? "shrunk"
        : "retyped";

    /// <summary>Bytes more in the second than in the first.</summary>
    public long Growth => (long)(NewSize - OldSize);
}

/// <summary>
/// Compares the symbols of two kernels by name, type and size. Addresses are left out: one grown function moves all that follow.
/// </summary>
public static class SymbolDifferences
{
    static readonly string[] _kinds = ["added", "removed", "grown", "shrunk", "retyped"];

    /// <summary>
    /// All differences: added, removed, grown, shrunk, retyped; within these by growth, the largest first, then by name. Of several symbols
    /// of one name those of equal type and size are paired first.
    /// </summary>
    public static IReadOnlyList<SymbolDifference> Find(KernelSymbols old, KernelSymbols @new)
    {
        var differences = new List<SymbolDifference>();
        int[] left = ByName(old);
        int[] right = ByName(@new);
        int i = 0;
        int j = 0;
        while (i < left.Length || j < right.Length)
        {
            int order = i == left.Length ? 1 : j == right.Length ? -1 : old.List.Name(left[i]).SequenceCompareTo(@new.List.Name(right[j]));
            int leftEnd = order > 0 ? i : End(old, left, i);
            int rightEnd = order < 0 ? j : End(@new, right, j);
            Pair(old, left.AsSpan(i..leftEnd), @new, right.AsSpan(j..rightEnd), differences);
            (i, j) = (leftEnd, rightEnd);
        }
        return [.. differences.OrderBy(difference => Array.IndexOf(_kinds, difference.Kind)).ThenByDescending(difference => Math.Abs(difference.Growth))
            .ThenBy(difference => difference.Name, StringComparer.Ordinal)];
    }

    static void Pair(KernelSymbols old, ReadOnlySpan<int> left, KernelSymbols @new, ReadOnlySpan<int> right, List<SymbolDifference> differences)
    {
        if (left.Length == 1 && right.Length == 1 && Shape(old[left[0]]) == Shape(@new[right[0]]))
            return;
        // What both have alike cancels out; of the rest, the smallest are taken for the same.
        (List<(ulong Size, char Type)> before, List<(ulong Size, char Type)> after) = Cancel(Shapes(old, left), Shapes(@new, right));
        if (before.Count + after.Count == 0)
            return;
        string name = left.Length > 0 ? old[left[0]].Name : @new[right[0]].Name;
        for (int i = 0; i < Math.Max(before.Count, after.Count); i++)
        {
            differences.Add(new(
                name, i < before.Count ? before[i].Type : null, i < before.Count ? before[i].Size : 0,
                i < after.Count ? after[i].Type : null, i < after.Count ? after[i].Size : 0));
        }
    }

    static (ulong Size, char Type) Shape(KernelSymbol symbol) => (symbol.Size, symbol.Type);

    static (ulong Size, char Type)[] Shapes(KernelSymbols symbols, ReadOnlySpan<int> indexes)
    {
        var shapes = new (ulong, char)[indexes.Length];
        for (int i = 0; i < shapes.Length; i++)
            shapes[i] = Shape(symbols[indexes[i]]);
        Array.Sort(shapes);
        return shapes;
    }

    // What is in one of two sorted lists only.
    static (List<(ulong Size, char Type)>, List<(ulong Size, char Type)>) Cancel((ulong Size, char Type)[] before, (ulong Size, char Type)[] after)
    {
        var (onlyBefore, onlyAfter) = (new List<(ulong, char)>(), new List<(ulong, char)>());
        int i = 0;
        int j = 0;
        while (i < before.Length || j < after.Length)
        {
            int order = i == before.Length ? 1 : j == after.Length ? -1 : before[i].CompareTo(after[j]);
            if (order < 0)
                onlyBefore.Add(before[i]);
            if (order > 0)
                onlyAfter.Add(after[j]);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return (onlyBefore, onlyAfter);
    }

    static int[] ByName(KernelSymbols symbols)
    {
        var order = new int[symbols.Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => symbols.List.Name(a).SequenceCompareTo(symbols.List.Name(b)) is not 0 and int names ? names : a.CompareTo(b));
        return order;
    }

    static int End(KernelSymbols symbols, int[] order, int start)
    {
        int end = start + 1;
        while (end < order.Length && symbols.List.Name(order[end]).SequenceEqual(symbols.List.Name(order[start])))
            end++;
        return end;
    }
}
