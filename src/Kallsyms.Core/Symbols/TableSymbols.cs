namespace Kallsyms.Symbols;

/// <summary>The entries of a table, in table order, with what address encodings need to know besides.</summary>
/// <param name="List">The entries.</param>
/// <param name="Percpu">First and last address of the per-cpu range, where such addresses are absolute; otherwise null.</param>
/// <param name="LowestRead">The lowest of all symbols considered, entries or not, per-cpu ones left out.</param>
/// <param name="Text">Address of _text, which relocations of the kernel's tables refer to; null when the image has none.</param>
sealed record TableSymbols(SymbolList List, (ulong Start, ulong End)? Percpu, (ulong Address, string Name)? LowestRead, ulong? Text)
{
    /// <summary>True when <paramref name="address"/> is stored as it is.</summary>
    public bool IsPercpu(ulong address) => Percpu is var (start, end) && address >= start && address <= end;
}
