namespace Kallsyms.Logs;

/// <summary>
/// A place in code that a log itself names: <c>name+0xoffset/0xsize</c> or <c>name+0xoffset</c>, with its address if that is beside it;
/// and what has its address beside it, <c>name+decimal</c> or the line of a list of symbols.
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

    static ReadOnlySpan<byte> Punctuation => " \t[]<>(){?:="u8;

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
        if (Listed(line, seen.Body) is { } listed)
            places.Add(listed);
        for (int at = 0; line[at..].IndexOf((byte)'+') is >= 0 and int next;)
        {
            int plus = at + next;
            at = plus + 1;
            bool isHex = line[at..].StartsWith("0x"u8);
            at += isHex ? 2 : 0;
            if (!(isHex ? TryReadHex(line, ref at, out ulong offset) : TryReadDecimal(line, ref at, out offset)))
                continue;
            int start = plus;
            while (start > 0 && IsNameByte(line[start - 1]))
                start--;
            if (start == plus)
                continue;
            if (!isHex)
            {
                if ((AddressBehind(line, at) ?? AddressBefore(line, start)) is { } beside)
                    places.Add(new(start..plus, offset, null, default, beside));
                continue;
            }
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
            // "[<c0123456>] name+0x1/0x2 [<c0123789>] ..." where lines were joined
            ulong? behind = line[..start].TrimEnd(" ?("u8).EndsWith(">]"u8) ? null : AddressBehind(line, at);
            places.Add(new(start..plus, offset, size, module, behind ?? AddressBefore(line, start), end));
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

    // "ffffffff81234567 T vfs_read", "ffffffff81234567 (T) vfs_read  fs/read_write.c: 450" of crash: a line of a list that was copied.
    static NamedPlace? Listed(ReadOnlySpan<byte> line, int body)
    {
        ReadOnlySpan<byte> text = line[body..].TrimStart((byte)' ');
        int length = IsBlankAt(text, 8) ? 8 : 16;
        if (!IsBlankAt(text, length) || HexAt(text, 0, length) is not { } address)
            return null;
        int start = line.Length - text.Length + length;
        ReadOnlySpan<byte> rest = text[length..];
        int letter = rest is [_, (byte)'(', _, (byte)')', (byte)' ', ..] ? 2 : rest is [_, _, (byte)' ', ..] ? 1 : 0;
        if (letter == 0 || "tTwW"u8.IndexOf(rest[letter]) < 0)
            return null;
        start += 2 * letter + 1;
        int end = start;
        while (end < line.Length && IsNameByte(line[end]))
            end++;
        bool isModule = line[end..].TrimStart(" \t"u8) is [(byte)'[', ..];
        return end > start && (end == line.Length || line[end] is (byte)' ' or (byte)'\t') && !isModule
            ? new(start..end, 0, null, default, address) : null;
    }

    static bool IsBlankAt(ReadOnlySpan<byte> text, int at) => at < text.Length && text[at] is (byte)' ' or (byte)'\t';

    static ulong? AddressBefore(ReadOnlySpan<byte> line, int start)
    {
        ReadOnlySpan<byte> before = line[..start].TrimEnd(Punctuation);
        // "ffffffff81234567 T vfs_read+0x9d/0x360" of kallsyms lookup, "ffffffff81234567  k  vfs_read+0x0" of kprobes
        if (before is [.., (byte)' ', var letter] && char.IsAsciiLetter((char)letter))
            before = before[..^1].TrimEnd((byte)' ');
        int begin = before.Length;
        while (begin > 0 && IsNameByte(line[begin - 1]))
            begin--;
        return start - before.Length is > 0 and <= MaxGap && !IsStack(line[..begin]) ? HexAt(line, begin, before.Length) : null;
    }

    // " #1 [ffffc90000123e58] " of crash
    static bool IsStack(ReadOnlySpan<byte> before) =>
        before.EndsWith(" ["u8) && before[..^2].TrimEnd("0123456789"u8) is [.., (byte)'#'] number && number.Length < before.Length - 2;

    // "=> vfs_read+0x9d/0x360 <ffffffff81234567>", "#1 [ffffc90000123e58] vfs_read+157 at ffffffff81234567" of crash
    static ulong? AddressBehind(ReadOnlySpan<byte> line, int end)
    {
        ReadOnlySpan<byte> rest = line[end..];
        if (rest.StartsWith(" at "u8))
        {
            int length = rest[4..].IndexOfAny(" \t"u8);
            return HexAt(line, end + 4, length < 0 ? line.Length : end + 4 + length);
        }
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

    // Not a hexadecimal number without its mark.
    static bool TryReadDecimal(ReadOnlySpan<byte> line, ref int at, out ulong value)
    {
        bool isNumber = System.Buffers.Text.Utf8Parser.TryParse(line[at..], out value, out int length);
        at += length;
        return isNumber && (at == line.Length || !IsNameByte(line[at]));
    }

    static bool IsNameByte(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or (byte)'.' or (byte)'$';
}
