using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Images.Finding;

/// <summary>
/// Finds names that are stored uncompressed, without tokens (OpenWrt's CONFIG_KALLSYMS_UNCOMPRESSED): an entry is its length, the type
/// letter and the name, so common functions can be searched for as text.
/// </summary>
static class LiteralNames
{
    // Global functions of nearly every kernel.
    static readonly string[] _probes = ["kfree", "schedule", "msleep", "strcmp", "vfree", "snprintf", "memcmp", "memcpy", "start_kernel"];

    const int MarkerInterval = 256;
    const int MaxExtra = 4;

    /// <summary>Finds names and markers, and the position after the markers; returns null if there are none.</summary>
    public static (NameArrays Names, int Behind)? Find(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        var format = new ElfFormat(Is64: true, bigEndian);
        foreach (string probe in _probes)
        {
            byte[] entry = [(byte)(probe.Length + 1), (byte)'T', .. Encoding.ASCII.GetBytes(probe)];
            for (int at = 0; bytes[at..].IndexOf(entry) is >= 0 and int skip;)
            {
                int end = EndOfEntries(bytes, at + skip);
                if (FindAround(bytes, at + skip, end, format) is { } found)
                    return found;
                at = Math.Max(end, at + skip + 1); // everything in between was already walked, and ends at the same place
            }
        }
        return null;
    }

    // Entries can be followed to the end of the names.
    static int EndOfEntries(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length && bytes[at] >= 2 && IsEntry(bytes, ref at))
        {
        }
        return at;
    }

    // Markers start there with a zero; the rest is as with tokens.
    static (NameArrays Names, int Behind)? FindAround(ReadOnlySpan<byte> bytes, int start, int at, ElfFormat format)
    {
        if (at - start < MarkerInterval)
            return null;
        for (int markers = at; markers < Math.Min(at + NameArrays.MaxPadding, bytes.Length - 8); markers++)
        {
            if (bytes[at..markers].IndexOfAnyExcept((byte)0) >= 0)
                return null;
            for (int size = 4; size <= 8; size += 4)
            {
                // What follows the markers may look like another one.
                int longest = RunLength(bytes, markers, size, format, at);
                for (int count = longest; count > 1 && count > longest - MaxExtra; count--)
                {
                    if (NameArrays.FindNames(bytes, markers, count, size, format) is { } found && found.Names <= start)
                        return (found, markers + count * size);
                }
            }
        }
        return null;
    }

    static bool IsEntry(ReadOnlySpan<byte> bytes, ref int at)
    {
        int length = bytes[at];
        int text = at + 1;
        if (length >= 0x80 && text < bytes.Length)
            length = length & 0x7f | bytes[text++] << 7;
        if (length > 512 || text + length > bytes.Length || !char.IsAsciiLetter((char)bytes[text]))
            return false;
        if (bytes.Slice(text, length).ContainsAnyExceptInRange((byte)0x21, (byte)0xff))
            return false;
        at = text + length;
        return true;
    }

    static int RunLength(ReadOnlySpan<byte> bytes, int at, int size, ElfFormat format, int limit)
    {
        int count = 0;
        for (ulong previous = 0; at + size <= bytes.Length; at += size, count++)
        {
            ulong value = size == 8 ? format.U64(bytes, at) : format.U32(bytes, at);
            if (value > (ulong)limit || (count == 0 ? value != 0 : value < previous + 2 * MarkerInterval))
                break;
            previous = value;
        }
        return count;
    }
}
