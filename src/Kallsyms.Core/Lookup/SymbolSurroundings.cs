using Kallsyms.Symbols;

namespace Kallsyms.Lookup;

/// <summary>What distinguishes a symbol from others of its name: its section and its neighbours.</summary>
/// <param name="Before">The name of the symbol before it, or null if it is the first.</param>
/// <param name="After">The name of the symbol after it, or null if it is the last.</param>
/// <param name="Section">The section of such symbols, as far as its letter and the kernel's labels tell.</param>
sealed record SymbolSurroundings(string? Before, string? After, string Section)
{
    /// <summary>Returns the surroundings of a symbol.</summary>
    public static SymbolSurroundings Of(KernelSymbols symbols, KernelSymbol symbol) =>
        new(Neighbour(symbols, symbol, -1), Neighbour(symbols, symbol, 1), SectionOf(symbols, symbol));

    /// <inheritdoc/>
    public override string ToString() => $"{Section}, between {Before ?? "the start"} and {After ?? "the end"}";

    static string? Neighbour(KernelSymbols symbols, KernelSymbol symbol, int step)
    {
        // Thousands may share an address.
        int at = step < 0 ? symbols.FirstNotBelow(symbol.Address) - 1
            : symbol.Address == ulong.MaxValue ? symbols.Count
            : symbols.FirstNotBelow(symbol.Address + 1);
        while (at >= 0 && at < symbols.Count && symbols[at].IsMapping)
            at += step;
        return at >= 0 && at < symbols.Count && symbols[at].Module == symbol.Module ? symbols[at].Name : null;
    }

    static string SectionOf(KernelSymbols symbols, KernelSymbol symbol) => symbol.Type switch
    {
        _ when TypeLetter.IsFunction((byte)symbol.Type) => IsWithin(symbols, symbol, "_sinittext", "_einittext") ? ".init.text" : ".text",
        'd' or 'D' => IsWithin(symbols, symbol, "__init_begin", "__init_end") ? ".init.data" : ".data",
        'r' or 'R' => ".rodata",
        'b' or 'B' => ".bss",
        'a' or 'A' => "absolute",
        _ => $"type {symbol.Type}",
    };

    static bool IsWithin(KernelSymbols symbols, KernelSymbol symbol, string start, string end) =>
        symbol.Module is null && symbols.Find(start)?.Address <= symbol.Address && symbol.Address < symbols.Find(end)?.Address;
}
