using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kallsyms.Tokens;

/// <summary>How often each pair of neighbouring codes occurs; the cell of a pair is first + 256 x second.</summary>
sealed class PairCounts
{
    // So far below zero that updates which pass over a name's end never lift an excluded pair back to a count.
    const int Never = int.MinValue / 2;

    readonly int[] _cells = new int[TokenTable.Size * TokenTable.Size];

    /// <summary>The first cell, for loops that are sure of their indexes.</summary>
    public ref int Cells => ref MemoryMarshal.GetArrayDataReference(_cells);

    /// <summary>Counts every pair of neighbours in <paramref name="text"/>, overlapping ones too, but none with <paramref name="separator"/>.</summary>
    public PairCounts(ReadOnlySpan<byte> text, byte separator)
    {
        int first = separator;
        foreach (byte second in text)
        {
            _cells[first | second << 8]++;
            first = second;
        }
        _cells.AsSpan(separator << 8, TokenTable.Size).Fill(Never);
        for (int second = 0; second < TokenTable.Size; second++)
            _cells[separator | second << 8] = Never;
    }

    /// <summary>Forgets all occurrences of a pair.</summary>
    public void Clear(byte first, byte second) => _cells[first | second << 8] = 0;

    /// <summary>The most frequent pair, among equals the one with the lowest cell; null when no pair occurs.</summary>
    public (byte First, byte Second)? MostFrequent()
    {
        Vector128<int> even = Vector128<int>.Zero;
        Vector128<int> odd = Vector128<int>.Zero;
        for (nuint cell = 0; cell < (nuint)_cells.Length; cell += 2 * (nuint)Vector128<int>.Count)
        {
            even = Vector128.Max(even, Vector128.LoadUnsafe(ref Cells, cell));
            odd = Vector128.Max(odd, Vector128.LoadUnsafe(ref Cells, cell + (nuint)Vector128<int>.Count));
        }
        Vector128<int> lanes = Vector128.Max(even, odd);
        int most = Math.Max(Math.Max(lanes[0], lanes[1]), Math.Max(lanes[2], lanes[3]));
        if (most == 0)
            return null;
        int best = Array.IndexOf(_cells, most);
        return ((byte)best, (byte)(best >> 8));
    }
}
