namespace Kallsyms.Logs;

/// <summary>
/// A place in code that a log itself names: <c>name+0xoffset/0xsize</c> or <c>name+0xoffset</c>, with its address if that is beside it.
/// </summary>
/// <param name="Name">The range of the name in the line.</param>
/// <param name="Offset">The offset in the symbol, in bytes.</param>
/// <param name="Size">The symbol's size; null if not stated.</param>
/// <param name="Module">The range of its module's name in the line; empty if it belongs to the kernel.</param>
/// <param name="Address">Its address; null if not stated.</param>
/// <param name="End">The end of the place in the line, including its module; 0 if it is not a place in code.</param>
readonly record struct NamedPlace(Range Name, ulong Offset, ulong? Size, Range Module, ulong? Address, int End = 0);

/// <summary>Finds the named places of a line.</summary>
static class NamedPlaces
{
    // Punctuation between an address and its name: ">] ? (".
    const int MaxGap = 12;

    static ReadOnlySpan<byte> Punctuation => " \t[]<>()?:="u8;

    static readonly byte[] _dumped = "SYMBOL("u8.ToArray();

    /// <summary>What lines without "+0x" are known by that have one.</summary>
    public static IEnumerable<byte[]> Phrases => [_dumped];

    /// <summary>Lists the named places.</summary>
    public static void Find(LogLine seen, List<NamedPlace> places)
    {
        places.Clear();
        ReadOnlySpan<byte> line = seen.Text;
        if (seen.HasPhrase)
            FindDumped(line, places);
        for (int at = 0; line[at..].IndexOf("+0x"u8) is >= 0 and int next;)
        {
            int plus = at + next;
            at = plus + 3;
            if (!TryReadHex(line, ref at, out ulong offset))
                continue;
            int start = plus;
            while (start > 0 && IsNameByte(line[start - 1]))
                start--;
            if (start == plus)
                continue;
            if (HexAt(line, start, plus) is { } address)
            {
                // "ksys_read @ 0xffffffff86646a70+0x7f"
                if (NameBefore(line, start) is { } name)
                    places.Add(new(name, 0, null, default, address));
                continue;
            }
            ulong? size = null;
            if (line[at..].StartsWith("/0x"u8))
            {
                int from = at + 3;
                if (TryReadHex(line, ref from, out ulong read))
                    (size, at) = (read, from);
            }
            Range module = ModuleBehind(line, at);
            int end = module.Equals(default) ? at : at + line[at..].IndexOf((byte)']') + 1;
            places.Add(new(start..plus, offset, size, module, AddressBefore(line, start) ?? AddressBehind(line, at), end));
        }
    }

    // "SYMBOL(_stext)=ffffffff81000000", of vmcoreinfo.
    static void FindDumped(ReadOnlySpan<byte> line, List<NamedPlace> places)
    {
        if (line.IndexOf(_dumped) is not (>= 0 and int at))
            return;
        int start = at + _dumped.Length;
        if (line[start..].IndexOf(")="u8) is not (> 0 and int length))
            return;
        int from = start + length + 2;
        if (TryReadHex(line, ref from, out ulong address))
            places.Add(new(start..(start + length), 0, null, default, address));
    }

    static ulong? AddressBefore(ReadOnlySpan<byte> line, int start)
    {
        ReadOnlySpan<byte> before = line[..start].TrimEnd(Punctuation);
        int begin = before.Length;
        while (begin > 0 && IsNameByte(line[begin - 1]))
            begin--;
        return start - before.Length is > 0 and <= MaxGap ? HexAt(line, begin, before.Length) : null;
    }

    // "=> vfs_read+0x9d/0x360 <ffffffff81234567>"
    static ulong? AddressBehind(ReadOnlySpan<byte> line, int end)
    {
        ReadOnlySpan<byte> rest = line[end..];
        int open = rest.StartsWith(" <"u8) ? 2 : rest.StartsWith(" [<"u8) ? 3 : 0;
        return open > 0 && rest.IndexOf((byte)'>') is > 0 and int close && close > open ? HexAt(line, end + open, end + close) : null;
    }

    static Range ModuleBehind(ReadOnlySpan<byte> line, int end)
    {
        if (!line[end..].StartsWith(" ["u8))
            return default;
        int start = end + 2;
        int stop = start;
        while (stop < line.Length && (IsNameByte(line[stop]) || line[stop] == '-'))
            stop++;
        return stop > start && stop < line.Length && !char.IsAsciiDigit((char)line[start]) ? start..stop : default;
    }

    static Range? NameBefore(ReadOnlySpan<byte> line, int start)
    {
        if (!line[..start].EndsWith(" @ "u8))
            return null;
        int end = start - 3;
        int begin = end;
        while (begin > 0 && IsNameByte(line[begin - 1]))
            begin--;
        return begin < end ? begin..end : null;
    }

    // A complete address.
    static ulong? HexAt(ReadOnlySpan<byte> line, int start, int end)
    {
        if (line[start..end].StartsWith("0x"u8))
            start += 2;
        int at = start;
        return end - start is 8 or 16 && TryReadHex(line, ref at, out ulong value) && at == end ? value : null;
    }

    static bool TryReadHex(ReadOnlySpan<byte> line, ref int at, out ulong value)
    {
        bool isHex = System.Buffers.Text.Utf8Parser.TryParse(line[at..], out value, out int length, 'x');
        at += length;
        return isHex;
    }

    static bool IsNameByte(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or (byte)'.' or (byte)'$';
}
