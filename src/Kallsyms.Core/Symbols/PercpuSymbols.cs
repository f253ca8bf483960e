namespace Kallsyms.Symbols;

/// <summary>
/// Per-cpu symbols. SMP kernels for x86-64 up to 6.14 link them as offsets from 0: they then are no addresses, and stay where they are when
/// the kernel is moved.
/// </summary>
static class PercpuSymbols
{
    /// <summary>They are offsets from 0.</summary>
    public static bool StartAtZero(SymbolList symbols) => symbols.AddressOf("__per_cpu_start"u8) == 0;

    /// <summary>The first address above those offsets; 0 where there are none.</summary>
    public static ulong EndOfOffsets(SymbolList symbols) =>
        StartAtZero(symbols) && symbols.AddressOf("__per_cpu_end"u8) is { } end ? end + 1 : 0;
}
