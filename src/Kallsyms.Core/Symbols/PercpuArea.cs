namespace Kallsyms.Symbols;

/// <summary>
/// The per-cpu symbols of kernels that link them at address 0 (x86-64 with several processors, up to 6.14): they are offsets, and tables
/// list them as absolute. Which machines and releases do is said by their rows; that a kernel did is seen here.
/// </summary>
static class PercpuArea
{
    static ReadOnlySpan<byte> Start => "__per_cpu_start"u8;

    /// <summary>It starts at address 0.</summary>
    public static bool IsAtZero(SymbolList symbols) => symbols.AddressOf(Start) == 0;

    /// <summary>The first address behind those symbols; 0: there are none at address 0.</summary>
    public static ulong End(SymbolList symbols) => IsAtZero(symbols) && symbols.AddressOf("__per_cpu_end"u8) is { } end ? end + 1 : 0;

    /// <summary>A list was read from a table: no map calls its start absolute.</summary>
    public static bool IsListedAsAbsolute(SymbolList symbols)
    {
        for (int i = 0; i < symbols.Count; i++)
        {
            if (symbols.Types[i] == 'A' && symbols.Addresses[i] == 0 && symbols.Name(i).SequenceEqual(Start))
                return true;
        }
        return false;
    }
}
