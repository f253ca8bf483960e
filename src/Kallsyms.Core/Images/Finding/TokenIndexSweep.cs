using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Finding;

/// <summary>
/// Finds token indexes: 256 16-bit numbers that start at 0 and increase. In real images nothing else looks like that, whatever the
/// machine and the release; one linear pass tries both byte orders at every position.
/// </summary>
static class TokenIndexSweep
{
    /// <summary>The size of a token index in bytes.</summary>
    public const int IndexSize = 512;

    // The first numbers are below 256, since tokens are short. This is what the filter checks.
    const int FilterSize = 8;

    /// <summary>Returns every position of an increasing sequence, in order.</summary>
    public static IEnumerable<(long Offset, bool BigEndian)> Find(ImageBytes image)
    {
        byte[] buffer = [];
        var found = new List<(int At, bool BigEndian)>();
        foreach ((long start, int length) in image.Pieces(0, image.Length, IndexSize - 1))
        {
            if (length < IndexSize)
                continue;
            found.Clear();
            Sweep(image.Read(start, length, ref buffer), found);
            foreach ((int at, bool bigEndian) in found)
                yield return (start + at, bigEndian);
        }
    }

    // Memory is full of zeros, which are quickly passed over.
    static void Sweep(ReadOnlySpan<byte> bytes, List<(int At, bool BigEndian)> found)
    {
        if (bytes.IndexOfAnyExcept((byte)0) < 0)
            return;
        int end = bytes.Length - IndexSize;
        int at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref byte first = ref MemoryMarshal.GetReference(bytes);
            for (; at <= end - Vector128<byte>.Count
                && at + Vector128<byte>.Count + FilterSize <= bytes.Length; at += Vector128<byte>.Count)
            {
                uint candidates = Candidates(ref Unsafe.Add(ref first, at));
                for (; candidates != 0; candidates &= candidates - 1)
                    Test(bytes, at + BitOperations.TrailingZeroCount(candidates), found);
            }
        }
        for (; at <= end; at++)
            Test(bytes, at, found);
    }

    // One bit per position whose next 8 bytes can be four such numbers: little-endian 00 00 xx 00 yy 00 zz 00, or big-endian 00 00 00
    // xx 00 yy 00 zz, with no x, y, z zero.
    // 128 bits: a binary compiled ahead of time for a generic machine has no wider vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Candidates(ref byte at)
    {
        Vector128<byte> zeros = Load(ref at, 0) | Load(ref at, 1);
        if (!Vector128.EqualsAny(zeros, Vector128<byte>.Zero))
            return 0;
        Vector128<byte> b2 = Load(ref at, 2), b3 = Load(ref at, 3), b4 = Load(ref at, 4);
        Vector128<byte> b5 = Load(ref at, 5), b6 = Load(ref at, 6), b7 = Load(ref at, 7);
        Vector128<byte> little =
            Vector128.Equals(zeros | b3 | b5 | b7, Vector128<byte>.Zero) & Vector128.LessThan(b2, b4) & Vector128.LessThan(b4, b6);
        Vector128<byte> big =
            Vector128.Equals(zeros | b2 | b4 | b6, Vector128<byte>.Zero) & Vector128.LessThan(b3, b5) & Vector128.LessThan(b5, b7);
        return (little | big).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<byte> Load(ref byte at, int offset) => Vector128.LoadUnsafe(ref at, (nuint)offset);

    static void Test(ReadOnlySpan<byte> bytes, int at, List<(int At, bool BigEndian)> found)
    {
        ReadOnlySpan<byte> index = bytes.Slice(at, IndexSize);
        if (index[0] != 0 || index[1] != 0)
            return;
        bool bigEndian = index[2] == 0;
        int previous = 0;
        for (int i = 2; i < IndexSize; i += 2)
        {
            int value = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(index[i..]) : BinaryPrimitives.ReadUInt16LittleEndian(index[i..]);
            if (value <= previous)
                return;
            previous = value;
        }
        found.Add((at, bigEndian));
    }
}
