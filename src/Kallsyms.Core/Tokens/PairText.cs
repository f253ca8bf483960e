using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kallsyms.Tokens;

/// <summary>
/// Names in one buffer, each followed by at least one separator. A pair is found by comparing the buffer with itself shifted by one
/// byte, many bytes at a time: 200 scans of data that fits the cache are cheaper than maintaining lists of occurrences.
/// </summary>
sealed class PairText
{
    const int Lanes = 16;

    // Separators before the first and after the last name, so that reads around a hit need no bounds checks.
    const int Margin = 4 * Lanes;

    readonly NameList _names;
    readonly int _from;
    readonly int _to;
    readonly byte _separator;
    readonly byte[] _text;
    int _end;
    int _slack;

    /// <summary>
    /// Copies the names from number <paramref name="from"/> up to, but not including, <paramref name="to"/>, and counts their pairs.
    /// <paramref name="separator"/> must not occur in them.
    /// </summary>
    public PairText(NameList names, int from, int to, byte separator)
    {
        long size = (long)names.Offsets[to] - names.Offsets[from] + (to - from) + 2 * Margin;
        if (size > Array.MaxLength)
            throw new KallsymsException(ErrorKind.Negative, $"{to - from} names are too many to compress: {size} bytes");
        (_names, _from, _to, _separator) = (names, from, to, separator);
        _text = GC.AllocateUninitializedArray<byte>((int)size);
        _text.AsSpan(0, Margin).Fill(separator);
        _end = Margin;
        for (int index = from; index < to; index++)
        {
            ReadOnlySpan<byte> name = names[index];
            name.CopyTo(_text.AsSpan(_end));
            _end += name.Length;
            _text[_end++] = separator;
        }
        _text.AsSpan(_end).Fill(separator);
        Counts = new(_text.AsSpan(Margin, _end - Margin), separator);
    }

    /// <summary>The counts for the current state of the names.</summary>
    public PairCounts Counts { get; }

    /// <summary>An upper bound of the remaining codes, including separators.</summary>
    public int CodeCount => _end - Margin - _slack;

    /// <summary>
    /// Replaces every <paramref name="first"/> <paramref name="second"/> by <paramref name="code"/>, from left to right in each name.
    /// </summary>
    public void Replace(byte first, byte second, byte code)
    {
        ref byte text = ref MemoryMarshal.GetArrayDataReference(_text);
        nuint end = (nuint)_end;
        for (nuint at = Margin; (at = FindHits(ref text, at, end, first, second, out uint hits)) < end;)
        {
            if (first == second)
            {
                // A run is paired up from its left end, so one hit decides about the next.
                at += (nuint)BitOperations.TrailingZeroCount(hits);
                ReplaceAt(ref text, at, first, second, code);
                at++;
                continue;
            }
            // From the right, so that hits further left stay in place. As many bytes as were removed enter at the right end unexamined,
            // so the next step starts that much earlier.
            nuint next = at + 2 * Lanes - (nuint)BitOperations.PopCount(hits);
            for (; hits != 0; hits ^= 1u << BitOperations.Log2(hits))
                ReplaceAt(ref text, at + (nuint)BitOperations.Log2(hits), first, second, code);
            at = next;
        }
        Counts.Clear(first, second);
        if (_slack > _end / 5)
            Compact();
    }

    /// <summary>
    /// Writes the names as they are now, from <paramref name="start"/> on, and where each ends; with <paramref name="last"/>, if any,
    /// replaced by the separator's own value as its code. Returns the end of them all.
    /// </summary>
    public int Finish((byte First, byte Second)? last, byte[] codes, int start, int[] offsets)
    {
        int end = start;
        int at = Margin;
        for (int index = _from; index < _to; index++)
        {
            if (_names.Offsets[index + 1] > _names.Offsets[index])
            {
                ReadOnlySpan<byte> name = Next(ref at);
                if (last is (byte first, byte second))
                {
                    for (int hit; (hit = name.IndexOf([first, second])) >= 0; name = name[(hit + 2)..])
                    {
                        name[..hit].CopyTo(codes.AsSpan(end));
                        codes[end + hit] = _separator;
                        end += hit + 1;
                    }
                }
                name.CopyTo(codes.AsSpan(end));
                end += name.Length;
            }
            offsets[index + 1] = end;
        }
        return end;
    }

    /// <summary>Moves what <see cref="Finish"/> wrote behind the names before it.</summary>
    public void MoveTo(int start, byte[] codes, int from, int end, int[] offsets)
    {
        codes.AsSpan(from..end).CopyTo(codes.AsSpan(start));
        foreach (ref int offset in offsets.AsSpan(_from + 1, _to - _from))
            offset -= from - start;
    }

