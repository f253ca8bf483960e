using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Tables;

/// <summary>
/// Parses the assembler text that a kernel's table tool writes: data directives, labels, alignment, symbol sizes, and the
/// preprocessor's lines that choose the word size. Anything else makes it fail.
/// </summary>
sealed class TableListingParser
{
    const int MaxDepth = 8;

    readonly ElfFormat _format;
    readonly bool _alignIsBytes;
    readonly Dictionary<string, string> _macros = [];
    readonly List<ObjectLabel> _labels = [];
    readonly Dictionary<string, long> _sizes = [];
    readonly HashSet<string> _globals = [];
    readonly List<TableWord> _words = [];
    byte[] _contents = new byte[1 << 16];
    int _length;
    int _alignment = 1;
    string? _section;
    bool _skipping;
    int _depth;

    TableListingParser(ElfFormat format, bool alignIsBytes) => (_format, _alignIsBytes) = (format, alignIsBytes);

    /// <summary>Parses a text; returns null if it contains anything unknown.</summary>
    /// <param name="text">The text as given to the C preprocessor.</param>
    /// <param name="format">Word size and byte order of the target.</param>
    /// <param name="machine">Determines the unit of .align.</param>
    public static TableListing? Parse(ReadOnlySpan<byte> text, ElfFormat format, ElfMachine machine)
    {
        var parser = new TableListingParser(format, machine.Row().AlignCountsBytes);
        try
        {
            while (text.Length > 0)
            {
                int end = text.IndexOf((byte)'\n');
                ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
                text = end < 0 ? [] : text[(end + 1)..];
                if (!parser.Line(line))
                    return null;
            }
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
        return parser.Finish();
    }

    TableListing? Finish()
    {
        if (_section is null || _labels.Count == 0 || _labels.Any(label => !_globals.Contains(label.Name)))
            return null;
        ObjectLabel[] labels = _labels.Select(label => label with { Size = _sizes.GetValueOrDefault(label.Name) }).ToArray();
        return new(_section, _alignment, _contents[.._length], labels, _words);
    }

    bool Line(ReadOnlySpan<byte> line)
    {
        int comment = line.IndexOf("/*"u8);
        line = (comment < 0 ? line : line[..comment]).Trim(" \t\r"u8);
        if (line.Length == 0)
            return true;
        if (line[0] == '#')
            return Preprocessor(Encoding.Latin1.GetString(line));
        if (_skipping)
            return true;
        if (line[^1] == ':')
        {
            _labels.Add(new(Encoding.Latin1.GetString(line[..^1]), _length));
            return true;
        }
        int blank = line.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> word = blank < 0 ? line : line[..blank];
        ReadOnlySpan<byte> rest = blank < 0 ? [] : line[blank..].Trim(" \t"u8);
        return word.SequenceEqual(".byte"u8) ? Data(rest, 1)
            : word.SequenceEqual(".short"u8) || word.SequenceEqual(".2byte"u8) || word.SequenceEqual(".hword"u8) ? Data(rest, 2)
            : word.SequenceEqual(".long"u8) || word.SequenceEqual(".4byte"u8) || word.SequenceEqual(".int"u8) ? Data(rest, 4)
            : word.SequenceEqual(".quad"u8) || word.SequenceEqual(".8byte"u8) ? Data(rest, 8)
            : word.SequenceEqual(".asciz"u8) || word.SequenceEqual(".string"u8) ? Quoted(rest, terminated: true)
            : word.SequenceEqual(".ascii"u8) ? Quoted(rest, terminated: false)
            : Directive(Encoding.Latin1.GetString(word), Encoding.Latin1.GetString(rest));
    }

    bool Preprocessor(string line)
    {
        string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["#if", "BITS_PER_LONG", "==", "64"]:
                _skipping = !_format.Is64;
                return true;
            case ["#else"]:
                _skipping = !_skipping;
                return true;
            case ["#endif"]:
                _skipping = false;
                return true;
            case ["#include", "<asm/types.h>" or "<asm/bitsperlong.h>"]:
                return true;
            case ["#define", var name, .. var value]:
                if (!_skipping)
                    _macros[name] = string.Join(' ', value);
                return true;
            default:
                return false;
        }
    }

    bool Directive(string word, string rest)
    {
        if (_macros.TryGetValue(word, out string? meaning))
        {
            // Macros may refer to each other in a cycle.
            if (_depth == MaxDepth)
                return false;
            _depth++;
            bool isKnown = Line(Encoding.Latin1.GetBytes($"{meaning} {rest}"));
            _depth--;
            return isKnown;
        }
        switch (word)
        {
            case ".globl" or ".global":
                return _globals.Add(rest);
            case ".section" when _section is null:
                _section = rest.Split(',')[0].Trim('"');
                return rest is ".rodata, \"a\"" or ".rodata,\"a\"" or ".rodata";
            case ".data" when _section is null && rest.Length == 0:
                _section = ".data";
                return true;
            case ".balign":
                return Align(int.Parse(rest));
            case ".p2align":
                return Align(checked(1 << int.Parse(rest)));
            case ".align":
                return Align(_alignIsBytes ? int.Parse(rest) : checked(1 << int.Parse(rest)));
            case ".size":
                // "label, . - label": the distance between the label and here.
                string[] parts = rest.Split(',', StringSplitOptions.TrimEntries);
                if (parts.Length != 2 || parts[1].Replace(" ", "", StringComparison.Ordinal) != ".-" + parts[0])
                    return false;
                int at = _labels.FindIndex(label => label.Name == parts[0]);
                return at >= 0 && _sizes.TryAdd(parts[0], _length - _labels[at].Offset);
            default:
                return false;
        }
    }

