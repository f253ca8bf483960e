using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.Differences;

/// <summary>
/// Which symbols of two kernels are the same. Names are, without the numbers and hashes in them; where that leaves several, those of
/// equal type and size are, and of the rest those in the same order. Names that are left over get another chance without the words of the
/// compiler: a function that was f.isra.0 and is f.constprop.0 now.
/// </summary>
static class StemPairs
{
    public static (List<(int Old, int New)> Pairs, List<int> Removed, List<int> Added) Of(KernelSymbols old, KernelSymbols @new)
    {
        var pairs = new List<(int, int)>();
        IEnumerable<int> left = Enumerable.Range(0, old.Count);
        IEnumerable<int> right = Enumerable.Range(0, @new.Count);
        foreach (Func<string, string> stem in (Func<string, string>[])[NameStem.WithoutNumbers, NameStem.OfPiece])
        {
            Dictionary<(string?, string), List<int>> before = Group(old, left, stem);
            Dictionary<(string?, string), List<int>> after = Group(@new, right, stem);
            foreach (((string?, string) key, List<int> ours) in before)
            {
                if (after.TryGetValue(key, out List<int>? theirs))
                    Pair(old, ours, @new, theirs, pairs);
            }
            left = before.Values.SelectMany(group => group).Order();
            right = after.Values.SelectMany(group => group).Order();
        }
        return (pairs, [.. left], [.. right]);
    }

    static Dictionary<(string?, string), List<int>> Group(KernelSymbols symbols, IEnumerable<int> members, Func<string, string> stem)
    {
        var groups = new Dictionary<(string?, string), List<int>>();
        foreach (int i in members)
        {
            (string?, string) key = (symbols[i].Module, stem(symbols[i].Name));
            if (!groups.TryGetValue(key, out List<int>? group))
                groups[key] = group = [];
            group.Add(i);
        }
        return groups;
    }

    // Takes those out of both groups that are the same.
    static void Pair(KernelSymbols old, List<int> left, KernelSymbols @new, List<int> right, List<(int, int)> pairs)
    {
        if (left.Count > 1 || right.Count > 1)
            PairAlike(old, left, @new, right, pairs);
        int count = Math.Min(left.Count, right.Count);
        for (int i = 0; i < count; i++)
            pairs.Add((left[i], right[i]));
        left.RemoveRange(0, count);
        right.RemoveRange(0, count);
    }

    static void PairAlike(KernelSymbols old, List<int> left, KernelSymbols @new, List<int> right, List<(int, int)> pairs)
    {
        var waiting = new Dictionary<(char, ulong), Queue<int>>();
        foreach (int j in right)
        {
            (char, ulong) shape = (@new[j].Type, @new[j].Size);
            if (!waiting.TryGetValue(shape, out Queue<int>? queue))
                waiting[shape] = queue = new();
            queue.Enqueue(j);
        }
        var paired = new HashSet<int>();
        left.RemoveAll(i =>
        {
            if (!waiting.TryGetValue((old[i].Type, old[i].Size), out Queue<int>? queue) || !queue.TryDequeue(out int j))
                return false;
            pairs.Add((i, j));
            paired.Add(j);
            return true;
        });
        right.RemoveAll(paired.Contains);
    }
}
