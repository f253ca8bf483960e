namespace Kallsyms.Lookup;

/// <summary>One answer to a query.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Offset">Bytes from its start to the address that was asked for.</param>
public readonly record struct SymbolMatch(KernelSymbol Symbol, ulong Offset)
{
    /// <summary>The address that was asked for.</summary>
    public ulong Address => Symbol.Address + Offset;

    /// <summary>As the kernel prints it.</summary>
    public override string ToString() => Text(Symbol.Name);

    /// <summary>The same with the name in another form.</summary>
    internal string Text(string name) =>
        $"{name}+0x{Offset:x}/0x{Symbol.Size:x}{(Symbol.Module is { } module ? $" [{module}]" : "")}";
}
