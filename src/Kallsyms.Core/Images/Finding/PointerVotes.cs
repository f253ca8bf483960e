using System.Runtime.InteropServices;
using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Finding;

/// <summary>
/// Pointers in an image point to functions. With the right addresses many of them hit a symbol exactly, with wrong ones only by chance;
/// this proves addresses, and finds the distance by which they are off.
/// </summary>
sealed class PointerVotes
{
    const int MaxVoters = 4096;
    const ulong Scatter = 0x9e3779b9;
    const int MinHits = 48;
    const int Margin = 4;
    const ulong Page = 4096;

    // This many pointers in ascending order are a sorted table.
    const int SortedRun = 64;

    readonly ulong[] _functions;
    readonly HashSet<ulong> _set;
    readonly ulong _mask;
    readonly ulong _bits;

    // Bit 0 of a pointer to a Thumb function selects the instruction set.
    PointerVotes(TableCandidate table, bool thumb)
    {
        SymbolList symbols = table.Symbols;
        _mask = table.Spec.Format.WordMask;
        _bits = thumb ? _mask & ~1UL : _mask;
        _set = [];
        for (int i = 0; i < symbols.Count; i++)
        {
            // Functions have even addresses, in a table too.
            if (TypeLetter.IsFunction(symbols.Types[i]) && (symbols.Addresses[i] & _mask & ~_bits) == 0)
                _set.Add(symbols.Addresses[i] & _bits);
        }
        _functions = _set.ToArray();
        Array.Sort(_functions);
    }

    /// <summary>The result of a vote.</summary>
    /// <param name="Distance">The distance to add to the addresses.</param>
    /// <param name="Hits">The number of pointers that then hit a function.</param>
    /// <param name="RunnerUp">The highest number of hits with another distance.</param>
    /// <param name="Voters">The number of pointers.</param>
    public readonly record struct Result(ulong Distance, int Hits, int RunnerUp, int Voters)
    {
        /// <summary>Whether bit 0 of the pointers was ignored.</summary>
        public bool IsThumb { get; init; }

        /// <summary>The small distance at which far more pointers hit, so that the addresses are wrong by it; 0 if there is none.</summary>
        public long Nearby { get; init; }

        /// <summary>Whether the result is far beyond chance.</summary>
        public bool IsClear => Hits >= MinHits && Hits >= Margin * (RunnerUp + 1) && Nearby == 0;

        /// <inheritdoc/>
        public override string ToString() =>
            $"{Hits} of {Voters} pointers in the image hit a function{(IsThumb ? " (without the Thumb bit)" : "")}, with the next best "
                + $"addresses {RunnerUp}" + (Nearby == 0 ? "" : $"; far more would, were the addresses others by {Nearby} bytes");
    }

    /// <summary>
    /// Counts how many pointers hit the addresses as they are, compared with the best of some distances that are certainly wrong. Short
    /// distances would not do: the kernel's own tracing tables point a few bytes into functions.
    /// </summary>
    public static Result Check(TableCandidate table) => WithThumb(table, thumb => new PointerVotes(table, thumb).CheckAsIs(table));

    /// <summary>
    /// If words that hit a function as 32-bit numbers are halves of 64-bit pointers, nearly all have the same word beside them, which
    /// is returned as the upper half; null otherwise.
    /// </summary>
    public static uint? UpperHalf(TableCandidate table)
    {
        var votes = new PointerVotes(table, thumb: false);
        ReadOnlySpan<byte> bytes = table.Arrays.Bytes.Span;
        ElfFormat format = table.Spec.Format;
        (long offset, long length) = table.Arrays.Place(table.Spec.AddressTable)!.Value;
        long start = offset - table.Arrays.Start;
        var halves = new Dictionary<uint, int>();
        int hits = 0;
        for (int at = 4; at + 8 <= bytes.Length; at += 4)
        {
            if (at >= start && at - start < length || !votes._set.Contains(format.U32(bytes, at)))
                continue;
            hits++;
            CollectionsMarshal.GetValueRefOrAddDefault(halves, format.U32(bytes, format.BigEndian ? at - 4 : at + 4), out _)++;
        }
        KeyValuePair<uint, int> most = halves.Count == 0 ? default : halves.MaxBy(entry => entry.Value);
        return hits >= MinHits && most.Value >= hits - hits / 8 ? most.Key : null;
    }

    /// <summary>
    /// Finds the distance with the most hits among those that move the kernel by whole pages, relative to its place in the image, or to
    /// the next page boundary of its start.
    /// </summary>
    public static Result Elect(TableCandidate table) => WithThumb(table, thumb => new PointerVotes(table, thumb).ElectDistance(table));

    // Only the pointers themselves show which instruction set a kernel uses.
    static Result WithThumb(TableCandidate table, Func<bool, Result> vote)
    {
        Result plain = vote(false);
        bool possible = !table.Spec.Format.Is64 && (table.Spec.Machine is ElfMachine.None || table.Spec.Machine.Row().FunctionsHaveModeBit);
        return !plain.IsClear && possible && vote(true) is { IsClear: true } thumb ? thumb with { IsThumb = true } : plain;
    }

