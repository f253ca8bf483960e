namespace Kallsyms.Symbols.Lists;

/// <summary>
/// <c>name type address size</c>, as nm -P prints it; an undefined symbol has no address, and one without a size no size.
/// </summary>
sealed class PosixLines : DialectReader
{
    public override ListDialect Dialect => ListDialect.NmPosix;

    public override string Form => "'name type address size' (nm -P)";

    public override LineMeaning Read(ReadOnlySpan<byte> line, ref SymbolLine symbol)
    {
        ReadOnlySpan<byte> rest = line.TrimEnd(" \t"u8);
        // From the end, since C++ names contain blanks.
        ReadOnlySpan<byte> last = TakeLast(ref rest);
        if (last.Length == 1 && Fields.IsUndefinedType(last[0]) && !rest.IsEmpty && rest.IndexOfAny((byte)' ', (byte)'\t') < 0)
        {
            symbol.IsUndefined = true;
            symbol.Type = last[0];
            symbol.Name = rest;
            return LineMeaning.Symbol;
        }
        ReadOnlySpan<byte> type = TakeLast(ref rest);
        // An address may look like a letter: a, and 0 is one digit too. Then what precedes it is the letter.
        if (EndsInType(rest) && Fields.IsHex(type, out _) && Fields.IsHex(last, out symbol.Size))
        {
            last = type;
            type = TakeLast(ref rest);
        }
        if (!IsType(type) || rest.IsEmpty || !Fields.IsHex(last, out symbol.Address))
            return LineMeaning.Unknown;
        symbol.Type = type[0];
        symbol.Name = rest;
        symbol.Digits = last.Length;
        return LineMeaning.Symbol;
    }

    static bool IsType(ReadOnlySpan<byte> word) => word.Length == 1 && Fields.IsType(word[0]);

    // A name, blanks, a letter.
    static bool EndsInType(ReadOnlySpan<byte> text) => IsType(TakeLast(ref text)) && !text.IsEmpty;

    static ReadOnlySpan<byte> TakeLast(scoped ref ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> word = text[(text.LastIndexOfAny((byte)' ', (byte)'\t') + 1)..];
        text = text[..^word.Length].TrimEnd(" \t"u8);
        return word;
    }
}
