using System.Text;
using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.Differences;

/// <summary>
/// Pairs the symbols of two kernels by name, ignoring numbers and hashes in it. If several remain, those of equal type and size are
/// paired, then the rest in order. Names left over get a second chance without the compiler's words: for example, f.isra.0 is paired
/// with f.constprop.0.
/// </summary>
static class StemPairs
{
    public static (List<(int Old, int New)> Pairs, int[] Removed, int[] Added) Of(KernelSymbols old, KernelSymbols @new)
    {
        var pairs = new List<(int, int)>(Math.Min(old.Count, @new.Count));
        int[] left = Enumerable.Range(0, old.Count).ToArray();
        int[] right = Enumerable.Range(0, @new.Count).ToArray();
        foreach (Func<string, string> stem in (Func<string, string>[])[NameStem.WithoutNumbers, NameStem.OfPiece])
        {
            NameGroups groups = NameGroups.Group(Stems(old, left, stem), .., Stems(@new, right, stem), ..);
            int before = pairs.Count;
            foreach (int group in InOrder(groups))
                Pair(old, Members(left, groups.Left(group)), @new, Members(right, groups.Right(group)), pairs);
            left = Without(left, old.Count, pairs.Skip(before).Select(pair => pair.Item1));
            right = Without(right, @new.Count, pairs.Skip(before).Select(pair => pair.Item2));
        }
        return (pairs, left, right);
    }

    // The stems as a list of names in one buffer; those of a module are kept separate.
    static SymbolList Stems(KernelSymbols symbols, int[] members, Func<string, string> stem)
    {
        var names = new MemoryStream();
        var offsets = new int[members.Length];
        var lengths = new int[members.Length];
        for (int i = 0; i < members.Length; i++)
        {
            KernelSymbol symbol = symbols[members[i]];
            offsets[i] = (int)names.Length;
            if (symbol.Module is { } module)
                names.Write(Encoding.UTF8.GetBytes(module + "\0"));
            names.Write(Encoding.UTF8.GetBytes(stem(symbol.Name)));
            lengths[i] = (int)names.Length - offsets[i];
        }
        return new(names.GetBuffer(), new ulong[members.Length], new byte[members.Length], offsets, lengths, new int[members.Length]);
    }

    // The groups that both have, ordered by their first symbol in the old kernel.
    static int[] InOrder(NameGroups groups)
    {
        int[] shared = Enumerable.Range(0, groups.Count)
            .Where(group => groups.Left(group).Length > 0 && groups.Right(group).Length > 0).ToArray();
        Array.Sort(Array.ConvertAll(shared, group => groups.Left(group)[0]), shared);
        return shared;
    }

    static ReadOnlySpan<int> Members(int[] all, ReadOnlySpan<int> places)
    {
        var members = new int[places.Length];
        for (int i = 0; i < members.Length; i++)
            members[i] = all[places[i]];
        return members;
    }

    static int[] Without(int[] members, int count, IEnumerable<int> paired)
    {
        var isPaired = new bool[count];
        foreach (int i in paired)
            isPaired[i] = true;
        return Array.FindAll(members, i => !isPaired[i]);
    }

    static void Pair(KernelSymbols old, ReadOnlySpan<int> left, KernelSymbols @new, ReadOnlySpan<int> right, List<(int, int)> pairs)
    {
        if (left.Length == 1 && right.Length == 1)
        {
            pairs.Add((left[0], right[0]));
            return;
        }
        List<int> mine = [.. left];
        List<int> others = [.. right];
        PairAlike(old, mine, @new, others, pairs);
        pairs.AddRange(mine.Zip(others));
    }

    // Removes equal symbols from both groups.
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
