namespace Kallsyms.Lookup;

/// <summary>Recognises labels that linker scripts put at the end of something; no code or data belongs to them.</summary>
static class EndMarker
{
    /// <summary>
    /// Whether a symbol is <c>_etext</c>, <c>_einittext</c>, <c>__per_cpu_end</c>, <c>__stop___ex_table</c>, <c>_end</c> or similar.
    /// Functions may have such names too, so among text symbols only labels of text sections count.
    /// </summary>
    public static bool Is(ReadOnlySpan<byte> name, byte type)
    {
        if (name.IsEmpty || name[0] != '_')
            return false;
        if (name.SequenceEqual("_end"u8) || name.SequenceEqual("_etext"u8)
            || name.SequenceEqual("_einittext"u8) || name.SequenceEqual("_edata"u8))
            return true;
        if (!name.StartsWith("__"u8))
            return false;
        if (SymbolPlaces.IsCode(type))
            return name.EndsWith("text_end"u8) || name.SequenceEqual("__etext"u8);
        return name.StartsWith("__stop_"u8) || name.StartsWith("__end_"u8)
            || name.EndsWith("_end"u8) || name.EndsWith("_stop"u8) || name.EndsWith("_limit"u8);
    }
}
