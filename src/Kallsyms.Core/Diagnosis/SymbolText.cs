using System.Buffers.Text;
using System.Text;
using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>
/// Lists of symbols in the forms in which people have them: System.map, nm with or without sizes, /proc/kallsyms, the listing that
/// kernels up to 2.6.13 printed ("T name PTR 0xc0100000"), and diffs of any of these, unified or not, which are two lists.
/// </summary>
static class SymbolText
{
    /// <summary>Which side of a diff a line belongs to.</summary>
    [Flags]
    enum Side
    {
        None = 0,
        Before = 1,
        After = 2,
        Both = 3,
    }

    /// <summary>True when the bytes are text.</summary>
    public static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (byte value in start)
        {
            if (value is < 9 or > 13 and < 32)
                return false;
        }
        return true;
    }

    /// <summary>One list, or the two sides of a diff.</summary>
    /// <exception cref="KallsymsException">A line has no known form; the message has its number.</exception>
    public static Observation[] Read(byte[] text, string name)
    {
        if (!IsDiff(text))
            return [ReadSide(text, name, Side.None)];
        return [ReadSide(text, name + " (-)", Side.Before), ReadSide(text, name + " (+)", Side.After)];
    }

    static Observation ReadSide(byte[] text, string name, Side side)
    {
        int lines = text.AsSpan().Count((byte)'\n') + 1;
        var list = new SymbolListBuilder(text, lines);
        var traits = new Traits { Listing = text.AsSpan().IndexOf("PTR"u8) >= 0 };
        int start = 0;
        for (int number = 1; start < text.Length; number++)
        {
            int end = text.AsSpan(start).IndexOf((byte)'\n');
            end = end < 0 ? text.Length : start + end;
            int from = start;
            if (side == Side.None || (SideOf(text.AsSpan(start, end - start)) & side) != 0)
            {
                if (side != Side.None && end > start)
                    from = Math.Min(end, from + (text[start] is (byte)'<' or (byte)'>' ? 2 : 1));
                if (!ReadLine(text, from, TrimmedEnd(text, from, end), list, ref traits))
                    throw new KallsymsException(ErrorKind.Unreadable, $"line {number}: expected 'address type name', found '{Excerpt(text, start, end)}'", name, start);
            }
            start = end + 1;
        }
        SymbolList symbols = InOrder(list.Build());
        if (traits.Running && symbols.Count > 0 && symbols.Addresses.IndexOfAnyExcept(0UL) < 0)
            throw new KallsymsException(ErrorKind.Unreadable, "all addresses are hidden: read it as root, or with kernel.kptr_restrict=0", name);
        return new(name, traits.Running || traits.PercpuAbsolute ? ListKind.Table : traits.Unfiltered ? ListKind.All : ListKind.Map, symbols)
        {
            IsRunning = traits.Running,
            PercpuAbsolute = traits.PercpuAbsolute,
            Wide = traits.Wide,
            Table = TableExtent.Find(symbols),
        };
    }

    // What was not sorted by address (nm without -n) is.
    static SymbolList InOrder(SymbolList list)
    {
        ulong last = 0;
        for (int i = 0; i < list.Count; i++)
        {
            if (list.IsUndefined(i))
                continue;
            if (list.Addresses[i] < last)
                return list.Select(RadixSort.Order(list.Addresses));
            last = list.Addresses[i];
        }
        return list;
    }

    static bool IsDiff(byte[] text)
    {
        ReadOnlySpan<byte> all = text;
        return all.Length > 0 && all[0] is (byte)'+' or (byte)'-' or (byte)'<' or (byte)'>'
            || all.IndexOf("\n+"u8) >= 0 || all.IndexOf("\n-"u8) >= 0 || all.IndexOf("\n< "u8) >= 0 || all.IndexOf("\n> "u8) >= 0;
    }

    static Side SideOf(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("---"u8) || line.StartsWith("+++"u8) || line.StartsWith("@@"u8) || line.StartsWith("diff "u8) || line.StartsWith("index "u8))
            return Side.None;
        return line.IsEmpty ? Side.None : line[0] switch
        {
            (byte)'-' or (byte)'<' => Side.Before,
            (byte)'+' or (byte)'>' => Side.After,
            (byte)' ' => Side.Both,
            _ => Side.None,
        };
    }

    static int TrimmedEnd(byte[] text, int start, int end)
    {
        while (end > start && text[end - 1] is (byte)' ' or (byte)'\r' or (byte)'\t')
            end--;
        return end;
    }

    static bool ReadLine(byte[] text, int start, int end, SymbolListBuilder list, ref Traits traits)
    {
        ReadOnlySpan<byte> line = text.AsSpan(start, end - start);
        if (line.IsEmpty)
            return true;
        if (line[0] == ' ')
            return ReadUndefined(text, start, end, list, ref traits);
        return ReadDefined(text, start, end, list, ref traits) || traits.Listing && ReadListing(text, start, end, list, ref traits);
    }

    static bool ReadDefined(byte[] text, int start, int end, SymbolListBuilder list, ref Traits traits)
    {
        ReadOnlySpan<byte> line = text.AsSpan(start, end - start);
        int skip = line.StartsWith("0x"u8) ? 2 : 0;
        if (!Utf8Parser.TryParse(line[skip..], out ulong address, out int at, 'x') || (at += skip) >= line.Length || line[at] != ' ')
            return false;
        at++;
        // nm -S puts the size between.
        if (line.Length > at + 3 && line[at + 1] != ' ' && Utf8Parser.TryParse(line[at..], out ulong _, out int size, 'x') && at + size < line.Length && line[at + size] == ' ')
            at += size + 1;
        if (line.Length < at + 3 || line[at + 1] != ' ')
            return false;
        byte letter = line[at];
        ReadOnlySpan<byte> name = line[(at + 2)..];
        int tab = name.IndexOf((byte)'\t');
        if (tab >= 0)
        {
            // /proc/kallsyms: a tab and the module's name in brackets. Modules are in no image.
            traits.Running = true;
            return true;
        }
        traits.Unfiltered |= letter is (byte)'a' or (byte)'N' or (byte)'U' or (byte)'w';
        if (list.Count == 0)
            traits.Wide = line.IndexOf((byte)' ') > 8;
        // No map, but what was read from a table.
        traits.PercpuAbsolute |= letter == 'A' && address == 0 && name.SequenceEqual("__per_cpu_start"u8);
        list.Add(address, letter, start + at + 2, name.Length, -1);
        return true;
    }

    static bool ReadUndefined(byte[] text, int start, int end, SymbolListBuilder list, ref Traits traits)
    {
        ReadOnlySpan<byte> line = text.AsSpan(start, end - start);
        int at = line.IndexOfAnyExcept((byte)' ');
        if (line.Length < at + 3 || line[at + 1] != ' ' || line[at] is not ((byte)'U' or (byte)'w' or (byte)'v'))
        {
            // Excerpts are often indented.
            return at > 0 && ReadLine(text, start + at, end, list, ref traits);
        }
        traits.Unfiltered = true;
        list.Add(0, line[at], start + at + 2, line.Length - at - 2, SectionIndex.Undefined);
        return true;
    }

    // Letter, name, "PTR" and the address, which is not always quoted of lines that stand around a difference.
    static bool ReadListing(byte[] text, int start, int end, SymbolListBuilder list, ref Traits traits)
    {
        ReadOnlySpan<byte> line = text.AsSpan(start, end - start);
        if (line.Length < 3 || !char.IsAsciiLetter((char)line[0]) || line[1] is not ((byte)' ' or (byte)'\t'))
            return false;
        int name = start + 2 + line[2..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        int length = text.AsSpan(name, end - name).IndexOfAny((byte)' ', (byte)'\t');
        if (length < 0)
        {
            list.Add(0, line[0], name, end - name, SectionIndex.Undefined);
            return true;
        }
        ReadOnlySpan<byte> rest = text.AsSpan(name + length, end - name - length).TrimStart(" \t"u8);
        ReadOnlySpan<byte> number = rest.StartsWith("PTR"u8) ? rest[3..].TrimStart(" \t"u8) : [];
        if (!number.StartsWith("0x"u8) || !Utf8Parser.TryParse(number[2..], out ulong address, out int digits, 'x') || digits != number.Length - 2)
            return false;
        traits.Wide = number.Length > 10;
        list.Add(address, line[0], name, length, -1);
        return true;
    }

    static string Excerpt(byte[] text, int start, int end) => Encoding.UTF8.GetString(text.AsSpan(start, Math.Min(end - start, 60)));

    // What the lines read so far tell about the list.
    struct Traits
    {
        public bool Running;
        public bool Unfiltered;
        public bool PercpuAbsolute;
        public bool Wide;
        public bool Listing;
    }
}
