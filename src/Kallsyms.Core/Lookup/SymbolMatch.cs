namespace Kallsyms.Lookup;

/// <summary>One answer to a query.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Offset">The distance in bytes from its start to the queried address.</param>
public readonly record struct SymbolMatch(KernelSymbol Symbol, ulong Offset)
{
    /// <summary>The queried address.</summary>
    public ulong Address => Symbol.Address + Offset;

    /// <summary>The symbol and offset as the kernel prints them.</summary>
    public override string ToString() => Text(Symbol.Name);

    /// <summary>The same text with the name in another form.</summary>
    internal string Text(string name) =>
        $"{name}+0x{Offset:x}/0x{Symbol.Size:x}{(Symbol.Module is { } module ? $" [{module}]" : "")}";
}
