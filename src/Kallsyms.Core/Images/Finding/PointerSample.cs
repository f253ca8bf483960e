using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Kallsyms.Elf;

namespace Kallsyms.Images.Finding;

/// <summary>
/// Words of an image that look like addresses: the addends of its relative relocations if it has any (whose targets then hold zeros),
/// otherwise the aligned words themselves.
/// </summary>
static class PointerSample
{
    const ulong LowestAddress = 0x10000;
    const int MinRun = 256;
    const int RecordSize = 24;
    const int Sufficient = 1 << 15;

    // No kernel has as many; an image that does was made to consume memory.
    const int MaxFound = 1 << 22;

    static readonly FrozenSet<ulong> _types = MachineTable.CarriedRelocations.ToFrozenSet();
    static readonly ulong _last = MachineTable.CarriedRelocations.Max();

    /// <summary>Returns the addends of the longest table of relocations, each once; empty if there is none.</summary>
    /// <param name="bytes">The image.</param>
    /// <param name="format">Word size and byte order.</param>
    /// <param name="leftOut">Addresses whose relocations are ignored: those of the table itself.</param>
    public static List<ulong> RelocatedValues(ReadOnlySpan<byte> bytes, ElfFormat format, (ulong Start, ulong Length) leftOut)
    {
        var values = new HashSet<ulong>();
        foreach ((ulong address, ulong value) in Relocations(bytes, format))
        {
            if (address - leftOut.Start >= leftOut.Length)
                values.Add(value);
        }
        return [.. values];
    }

    /// <summary>Returns the longest table of relocations; empty if there is none.</summary>
    public static (ulong Address, ulong Value)[] Relocations(ReadOnlySpan<byte> bytes, ElfFormat format)
    {
        (int start, int end) = format.Is64 ? LongestRun(bytes, format) : (0, 0);
        var entries = new (ulong, ulong)[(end - start) / RecordSize];
        for (int i = 0; i < entries.Length; i++)
            entries[i] = (format.U64(bytes, start + i * RecordSize), format.U64(bytes, start + i * RecordSize + 16));
        return entries;
    }

    /// <summary>
    /// Returns aligned words in a range of values, each value once, except those at the places <paramref name="leftOut"/>.
    /// </summary>
    public static List<ulong> Words(ReadOnlySpan<byte> bytes, ElfFormat format, ulong low, ulong high, (int Start, int Length) leftOut)
    {
        var found = new HashSet<ulong>();
        int word = format.WordSize;
        for (int at = 0; at + word <= bytes.Length; at += word)
        {
            ulong value = format.Word(bytes, at);
            if (value - low <= high - low && (uint)(at - leftOut.Start) >= (uint)leftOut.Length)
                found.Add(value);
            if (found.Count == MaxFound)
                break;
        }
        return [.. found];
    }

    /// <summary>Selects as many values as a vote needs, evenly spread.</summary>
    public static List<ulong> Thin(List<ulong> values)
    {
        if (values.Count <= Sufficient)
            return values;
        var sample = new List<ulong>(Sufficient);
        for (int i = 0; i < Sufficient; i++)
            sample.Add(values[(int)((long)i * values.Count / Sufficient)]);
        return sample;
    }

    // Records of 24 bytes: address, type, addend.
    static (int Start, int End) LongestRun(ReadOnlySpan<byte> bytes, ElfFormat format)
    {
        (int Start, int End) longest = (0, 0);
        for (int at = 0; at + MinRun * RecordSize <= bytes.Length; at += 8)
        {
            ulong type = format.U64(bytes, at + 8);
            // Quickly rules out almost every place: the record in the middle of the shortest run must have the same type.
            if (type == 0 || type > _last || format.U64(bytes, at + 8 + (MinRun / 2 * RecordSize)) != type || !_types.Contains(type))
                continue;
            int end = at;
            while (end + RecordSize <= bytes.Length && end - at < MaxFound * RecordSize && _types.Contains(format.U64(bytes, end + 8))
                && format.U64(bytes, end) != 0)
            {
                end += RecordSize;
            }
            if (end - at >= MinRun * RecordSize && end - at > longest.End - longest.Start)
                longest = (at, end);
            if (end > at)
                at = end - 8;
        }
        return longest;
    }

    /// <summary>
    /// Returns the ranges of 4 GiB that most of the words point into, most frequent first. A kernel lies in one or two of them; the
    /// other words are text and code, which is widely spread. The lowest range comes last (s390), since it also contains all small
    /// numbers.
    /// </summary>
    public static IEnumerable<ulong> FrequentRanges(ReadOnlySpan<byte> bytes, ElfFormat format)
    {
        if (!format.Is64)
            return [0];
        var counts = new Dictionary<uint, int>();
        for (int at = 0; at + 8 <= bytes.Length; at += 64)
        {
            uint high = (uint)(format.U64(bytes, at) >> 32);
            if (high != 0)
                CollectionsMarshal.GetValueRefOrAddDefault(counts, high, out _)++;
        }
        return counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Take(4).Select(entry => (ulong)entry.Key << 32)
            .Append(LowestAddress);
    }
}
