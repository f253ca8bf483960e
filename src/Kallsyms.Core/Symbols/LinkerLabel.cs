namespace Kallsyms.Symbols;

/// <summary>
/// Labels that linker scripts put before and behind something, by their names. Functions may have such names too, so that among them only
/// labels of text sections count.
/// </summary>
static class LinkerLabel
{
    /// <summary>True for <c>_stext</c>, <c>_sinittext</c>, <c>__start___ex_table</c>, <c>__per_cpu_start</c> and the like.</summary>
    public static bool IsStart(ReadOnlySpan<byte> name, byte type)
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
        if (TypeLetter.IsFunction(type))
            return name.EndsWith("text_start"u8) || name.SequenceEqual("__init_begin"u8);
        return name.StartsWith("__start_"u8) || name.EndsWith("_start"u8) || name.EndsWith("_begin"u8);
    }

    /// <summary>
    /// True for <c>_etext</c>, <c>_einittext</c>, <c>__per_cpu_end</c>, <c>__stop___ex_table</c>, <c>_end</c> and the like: nothing
    /// belongs to them.
    /// </summary>
    public static bool IsEnd(ReadOnlySpan<byte> name, byte type)
    {
        if (name.IsEmpty || name[0] != '_')
            return false;
        if (name.SequenceEqual("_end"u8) || name.SequenceEqual("_etext"u8)
            || name.SequenceEqual("_einittext"u8) || name.SequenceEqual("_edata"u8))
            return true;
        if (!name.StartsWith("__"u8))
            return false;
        if (TypeLetter.IsFunction(type))
            return name.EndsWith("text_end"u8) || name.SequenceEqual("__etext"u8);
        return name.StartsWith("__stop_"u8) || name.StartsWith("__end_"u8)
            || name.EndsWith("_end"u8) || name.EndsWith("_stop"u8) || name.EndsWith("_limit"u8);
    }

    /// <summary>Rather such a label than a thing of the program, whatever its letter; good enough to judge what differs.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> name) =>
        name.StartsWith("__start_"u8) || name.StartsWith("__stop_"u8) || name.StartsWith("__begin_"u8) || name.StartsWith("__end_"u8)
        || name.EndsWith("_start"u8) || name.EndsWith("_end"u8) || name.EndsWith("_begin"u8) || name.EndsWith("_stop"u8)
        || name.StartsWith("_e"u8) || name.StartsWith("_s"u8) || name.StartsWith("__per_cpu_"u8) || name.EndsWith("_loc"u8)
        || name.StartsWith("_text"u8) || name.StartsWith("__bss_"u8) || name.StartsWith("__init_"u8) || name.StartsWith("_data"u8);
}
