namespace Kallsyms.Symbols;

/// <summary>The entries of a table, in table order, with what address encodings also need.</summary>
/// <param name="List">The entries.</param>
/// <param name="Percpu">First and last address of the per-cpu range if such addresses are absolute; otherwise null.</param>
/// <param name="LowestRead">The lowest address of all symbols considered, entries or not, except per-cpu ones.</param>
/// <param name="Text">The address of _text, which relocations of the kernel's tables refer to; null if the image has none.</param>
sealed record TableSymbols(SymbolList List, (ulong Start, ulong End)? Percpu, (ulong Address, string Name)? LowestRead, ulong? Text)
{
    /// <summary>Whether <paramref name="address"/> is stored unchanged.</summary>
    public bool IsPercpu(ulong address) => Percpu is var (start, end) && address >= start && address <= end;
}
