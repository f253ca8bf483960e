namespace Kallsyms.Symbols.Lists;

/// <summary>
/// <c>address type name</c>: System.map, nm -n; nm -S and llvm-nm, which add a size of as many digits after the address;
/// /proc/kallsyms, which adds <c>[module]</c> after the name; 0x before numbers, with tabs or several blanks between them. A line
/// without an address is undefined.
/// </summary>
sealed class MapLines : DialectReader
{
    static readonly byte[][] _hidden = ["(null)"u8.ToArray(), "(ptrval)"u8.ToArray(), "(____ptrval____)"u8.ToArray()];

    bool _headed;

    public override ListDialect Dialect => ListDialect.Map;

    public override string Form => "'address type name'";

    public override LineMeaning Read(ReadOnlySpan<byte> line, ref SymbolLine symbol)
    {
        symbol.Digits = Fields.ReadHex(line, out symbol.Address);
        // The form of nearly all lines: digits, blank, letter, blank.
        int at = symbol.Digits;
        if (at > 0 && at + 3 < line.Length && line[at] == ' ' && line[at + 2] == ' ' && line[at + 3] > ' ' && Fields.IsType(line[at + 1]))
        {
            symbol.Type = line[at + 1];
            return ReadName(line[(at + 3)..], ref symbol);
        }
        if (at > 0 && at + 3 == line.Length && line[at] == ' ' && line[at + 2] == ' ' && Fields.IsType(line[at + 1]))
        {
            // For Thumb-2 kernels, nm shortens the names of some mapping symbols to nothing, and they appear so in System.map and the
            // table.
            symbol.Type = line[at + 1];
            return LineMeaning.Symbol;
        }
        return ReadLoosely(line, ref symbol);
    }

    LineMeaning ReadLoosely(ReadOnlySpan<byte> line, ref SymbolLine symbol)
    {
        ReadOnlySpan<byte> rest = line.TrimStart(" \t"u8);
        bool indented = rest.Length < line.Length;
        ReadOnlySpan<byte> word = Fields.TakeWord(ref rest);
        if (!IsAddress(word, ref symbol))
        {
            symbol.IsUndefined = indented && word.Length == 1 && Fields.IsUndefinedType(word[0]);
            symbol.Type = symbol.IsUndefined ? word[0] : (byte)0;
            return symbol.IsUndefined ? ReadName(rest, ref symbol) : IsFileHeading(word, rest) ? LineMeaning.Nothing : LineMeaning.Unknown;
        }
        word = Fields.TakeWord(ref rest);
        if (word.Length != 1 && Digits(word) == symbol.Digits)
        {
            Fields.ReadHex(word[(word.Length - symbol.Digits)..], out symbol.Size);
            word = Fields.TakeWord(ref rest);
        }
        if (word.Length != 1 || !Fields.IsType(word[0]))
            return LineMeaning.Unknown;
        symbol.Type = word[0];
        return ReadName(rest, ref symbol);
    }

    static bool IsAddress(ReadOnlySpan<byte> word, ref SymbolLine symbol)
    {
        symbol.Digits = Digits(word);
        Fields.ReadHex(word[(word.Length - symbol.Digits)..], out symbol.Address);
        return symbol.Digits > 0 || IsHidden(word);
    }

    // Kernels that hide addresses print these words.
    static bool IsHidden(ReadOnlySpan<byte> word)
    {
        foreach (byte[] hidden in _hidden)
        {
            if (word.SequenceEqual(hidden))
                return true;
        }
        return false;
    }

    // The number of digits in a word that is a number, with or without 0x; otherwise 0.
    static int Digits(ReadOnlySpan<byte> word)
    {
        ReadOnlySpan<byte> digits = word.StartsWith("0x"u8) ? word[2..] : word;
        return Fields.IsHex(digits, out _) ? digits.Length : 0;
    }

    static LineMeaning ReadName(ReadOnlySpan<byte> text, ref SymbolLine symbol)
    {
        if (text.IsEmpty)
            return LineMeaning.Unknown;
        ReadOnlySpan<byte> name = text[^1] <= ' ' ? text.TrimEnd(" \t"u8) : text;
        if (name.IsEmpty)
            return LineMeaning.Unknown;
        int tab = name.IndexOf((byte)'\t');
        if (tab >= 0)
        {
            ReadOnlySpan<byte> behind = name[tab..].TrimStart(" \t"u8);
            name = name[..tab].TrimEnd((byte)' ');
            if (IsModule(behind))
                symbol.Module = behind[1..^1];
            else if (!IsPlace(behind))
                return LineMeaning.Unknown;
        }
        else if (name[^1] == ']' && name.LastIndexOf(" ["u8) is > 0 and int bracket && IsModule(name[(bracket + 1)..]))
        {
            symbol.Module = name[(bracket + 2)..^1];
            name = name[..bracket].TrimEnd((byte)' ');
        }
        symbol.Name = name;
        return LineMeaning.Symbol;
    }

    static bool IsModule(ReadOnlySpan<byte> text) =>
        text.Length > 2 && text[0] == '[' && text[^1] == ']' && text.IndexOfAny((byte)' ', (byte)'\t') < 0;

    // nm -l: file and line after a tab.
    static bool IsPlace(ReadOnlySpan<byte> text) =>
        text.LastIndexOf((byte)':') is > 0 and int colon && text[(colon + 1)..] is [>= (byte)'0' and <= (byte)'9' or (byte)'?', ..];

    // nm prints the file name above its symbols if it was given several files; those of a second file are another list.
    bool IsFileHeading(ReadOnlySpan<byte> word, ReadOnlySpan<byte> rest)
    {
        bool heading = !_headed && word.Length > 1 && word[^1] == ':' && rest.IsEmpty;
        _headed |= heading;
        return heading;
    }
}
