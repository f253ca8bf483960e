
namespace Kallsyms.Lookup;

/// <summary>
/// One symbol of a <see cref="KernelSymbols"/>; a view that allocates nothing. <c>default</c> is no symbol: it has no name, the address 0
/// and the type '?'.
/// </summary>
public readonly struct KernelSymbol : IEquatable<KernelSymbol>
{
    readonly KernelSymbols? _symbols;

    internal KernelSymbol(KernelSymbols symbols, int index) => (_symbols, Index) = (symbols, index);

    /// <summary>Its position in address order.</summary>
    public int Index { get; }

    /// <summary>Its address.</summary>
    public ulong Address => _symbols?.AddressAt(Index) ?? 0;

    /// <summary>
    /// The number of bytes up to the next higher symbol address, including padding, as the kernel counts; 0 for the last symbol, and
    /// before a gap without symbols.
    /// </summary>
    public ulong Size => _symbols?.SizeAt(Index) ?? 0;

    /// <summary>Its type letter, as in nm and /proc/kallsyms.</summary>
    public char Type => _symbols is null ? '?' : (char)_symbols.List.Types[Index];

    /// <summary>The module it belongs to, or null for the kernel itself.</summary>
    public string? Module => _symbols?.ModuleAt(Index);

    /// <summary>Its name as raw bytes.</summary>
    public ReadOnlySpan<byte> Utf8Name => _symbols is null ? [] : _symbols.List.Name(Index);

    /// <summary>Its name. Every call creates a new string.</summary>
    public string Name => _symbols?.List.NameText(Index) ?? "";

    /// <summary>Whether it is a mapping symbol ($x, $d, .L), which marks code or data for tools and names nothing.</summary>
    public bool IsMapping => _symbols is not null && SymbolPlaces.IsMapping(Utf8Name);

    internal bool IsOf(KernelSymbols symbols) => ReferenceEquals(_symbols, symbols);

    /// <inheritdoc/>
    public bool Equals(KernelSymbol other) => ReferenceEquals(_symbols, other._symbols) && Index == other.Index;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KernelSymbol other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Index;

    /// <summary>Whether both are the same symbol of the same table.</summary>
    public static bool operator ==(KernelSymbol left, KernelSymbol right) => left.Equals(right);

    /// <summary>Whether they are different symbols.</summary>
    public static bool operator !=(KernelSymbol left, KernelSymbol right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => $"{Address:x16} {Type} {Name}";
}