    // The first place from here on, in steps of as many bytes as there are bits for hits, with a hit; the end or more if there is none.
    static nuint FindHits(ref byte text, nuint at, nuint end, byte first, byte second, out uint hits) => Avx2.IsSupported
        ? FindHitsWide(ref text, at, end, first, second, out hits)
        : FindHitsNarrow(ref text, at, end, first, second, out hits);

    static nuint FindHitsNarrow(ref byte text, nuint at, nuint end, byte first, byte second, out uint hits)
    {
        Vector128<byte> firsts = Vector128.Create(first);
        Vector128<byte> seconds = Vector128.Create(second);
        for (; at < end; at += 2 * Lanes)
        {
            Vector128<byte> low = Vector128.Equals(Vector128.LoadUnsafe(ref text, at), firsts)
                & Vector128.Equals(Vector128.LoadUnsafe(ref text, at + 1), seconds);
            Vector128<byte> high = Vector128.Equals(Vector128.LoadUnsafe(ref text, at + Lanes), firsts)
                & Vector128.Equals(Vector128.LoadUnsafe(ref text, at + Lanes + 1), seconds);
            if ((low | high) == Vector128<byte>.Zero)
                continue;
            hits = low.ExtractMostSignificantBits() | high.ExtractMostSignificantBits() << Lanes;
            return at;
        }
        hits = 0;
        return at;
    }

    // The compiler is told of these instructions by name, so that a binary for every processor uses them where they are.
    static nuint FindHitsWide(ref byte text, nuint at, nuint end, byte first, byte second, out uint hits)
    {
        Vector256<byte> firsts = Vector256.Create(first);
        Vector256<byte> seconds = Vector256.Create(second);
        for (; at < end; at += 2 * Lanes)
        {
            Vector256<byte> here = Avx2.And(
                Avx2.CompareEqual(Unsafe.ReadUnaligned<Vector256<byte>>(ref Unsafe.Add(ref text, at)), firsts),
                Avx2.CompareEqual(Unsafe.ReadUnaligned<Vector256<byte>>(ref Unsafe.Add(ref text, at + 1)), seconds));
            hits = (uint)Avx2.MoveMask(here);
            if (hits != 0)
                return at;
        }
        hits = 0;
        return at;
    }

    void ReplaceAt(ref byte text, nuint at, byte first, byte second, byte code)
    {
        ref int counts = ref Counts.Cells;
        int left = Unsafe.Add(ref text, at - 1);
        int right = Unsafe.Add(ref text, at + 2) << 8;
        Unsafe.Add(ref counts, left | first << 8)--;
        Unsafe.Add(ref counts, left | code << 8)++;
        Unsafe.Add(ref counts, second | right)--;
        Unsafe.Add(ref counts, code | right)++;
        Unsafe.Add(ref text, at) = code;
        _slack++;

        // Move the rest of the name, and the separator after it, one byte to the left.
        for (nuint from = at + 2; ; from += Lanes)
        {
            Vector128<byte> rest = Vector128.LoadUnsafe(ref text, from);
            uint ends = Vector128.Equals(rest, Vector128.Create(_separator)).ExtractMostSignificantBits();
            if (ends != 0)
            {
                nuint length = (nuint)BitOperations.TrailingZeroCount(ends) + 1;
                Vector128<byte> moved = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(FirstLanes), Lanes - length);
                rest = Vector128.ConditionalSelect(moved, rest, Vector128.LoadUnsafe(ref text, from - 1));
                rest.StoreUnsafe(ref text, from - 1);
                return;
            }
            rest.StoreUnsafe(ref text, from - 1);
        }
    }

    // From index 16 - n on: n times all bits, then no bits.
    static ReadOnlySpan<byte> FirstLanes =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    // Leaves one separator after each name, so that the next scans are as short as possible.
    void Compact()
    {
        int end = Margin;
        for (int at = Margin; at < _end;)
        {
            ReadOnlySpan<byte> name = Next(ref at);
            name.CopyTo(_text.AsSpan(end));
            end += name.Length;
            _text[end++] = _separator;
        }
        _text.AsSpan(end, Margin).Fill(_separator);
        _end = end;
        _slack = 0;
    }

    // The codes from the next one that is not a separator, or from the end, up to the separator after them.
    ReadOnlySpan<byte> Next(ref int at)
    {
        uint codes;
        while ((codes = ~SeparatorsAt(at) & 0xffff) == 0 && at < _end)
            at += Lanes;
        if (codes != 0)
            at += BitOperations.TrailingZeroCount(codes);
        int start = at;
        uint ends;
        while ((ends = SeparatorsAt(at)) == 0)
            at += Lanes;
        at += BitOperations.TrailingZeroCount(ends);
        return _text.AsSpan(start, at++ - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    uint SeparatorsAt(int at) =>
        Vector128.Equals(Vector128.LoadUnsafe(ref _text[at]), Vector128.Create(_separator)).ExtractMostSignificantBits();
}
