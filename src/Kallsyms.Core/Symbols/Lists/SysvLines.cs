namespace Kallsyms.Symbols.Lists;

/// <summary>nm -f sysv: name, value, class, type, size, line and section between bars.</summary>
sealed class SysvLines : DialectReader
{
    const int Columns = 7;

    public override ListDialect Dialect => ListDialect.NmSysv;

    public override string Form => "'name|value|class|type|size|line|section' (nm -f sysv)";

    public override LineMeaning Read(ReadOnlySpan<byte> line, ref SymbolLine symbol)
    {
        if (line.Count((byte)'|') != Columns - 1)
            return IsHeading(line) ? LineMeaning.Nothing : LineMeaning.Unknown;
        symbol.Name = TakeColumn(ref line);
        ReadOnlySpan<byte> value = TakeColumn(ref line);
        ReadOnlySpan<byte> type = TakeColumn(ref line);
        symbol.IsUndefined = value.IsEmpty;
        TakeColumn(ref line); // that of ELF: FUNC
        Fields.IsHex(TakeColumn(ref line), out symbol.Size); // it may be blank
        if (symbol.Name.IsEmpty || type.Length != 1 || !Fields.IsType(type[0])
            || !symbol.IsUndefined && !Fields.IsHex(value, out symbol.Address))
        {
            return LineMeaning.Unknown;
        }
        (symbol.Type, symbol.Digits) = (type[0], value.Length);
        return LineMeaning.Symbol;
    }

    static bool IsHeading(ReadOnlySpan<byte> line) =>
        line.StartsWith("Symbols from "u8) || line.StartsWith("Name "u8) && line.IndexOf(" Value "u8) > 0 && line.IndexOf(" Section"u8) > 0;

    static ReadOnlySpan<byte> TakeColumn(scoped ref ReadOnlySpan<byte> line)
    {
        int bar = line.IndexOf((byte)'|');
        ReadOnlySpan<byte> column = line[..bar].Trim((byte)' ');
        line = line[(bar + 1)..];
        return column;
    }
}