    bool Align(int alignment)
    {
        if (alignment is < 1 or > 4096)
            return false;
        _alignment = Math.Max(_alignment, alignment);
        Room((alignment - _length % alignment) % alignment);
        return true;
    }

    bool Data(ReadOnlySpan<byte> values, int width)
    {
        while (true)
        {
            int comma = values.IndexOf((byte)',');
            if (!Value((comma < 0 ? values : values[..comma]).Trim(" \t"u8), width))
                return false;
            if (comma < 0)
                return true;
            values = values[(comma + 1)..];
        }
    }

    bool Value(ReadOnlySpan<byte> text, int width)
    {
        int offset = _length;
        Span<byte> place = Room(width);
        if (Number(text) is { } number)
            return Put(place, number, width);
        return width >= 4 && Address(text) is var (symbol, addend, fromPlace) && Add(new(offset, width, symbol, addend, fromPlace));
    }

    bool Add(TableWord word)
    {
        _words.Add(word);
        return true;
    }

    bool Put(Span<byte> place, long number, int width)
    {
        long limit = 1L << (width * 8 - 1);
        if (width < 8 && (number < -limit || number >= 2 * limit))
            return false;
        switch (width)
        {
            case 1: place[0] = (byte)number; break;
            case 2: _format.PutU16(place, 0, (ushort)number); break;
            case 4: _format.PutU32(place, 0, (uint)number); break;
            default: _format.PutU64(place, 0, (ulong)number); break;
        }
        return true;
    }

    // A sum of one symbol, numbers, and optionally the place itself, subtracted: "_text + 0x10", "_text - . + (16)".
    static (string Symbol, long Addend, bool FromPlace)? Address(ReadOnlySpan<byte> text)
    {
        (string? symbol, long addend, bool fromPlace, bool minus) = (null, 0, false, false);
        for (bool first = true; text.Length > 0; first = false)
        {
            minus = text[0] == '-';
            if (minus || text[0] == '+')
                text = text[1..].TrimStart(" \t"u8);
            else if (!first)
                return null;
            int end = text.IndexOfAny(" \t"u8);
            ReadOnlySpan<byte> term = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[end..].TrimStart(" \t"u8);
            if (term is [(byte)'(', .., (byte)')'])
                term = term[1..^1];
            if (Number(term) is { } number)
                addend += minus ? -number : number;
            else if (minus && !fromPlace && term is [(byte)'.'])
                fromPlace = true;
            else if (!minus && symbol is null && IsName(term))
                symbol = Name(term);
            else
                return null;
        }
        return symbol is null ? null : (symbol, addend, fromPlace);
    }

    static string Name(ReadOnlySpan<byte> text) => text.SequenceEqual("_text"u8) ? TableObject.TextSymbol : Encoding.Latin1.GetString(text);

    static bool IsName(ReadOnlySpan<byte> text)
    {
        foreach (byte c in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '_')
                return false;
        }
        return text.Length > 0 && !char.IsAsciiDigit((char)text[0]);
    }

    static long? Number(ReadOnlySpan<byte> text)
    {
        bool negative = text.Length > 0 && text[0] == '-';
        if (negative)
            text = text[1..];
        bool hexadecimal = text.StartsWith("0x"u8);
        if (hexadecimal)
            text = text[2..];
        if (text.Length == 0 || text.Length > 20 || !hexadecimal && text.Length > 1 && text[0] == '0')
            return null;
        ulong value = 0;
        foreach (byte c in text)
        {
            int digit =
                c is >= (byte)'0' and <= (byte)'9' ? c - '0'
                : hexadecimal && (c | 0x20) is >= 'a' and <= 'f' ? (c | 0x20) - 'a' + 10
                : -1;
            if (digit < 0)
                return null;
            value = checked(value * (hexadecimal ? 16u : 10u) + (ulong)digit);
        }
        return negative ? -(long)value : (long)value;
    }

    // The table's tool writes every character literally; a backslash would be an escape.
    bool Quoted(ReadOnlySpan<byte> text, bool terminated)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
            return false;
        ReadOnlySpan<byte> inner = text[1..^1];
        if (inner.IndexOfAny((byte)'"', (byte)'\\') >= 0)
            return false;
        inner.CopyTo(Room(inner.Length));
        if (terminated)
            Room(1);
        return true;
    }

    Span<byte> Room(int bytes)
    {
        if (_length + bytes > _contents.Length)
            Array.Resize(ref _contents, checked(Math.Max(_contents.Length * 2, _length + bytes)));
        _length += bytes;
        return _contents.AsSpan(_length - bytes, bytes);
    }
}