    Result CheckAsIs(TableCandidate table)
    {
        if (_functions.Length == 0)
            return default;
        (ulong low, ulong high) = (_functions[0], _functions[^1]);
        ReadOnlySpan<byte> bytes = table.Arrays.Bytes.Span;
        // Absolute entries point to functions because they are the table; they must not confirm themselves.
        (long offset, long length) = table.Arrays.Place(table.Spec.AddressTable)!.Value;
        int start = (int)(offset - table.Arrays.Start);
        List<ulong> pointers = PointerSample.RelocatedValues(bytes, table.Spec.Format, (table.Place, (ulong)length));
        pointers.RemoveAll(value => value < low || value > high);
        if (pointers.Count == 0)
            pointers = PointerSample.Words(bytes, table.Spec.Format, low, high, (start, (int)length));
        long nearby = Nearby(PointerSample.Thin(WithoutSortedRuns(pointers)));
        pointers = PointerSample.Thin(pointers);
        int hits = Hits(pointers, 0);
        int control = 0;
        foreach (long distance in (ReadOnlySpan<long>)[0x1000, -0x1000, 0x2000, -0x2000, 0x3000, 0x10000, -0x10000, 0x20000, -0x20000,
            0x200000, -0x200000])
        {
            control = Math.Max(control, Hits(pointers, (ulong)distance));
        }
        return new(0, hits, control, pointers.Count) { Nearby = nearby };
    }

    // Addresses that are wrong by a few bytes still match pointers a few bytes into functions, as in tracing tables. These are sorted;
    // other pointers are not.
    static List<ulong> WithoutSortedRuns(List<ulong> pointers)
    {
        var kept = new List<ulong>(pointers.Count);
        int start = 0;
        for (int i = 1; i <= pointers.Count; i++)
        {
            if (i < pointers.Count && pointers[i] > pointers[i - 1])
                continue;
            if (i - start < SortedRun)
                kept.AddRange(CollectionsMarshal.AsSpan(pointers)[start..i]);
            start = i;
        }
        return kept;
    }

    long Nearby(List<ulong> pointers)
    {
        (long distance, int most) = (0, 2 * Hits(pointers, 0) + MinHits);
        foreach (long other in (ReadOnlySpan<long>)[1, -1, 2, -2, 4, -4, 8, -8, 16, -16, 32, -32])
        {
            if (Hits(pointers, (ulong)other) is int hits && hits >= most)
                (distance, most) = (other, hits);
        }
        return distance;
    }

    Result ElectDistance(TableCandidate table)
    {
        ReadOnlySpan<byte> bytes = table.Arrays.Bytes.Span;
        ulong[] starts = ((ulong[])[0, Page - Start(table) % Page]).Select(skew => skew % Page).Distinct().ToArray();
        List<ulong> relocated = PointerSample.RelocatedValues(bytes, table.Spec.Format, default);
        Result best = relocated.Count > 0 ? Elect(PointerSample.Thin(relocated), starts) : default;
        // In the memory of a running kernel, remains of its relocations prove nothing.
        if (best.IsClear)
            return best;
        // Offsets are function addresses without their base, and must not count for a base of zero.
        (long offset, long length) = table.Arrays.Place(table.Spec.AddressTable)!.Value;
        (int, int) leftOut = ((int)(offset - table.Arrays.Start), (int)length);
        foreach (ulong range in PointerSample.FrequentRanges(bytes, table.Spec.Format))
        {
            Result result = Elect(
                PointerSample.Thin(PointerSample.Words(bytes, table.Spec.Format, range, range + uint.MaxValue, leftOut)), starts);
            if (result.Hits > best.Hits)
                best = result;
        }
        return best;
    }

    // The kernel's first symbol is aligned to a page or more on every machine.
    static ulong Start(TableCandidate table)
    {
        SymbolList symbols = table.Symbols;
        for (int i = 0; i < symbols.Count; i++)
        {
            if (symbols.Name(i).SequenceEqual("_text"u8))
                return symbols.Addresses[i];
        }
        return 0;
    }

    Result Elect(List<ulong> pointers, ulong[] skews)
    {
        Result best = default;
        foreach (ulong skew in skews)
        {
            Result result = Elect(pointers, skew);
            (Result more, Result less) = result.Hits > best.Hits ? (result, best) : (best, result);
            best = more with { RunnerUp = Math.Max(more.RunnerUp, less.Hits) };
        }
        return best;
    }

    Result Elect(List<ulong> pointers, ulong skew)
    {
        var byPage = new List<ulong>[Page];
        foreach (ulong function in _functions)
            (byPage[(function + skew) % Page] ??= []).Add(function);
        var votes = new Dictionary<ulong, int>();
        for (int i = 0; i < Math.Min(pointers.Count, MaxVoters); i++)
        {
            // A fixed step would always hit the same field of the records that contain pointers.
            ulong pointer = pointers[(int)((ulong)i * Scatter % (ulong)pointers.Count)] & _bits;
            foreach (ulong function in byPage[pointer % Page] ?? [])
                CollectionsMarshal.GetValueRefOrAddDefault(votes, pointer - function & _mask, out _)++;
        }
        (ulong Distance, int Hits)[] counts = votes.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Take(4)
            .Select(entry => (entry.Key, Hits(pointers, entry.Key))).OrderByDescending(entry => entry.Item2).ToArray();
        return counts.Length == 0 ? default
            : new(counts[0].Distance, counts[0].Hits, counts.Length > 1 ? counts[1].Hits : 0, pointers.Count);
    }

    int Hits(List<ulong> pointers, ulong distance)
    {
        int hits = 0;
        foreach (ulong pointer in pointers)
        {
            if (_set.Contains(pointer - distance & _bits))
                hits++;
        }
        return hits;
    }
}
