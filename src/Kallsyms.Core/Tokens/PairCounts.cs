using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kallsyms.Tokens;

/// <summary>How often each pair of neighbouring codes occurs; the cell of a pair is first + 256 x second.</summary>
sealed class PairCounts
{
    readonly int[] _cells = new int[TokenTable.Size * TokenTable.Size];
    readonly byte _separator;

    /// <summary>The first cell, for loops whose indexes are known to be valid.</summary>
    public ref int Cells => ref MemoryMarshal.GetArrayDataReference(_cells);

    /// <summary>
    /// Counts every pair of neighbours in <paramref name="text"/>, including overlapping ones, except those with
    /// <paramref name="separator"/>.
    /// </summary>
    public PairCounts(ReadOnlySpan<byte> text, byte separator)
    {
        _separator = separator;
        int first = separator;
        foreach (byte second in text)
        {
            _cells[first | second << 8]++;
            first = second;
        }
    }

    /// <summary>Removes all occurrences of a pair.</summary>
    public void Clear(byte first, byte second) => _cells[first | second << 8] = 0;

    /// <summary>Returns the most frequent pair over all parts, among equals the one with the lowest cell; null if no pair occurs.</summary>
    public static (byte First, byte Second)? MostFrequent(PairText[] parts)
    {
        foreach (PairText part in parts)
            part.Counts.ClearEnds();
        Vector128<int> even = Vector128<int>.Zero;
        Vector128<int> odd = Vector128<int>.Zero;
        nuint lanes = (nuint)Vector128<int>.Count;
        for (nuint cell = 0; cell < TokenTable.Size * TokenTable.Size; cell += 2 * lanes)
        {
            even = Vector128.Max(even, Sum(parts, cell));
            odd = Vector128.Max(odd, Sum(parts, cell + lanes));
        }
        Vector128<int> best = Vector128.Max(even, odd);
        int most = Math.Max(Math.Max(best[0], best[1]), Math.Max(best[2], best[3]));
        if (most == 0)
            return null;
        for (nuint cell = 0; ; cell += lanes)
        {
            uint equal = Vector128.Equals(Sum(parts, cell), Vector128.Create(most)).ExtractMostSignificantBits();
            if (equal == 0)
                continue;
            int found = (int)cell + BitOperations.TrailingZeroCount(equal);
            return ((byte)found, (byte)(found >> 8));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<int> Sum(PairText[] parts, nuint cell)
    {
        Vector128<int> sum = Vector128.LoadUnsafe(ref parts[0].Counts.Cells, cell);
        for (int part = 1; part < parts.Length; part++)
            sum += Vector128.LoadUnsafe(ref parts[part].Counts.Cells, cell);
        return sum;
    }

    // Pairs with the separator do not count, but updates across the end of a name count them.
    void ClearEnds()
    {
        _cells.AsSpan(_separator << 8, TokenTable.Size).Clear();
        for (int second = 0; second < TokenTable.Size; second++)
            _cells[_separator | second << 8] = 0;
    }
}
