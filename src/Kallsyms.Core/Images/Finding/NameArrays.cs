using Kallsyms.Elf;

namespace Kallsyms.Images.Finding;

/// <summary>num_syms, names, markers and, if it follows them, the index by name. Positions are relative to the searched bytes.</summary>
/// <param name="NumSyms">The position of the number of symbols.</param>
/// <param name="Names">The start of the names.</param>
/// <param name="Markers">The start of the markers.</param>
/// <param name="CounterSize">The size of the number of symbols and of a marker: 4 or 8 bytes.</param>
/// <param name="Count">The number of symbols.</param>
/// <param name="TwoByteLengths">Whether lengths above 127 take two bytes; null if there are none.</param>
/// <param name="SeqsOfNames">The start of the index by name; null if it is not here.</param>
readonly record struct NameArrays(int NumSyms, int Names, int Markers, int CounterSize, int Count, bool? TwoByteLengths, int? SeqsOfNames)
{
    const int MarkerInterval = 256;

    // A name takes at least a length and a code.
    const int MinStep = 2 * MarkerInterval;

    // The maximum number of symbols: far more than allyesconfig has.
    const int MaxCount = 1 << 22;

    // The largest alignment used by any release; with an index by name, 8.
    public const int MaxPadding = 256;

    const int MaxAlignment = 8;

    // From num_syms to names: alignment 4 or 8, or these as powers of two (up to 4.20, on most machines).
    static ReadOnlySpan<int> Slots => [4, 8, 16, 256];

    /// <summary>Whether all numbers have 32 bits, as in tables of 32-bit kernels and, from 7.0 on, of 64-bit ones.</summary>
    public bool FitsBothWidths => Names - NumSyms == 4;

    /// <summary>
    /// Returns how many bytes to omit at the start so that what is aligned in the kernel is aligned in the rest: 8-byte words if the
    /// number of symbols has that size. Otherwise 4-byte words are aligned, and 8-byte ones may be at either of two places, of which
    /// that of the image is tried first.
    /// </summary>
    /// <param name="start">The position of the bytes in the image.</param>
    public IEnumerable<int> Cuts(long start)
    {
        bool isWide = Names - NumSyms is 8 or 256;
        int cut = NumSyms % (isWide ? 8 : 4);
        if (isWide)
            return [cut];
        int other = cut + 4;
        return (start + cut) % 8 == 0 || (start + other) % 8 != 0 ? [cut, other] : [other, cut];
    }

    /// <summary>Returns the positions after omitting bytes at the start.</summary>
    public NameArrays Cut(int count) => this with
    {
        NumSyms = NumSyms - count,
        Names = Names - count,
        Markers = Markers - count,
        SeqsOfNames = SeqsOfNames - count,
    };

    /// <summary>Finds the arrays that end where the token table starts, at <paramref name="end"/>.</summary>
    public static NameArrays? Find(ReadOnlySpan<byte> bytes, int end, bool bigEndian)
    {
        var format = new ElfFormat(Is64: true, bigEndian);
        for (int padding = 0; padding < MaxPadding && padding <= end
            && bytes[(end - padding)..end].IndexOfAnyExcept((byte)0) < 0; padding += 4)
        {
            for (int size = 4; size <= 8; size += 4)
            {
                if (MarkerRun(bytes, end - padding, size, format) is (var start, var markers)
                    && FindNames(bytes, start, markers, size, format) is { } found)
                {
                    return found;
                }
            }
        }
        return FindBehindSeqs(bytes, end, format);
    }

    // The index by name lies between markers and token table (6.2, 6.3, and 6.1's stable releases): its size must fit their number.
    static NameArrays? FindBehindSeqs(ReadOnlySpan<byte> bytes, int end, ElfFormat format)
    {
        int limit = Math.Max(8, end - 3 * MaxCount);
        for (int markersEnd = end - 4; markersEnd >= limit; markersEnd -= 4)
        {
            int room = end - markersEnd;
            // This many names have a fixed number of markers, the first of which is zero; a walk back over them can end only there.
            int most = (room + 3 * MarkerInterval - 3) / (3 * MarkerInterval);
            int least = Math.Max(1, (room - 2 * MaxAlignment) / (3 * MarkerInterval) + 1);
            if (!StartsWithin(bytes, markersEnd, least, most, format))
                continue;
            if (MarkerRun(bytes, markersEnd, 4, format) is not (var start, var markers) || markers < least || markers > most)
                continue;
            if (FindNames(bytes, start, markers, 4, format) is not { } found)
                continue;
            int align = found.Names - found.NumSyms;
            int seqs = end - (found.Count * 3 + align - 1) / align * align;
            if (seqs >= markersEnd && seqs - markersEnd < align)
                return found with { SeqsOfNames = seqs };
        }
        return null;
    }

    static bool StartsWithin(ReadOnlySpan<byte> bytes, int markersEnd, int least, int most, ElfFormat format)
    {
        for (int count = least; count <= most; count++)
        {
            if (markersEnd - count * 4 is >= 0 and int at && format.U32(bytes, at) == 0)
                return true;
        }
        return false;
    }

    // Numbers that decrease by at least 512 each, walking back from the end, down to 0.
    static (int Start, int Count)? MarkerRun(ReadOnlySpan<byte> bytes, int end, int size, ElfFormat format)
    {
        ulong next = ulong.MaxValue;
        int count = 0;
        for (int at = end - size; at >= 0; at -= size)
        {
            ulong value = size == 8 ? format.U64(bytes, at) : format.U32(bytes, at);
            if (value > (ulong)at || next - value < MinStep)
                return null;
            count++;
            if (value == 0)
                return (at, count);
            next = value;
        }
        return null;
    }

    /// <summary>
    /// Finds the names before <paramref name="count"/> markers of <paramref name="size"/> bytes; returns null if there are none.
    /// </summary>
    /// <remarks>
    /// Only the last group of names has an unknown length: its end is known, its start is not, so the first name may be anywhere in the
    /// range of lengths that a group can have. The number of symbols before it decides, and then every marker must match.
    /// </remarks>
    public static NameArrays? FindNames(ReadOnlySpan<byte> bytes, int markers, int count, int size, ElfFormat format)
    {
        ulong last = size == 8 ? format.U64(bytes, markers + (count - 1) * 8) : format.U32(bytes, markers + (count - 1) * 4);
        if (last > int.MaxValue)
            return null;
        int latest = markers - (int)last - 2;
        int earliest = Math.Max(4, latest - MarkerInterval * 514 - MaxPadding);
        int most = count * MarkerInterval;
        int least = most - MarkerInterval + 1;
        for (int names = latest - (latest - markers & 3); names >= earliest; names -= 4)
        {
            foreach (int slot in Slots)
            {
                int at = names - slot;
                if (at < 0)
                    break;
                ulong symbols = size == 8 ? format.U64(bytes, at) : format.U32(bytes, at);
                if (symbols < (ulong)least || symbols > (ulong)most)
                    continue;
                foreach (bool? rule in (ReadOnlySpan<bool?>)[null, true, false])
                {
                    var arrays = new NameArrays(at, names, markers, size, (int)symbols, rule, null);
                    if (arrays.Walk(bytes, format))
                        return arrays;
                }
            }
        }
        return null;
    }

    // Every 256th name must start where its marker says, and the last one must end where the markers start.
    bool Walk(ReadOnlySpan<byte> bytes, ElfFormat format)
    {
        int at = Names;
        for (int i = 0; i < Count; i++)
        {
            if (at >= Markers)
                return false;
            if (i % MarkerInterval == 0)
            {
                int marker = Markers + i / MarkerInterval * CounterSize;
                if ((CounterSize == 8 ? format.U64(bytes, marker) : format.U32(bytes, marker)) != (ulong)(at - Names))
                    return false;
            }
            int length = bytes[at++];
            if (length == 0 || length >= 0x80 && TwoByteLengths is null)
                return false;
            if (length >= 0x80 && TwoByteLengths == true)
                length = length & 0x7f | bytes[at++] << 7;
            at += length;
        }
        return at <= Markers && Markers - at < MaxPadding && bytes[at..Markers].IndexOfAnyExcept((byte)0) < 0;
    }
}
