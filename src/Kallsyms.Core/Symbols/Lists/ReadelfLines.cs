using Kallsyms.Elf;

namespace Kallsyms.Symbols.Lists;

/// <summary>readelf -s: number, value, size, type, binding, visibility, section number, name. Only the table .symtab is read.</summary>
sealed class ReadelfLines : DialectReader
{
    bool _isDynamic;

    public override ListDialect Dialect => ListDialect.Readelf;

    public override string Form => "'number: value size type binding visibility section name' (readelf -sW)";

    public override LineMeaning Read(ReadOnlySpan<byte> line, ref SymbolLine symbol)
    {
        ReadOnlySpan<byte> rest = line.TrimStart(" \t"u8);
        ReadOnlySpan<byte> number = Fields.TakeWord(ref rest);
        if (number.Length < 2 || number[^1] != ':' || number[..^1].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            return IsHeading(line) ? LineMeaning.Nothing : LineMeaning.Unknown;
        ReadOnlySpan<byte> value = Fields.TakeWord(ref rest);
        ReadOnlySpan<byte> size = Fields.TakeWord(ref rest);
        ReadOnlySpan<byte> type = Fields.TakeWord(ref rest);
        ReadOnlySpan<byte> binding = Fields.TakeWord(ref rest);
        ReadOnlySpan<byte> visibility = Fields.TakeWord(ref rest);
        if (rest.StartsWith("["u8) && rest.IndexOf("] "u8) is > 0 and int close)
            rest = rest[(close + 1)..].TrimStart((byte)' ');
        ReadOnlySpan<byte> section = Fields.TakeWord(ref rest);
        if (!Fields.IsHex(value, out symbol.Address) || !IsVisibility(visibility) || SectionOf(section) is not { } index)
            return LineMeaning.Unknown;
        if (_isDynamic || rest.IsEmpty || type.SequenceEqual("FILE"u8) || type.SequenceEqual("SECTION"u8) || IsMapping(rest, type, binding))
            return LineMeaning.Nothing;
        // Without -W names are truncated, which makes them other names.
        if (rest.EndsWith("[...]"u8))
            return LineMeaning.Unknown;
        symbol.IsUndefined = index == SectionIndex.Undefined;
        symbol.Section = index;
        symbol.Type = SectionLetter.Of(
            local: binding.SequenceEqual("LOCAL"u8), weak: binding.SequenceEqual("WEAK"u8), unique: binding.SequenceEqual("UNIQUE"u8),
            indirect: type.SequenceEqual("IFUNC"u8), isObject: type.SequenceEqual("OBJECT"u8),
            index switch
            {
                SectionIndex.Undefined => SectionLetter.Undefined,
                SectionIndex.Absolute => (byte)'a',
                SectionIndex.Common => (byte)'c',
                _ => type.SequenceEqual("FUNC"u8) ? (byte)'t' : SectionLetter.Data,
            });
        symbol.Name = rest.TrimEnd((byte)' ');
        symbol.Digits = value.Length;
        symbol.Size = SizeOf(size);
        return LineMeaning.Symbol;
    }

    // Large ones are hexadecimal, and say so.
    static ulong SizeOf(ReadOnlySpan<byte> word)
    {
        if (word.StartsWith("0x"u8))
            return Fields.IsHex(word[2..], out ulong large) ? large : 0;
        return System.Buffers.Text.Utf8Parser.TryParse(word, out ulong size, out int used) && used == word.Length ? size : 0;
    }

    // Marks of code and data on ARM, AArch64 and RISC-V, which nm omits.
    static bool IsMapping(ReadOnlySpan<byte> name, ReadOnlySpan<byte> type, ReadOnlySpan<byte> binding) =>
        name is [(byte)'$', (byte)'a' or (byte)'d' or (byte)'t' or (byte)'x']
            or [(byte)'$', (byte)'a' or (byte)'d' or (byte)'t' or (byte)'x', (byte)'.', ..]
        && type.SequenceEqual("NOTYPE"u8) && binding.SequenceEqual("LOCAL"u8);

    static bool IsVisibility(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("DEFAULT"u8) || word.SequenceEqual("HIDDEN"u8) || word.SequenceEqual("PROTECTED"u8)
            || word.SequenceEqual("INTERNAL"u8);

    static int? SectionOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("UND"u8))
            return SectionIndex.Undefined;
        if (word.SequenceEqual("ABS"u8))
            return SectionIndex.Absolute;
        if (word.SequenceEqual("COM"u8))
            return SectionIndex.Common;
        return System.Buffers.Text.Utf8Parser.TryParse(word, out int index, out int used) && used == word.Length && index > 0 ? index
            : null;
    }

    bool IsHeading(ReadOnlySpan<byte> line)
    {
        bool table = line.StartsWith("Symbol table "u8);
        if (table)
            _isDynamic = line.IndexOf("'.symtab'"u8) < 0;
        ReadOnlySpan<byte> text = line.TrimStart((byte)' ');
        return table || text.StartsWith("Num:"u8) && text.IndexOf(" Ndx "u8) > 0 || text.StartsWith("File: "u8);
    }
}
