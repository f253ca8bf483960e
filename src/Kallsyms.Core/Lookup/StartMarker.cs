namespace Kallsyms.Lookup;

/// <summary>Recognises labels that linker scripts put at the start of something; the counterpart of <see cref="EndMarker"/>.</summary>
static class StartMarker
{
    /// <summary>
    /// Whether a symbol is <c>_stext</c>, <c>_sinittext</c>, <c>__start___ex_table</c>, <c>__per_cpu_start</c> or similar. Functions
    /// may have such names too, so among text symbols only labels of text sections count.
    /// </summary>
    public static bool Is(ReadOnlySpan<byte> name, byte type)
    {
        if (name.IsEmpty || name[0] != '_')
            return false;
        if (name.SequenceEqual("_text"u8) || name.SequenceEqual("_stext"u8) || name.SequenceEqual("_sinittext"u8)
            || name.SequenceEqual("_sdata"u8))
        {
            return true;
        }
        if (!name.StartsWith("__"u8))
            return false;
        if (SymbolPlaces.IsCode(type))
            return name.EndsWith("text_start"u8) || name.SequenceEqual("__init_begin"u8);
        return name.StartsWith("__start_"u8) || name.EndsWith("_start"u8) || name.EndsWith("_begin"u8);
    }
}
