using System.Runtime.InteropServices;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Finding;

/// <summary>
/// Pointers in an image point to functions. With the right addresses many of them hit a symbol exactly, with wrong ones only by chance:
/// that proves addresses, and finds the distance that they are off by.
/// </summary>
sealed class PointerVotes
{
    const int MaxVoters = 2048;
    const int MinHits = 48;
    const int Margin = 4;

    readonly ulong[] _functions;
    readonly HashSet<ulong> _set;

    /// <summary>Takes the functions among the symbols, whose addresses may all be off by the same distance.</summary>
    public PointerVotes(SymbolList symbols)
    {
        _set = [];
        for (int i = 0; i < symbols.Count; i++)
        {
            if (symbols.Types[i] is (byte)'t' or (byte)'T' or (byte)'W')
                _set.Add(symbols.Addresses[i]);
        }
        _functions = [.. _set];
        Array.Sort(_functions);
    }

    /// <summary>Lowest and highest address of a function.</summary>
    public (ulong Low, ulong High) Range => _functions.Length == 0 ? (1, 0) : (_functions[0], _functions[^1]);

    /// <summary>What a vote came to: the distance to add, its hits, those of the next best, and the number of voters.</summary>
    public readonly record struct Result(ulong Distance, int Hits, int RunnerUp, int Voters)
    {
        /// <summary>Far beyond chance.</summary>
        public bool IsClear => Hits >= MinHits && Hits >= Margin * (RunnerUp + 1);
    }

    /// <summary>
    /// How many pointers hit as the addresses are, against the best of some distances that are certainly wrong. Short ones would not be:
    /// tables of the kernel's own tracing point a few bytes into functions.
    /// </summary>
    public Result Check(List<ulong> pointers, ulong mask)
    {
        int hits = Hits(pointers, 0, mask);
        int control = 0;
        foreach (long distance in (ReadOnlySpan<long>)[0x1000, -0x1000, 0x2000, -0x2000, 0x3000, 0x10000, -0x10000, 0x20000, -0x20000, 0x200000, -0x200000])
            control = Math.Max(control, Hits(pointers, (ulong)distance, mask));
        return new(0, hits, control, pointers.Count);
    }

    /// <summary>Finds the distance, a multiple of a page, with the most hits.</summary>
    public Result Elect(List<ulong> pointers, ulong mask)
    {
        const int page = 4096;
        var byPage = new List<ulong>[page];
        foreach (ulong function in _functions)
            (byPage[function % page] ??= []).Add(function);
        var votes = new Dictionary<ulong, int>();
        int step = Math.Max(1, pointers.Count / MaxVoters);
        for (int i = 0; i < pointers.Count; i += step)
        {
            foreach (ulong function in byPage[pointers[i] % page] ?? [])
                CollectionsMarshal.GetValueRefOrAddDefault(votes, pointers[i] - function & mask, out _)++;
        }
        ulong[] best = [.. votes.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Take(4).Select(entry => entry.Key)];
        (ulong Distance, int Hits)[] counts = [.. best.Select(distance => (distance, Hits(pointers, distance, mask))).OrderByDescending(entry => entry.Item2)];
        return counts switch
        {
            [] => default,
            [var only] => new(only.Distance, only.Hits, 0, pointers.Count),
            [var first, var second, ..] => new(first.Distance, first.Hits, second.Hits, pointers.Count),
        };
    }

    int Hits(List<ulong> pointers, ulong distance, ulong mask)
    {
        int hits = 0;
        foreach (ulong pointer in pointers)
        {
            if (_set.Contains(pointer - distance & mask))
                hits++;
        }
        return hits;
    }
}
