namespace Kallsyms.Symbols.Lists;

/// <summary>
/// <c>type name PTR 0xaddress</c>, printed by the kernel's tool up to 2.6.13 when two passes differ. People who quoted it dropped the
/// address from lines next to a difference.
/// </summary>
sealed class ListingLines : DialectReader
{
    public override ListDialect Dialect => ListDialect.Listing;

    public override string Form => "'type name PTR 0xaddress'";

    public override LineMeaning Read(ReadOnlySpan<byte> line, ref SymbolLine symbol)
    {
        ReadOnlySpan<byte> rest = line.Trim(" \t"u8);
        ReadOnlySpan<byte> type = Fields.TakeWord(ref rest);
        if (type.Length != 1 || !char.IsAsciiLetter((char)type[0]) || rest.IsEmpty)
            return LineMeaning.Unknown;
        symbol.Type = type[0];
        symbol.Name = Fields.TakeWord(ref rest);
        symbol.IsUndefined = rest.IsEmpty;
        if (symbol.IsUndefined)
            return LineMeaning.Symbol;
        if (!Fields.TakeWord(ref rest).SequenceEqual("PTR"u8) || !rest.StartsWith("0x"u8) || !Fields.IsHex(rest[2..], out symbol.Address))
            return LineMeaning.Unknown;
        symbol.Digits = rest.Length - 2;
        return LineMeaning.Symbol;
    }
}
