namespace Kallsyms.Symbols;

/// <summary>
/// Per-cpu symbols. Some kernels link them as offsets from 0; they are then not addresses and stay in place when the kernel is moved.
/// The rows of machines and releases say which do (SMP kernels for x86-64 up to 6.14); whether a given kernel does is detected here.
/// </summary>
static class PercpuSymbols
{
    /// <summary>Whether they are offsets from 0.</summary>
    public static bool StartAtZero(SymbolList symbols) => symbols.AddressOf("__per_cpu_start"u8) == 0;

    /// <summary>Returns the first address above those offsets; 0 if there are none.</summary>
    public static ulong EndOfOffsets(SymbolList symbols) =>
        StartAtZero(symbols) && symbols.AddressOf("__per_cpu_end"u8) is { } end ? end + 1 : 0;

    /// <summary>Whether a list was read from a table: no map gives __per_cpu_start an absolute letter.</summary>
    public static bool AreListedAsAbsolute(SymbolList symbols)
    {
        for (int i = 0; i < symbols.Count; i++)
        {
            if (symbols.Types[i] == 'A' && symbols.Addresses[i] == 0 && symbols.Name(i).SequenceEqual("__per_cpu_start"u8))
                return true;
        }
        return false;
    }

    /// <summary>Restores the letters of a map: in a list read from a table, per-cpu symbols become data again.</summary>
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
