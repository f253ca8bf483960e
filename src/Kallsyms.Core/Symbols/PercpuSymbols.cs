namespace Kallsyms.Symbols;

/// <summary>
/// Per-cpu symbols. Some kernels link them as offsets from 0: they then are no addresses, and stay where they are when the kernel is moved.
/// Which machines and releases do is said by their rows (SMP kernels for x86-64 up to 6.14); that a kernel did is seen here.
/// </summary>
static class PercpuSymbols
{
    /// <summary>They are offsets from 0.</summary>
    public static bool StartAtZero(SymbolList symbols) => symbols.AddressOf("__per_cpu_start"u8) == 0;

    /// <summary>The first address above those offsets; 0 where there are none.</summary>
    public static ulong EndOfOffsets(SymbolList symbols) =>
        StartAtZero(symbols) && symbols.AddressOf("__per_cpu_end"u8) is { } end ? end + 1 : 0;

    /// <summary>A list was read from a table: no map calls its start absolute.</summary>
    public static bool AreListedAsAbsolute(SymbolList symbols)
    {
        for (int i = 0; i < symbols.Count; i++)
        {
            if (symbols.Types[i] == 'A' && symbols.Addresses[i] == 0 && symbols.Name(i).SequenceEqual("__per_cpu_start"u8))
                return true;
        }
        return false;
    }

    /// <summary>The letters that a map has: where a list was read from a table, its per-cpu symbols are data again.</summary>
    public static SymbolList WithLettersOfMap(SymbolList symbols)
    {
        if (!AreListedAsAbsolute(symbols))
            return symbols;
        ulong end = EndOfOffsets(symbols);
        byte[] types = symbols.Types.ToArray();
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i] == 'A' && symbols.Addresses[i] < end)
                types[i] = (byte)'D';
        }
        return symbols.WithTypes(types);
    }
}
