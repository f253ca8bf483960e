namespace Kallsyms.Symbols.Lists;

/// <summary>objdump -t: address, seven flags, section, size, visibility if it is not the default, name.</summary>
sealed class ObjdumpLines : DialectReader
{
    const int Flags = 7;

    static readonly System.Buffers.SearchValues<byte> _flags = System.Buffers.SearchValues.Create("lgu! wCWIidDFfO"u8);

    bool _isDynamic;

    public override ListDialect Dialect => ListDialect.Objdump;

    public override string Form => "'address flags section size name' (objdump -t)";

    public override LineMeaning Read(ReadOnlySpan<byte> line, ref SymbolLine symbol)
    {
        int digits = Fields.ReadHex(line, out symbol.Address);
        if (digits < 8 || line.Length < digits + Flags + 4 || line[digits] != ' ' || line[digits + Flags + 1] != ' ')
            return IsHeading(line) ? LineMeaning.Nothing : LineMeaning.Unknown;
        ReadOnlySpan<byte> flags = line.Slice(digits + 1, Flags);
        ReadOnlySpan<byte> rest = line[(digits + Flags + 2)..];
        ReadOnlySpan<byte> section = Fields.TakeWord(ref rest);
        if (!AreFlags(flags) || section.IsEmpty || !Fields.IsHex(Fields.TakeWord(ref rest), out symbol.Size))
            return LineMeaning.Unknown;
        // Names of files and of sections are not symbols to nm.
        if (_isDynamic || flags[5] == 'd' || flags[6] == 'f')
            return LineMeaning.Nothing;
        if (rest.StartsWith("."u8) || rest.StartsWith("0x"u8))
            SkipVisibility(ref rest);
        if (rest.IsEmpty)
            return LineMeaning.Unknown;
        symbol.IsUndefined = section.SequenceEqual("*UND*"u8);
        symbol.Type = SectionLetter.Of(
            local: flags[0] == 'l', weak: flags[1] == 'w', unique: flags[0] == 'u', indirect: flags[4] == 'i', isObject: flags[6] == 'O',
            symbol.IsUndefined ? SectionLetter.Undefined : SectionLetter.OfName(section, isFunction: flags[6] == 'F'));
        symbol.Name = rest.TrimEnd((byte)' ');
        symbol.Digits = digits;
        return LineMeaning.Symbol;
    }

    bool IsHeading(ReadOnlySpan<byte> line)
    {
        bool table = line.EndsWith("SYMBOL TABLE:"u8);
        if (table)
            _isDynamic = line.StartsWith("DYNAMIC"u8);
        return table || line.IndexOf("file format "u8) > 0 || line.SequenceEqual("no symbols"u8);
    }

    static bool AreFlags(ReadOnlySpan<byte> flags) =>
        !flags.ContainsAnyExcept(_flags) && flags[0] is (byte)'l' or (byte)'g' or (byte)'u' or (byte)'!' or (byte)' ';

    static void SkipVisibility(scoped ref ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> behind = rest;
        ReadOnlySpan<byte> word = Fields.TakeWord(ref behind);
        if (!behind.IsEmpty && (word.SequenceEqual(".hidden"u8) || word.SequenceEqual(".protected"u8) || word.SequenceEqual(".internal"u8)
            || word.StartsWith("0x"u8)))
        {
            rest = behind;
        }
    }
}
