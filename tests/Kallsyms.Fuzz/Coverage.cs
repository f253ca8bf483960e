using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Kallsyms.Fuzz;

/// <summary>Which pairs of branches an execution went through, and about how often each, against all executions before.</summary>
sealed unsafe class Coverage
{
    const int Size = 1 << 16;

    readonly byte* _now = (byte*)NativeMemory.AlignedAlloc(Size, 64);
    readonly byte[] _seen = new byte[Size];

    /// <summary>Pairs of branches that were ever reached.</summary>
    public int Reached => _seen.AsSpan().Length - _seen.AsSpan().Count((byte)0);

    /// <summary>Starts to watch an execution.</summary>
    public void Start()
    {
        new Span<byte>(_now, Size).Clear();
        Trace.SharedMem = _now;
        Trace.PrevLocation = 0;
    }

    /// <summary>Takes the execution over; true when it reached something new.</summary>
    public bool Take()
    {
        bool isNew = false;
        ReadOnlySpan<ulong> words = new(_now, Size / 8);
        for (int at = words.IndexOfAnyExcept(0UL); at >= 0;)
        {
            for (int i = at * 8; i < at * 8 + 8; i++)
            {
                byte bucket = Bucket(_now[i]);
                isNew |= (bucket & ~_seen[i]) != 0;
                _seen[i] |= bucket;
            }
            int next = words[(at + 1)..].IndexOfAnyExcept(0UL);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return isNew;
    }

    // Counts as orders of magnitude, one bit each: ten times round a loop is no news after nine.
    static byte Bucket(byte count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
