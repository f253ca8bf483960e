
using Kallsyms.Lookup;

namespace Kallsyms.Logs;

/// <summary>
/// Symbols whose start the log itself gives. Even if the KASLR offset is unknown, addresses within these can be named. It is never
/// changed, because lines are named while others are read.
/// </summary>
sealed class SaidPlaces
{
    // No trace contains this many functions.
    const int MaxCount = 1024;

    readonly Dictionary<ulong, KernelSymbol> _symbols;

    SaidPlaces(Dictionary<ulong, KernelSymbol> symbols) => _symbols = symbols;

    /// <summary>No places.</summary>
    public static SaidPlaces None { get; } = new([]);

    /// <summary>Returns these places and the start of a symbol.</summary>
    public SaidPlaces With(ulong start, KernelSymbol symbol) =>
        _symbols.Count == MaxCount || _symbols.ContainsKey(start) ? this : With([new(start, symbol)]);

    /// <summary>Returns these places and all of another object.</summary>
    public SaidPlaces With(SaidPlaces others) => With(others._symbols);

    SaidPlaces With(IEnumerable<KeyValuePair<ulong, KernelSymbol>> others)
    {
        var all = new Dictionary<ulong, KernelSymbol>(_symbols);
        foreach ((ulong start, KernelSymbol symbol) in others)
        {
            if (all.Count < MaxCount)
                all.TryAdd(start, symbol);
        }
        return new(all);
    }

    /// <summary>
    /// Whether a kernel moved by this distance has something else at one of these places. A place outside of the kernel, in a module,
    /// may have the same name as one of the kernel's symbols.
    /// </summary>
    public bool Deny(LogKernel kernel, ulong distance)
    {
        foreach ((ulong start, KernelSymbol said) in _symbols)
        {
            ulong linked = start - distance & kernel.Mask;
            if (linked != said.Address && kernel.Symbols.Find(linked) is { Module: null })
                return true;
        }
        return false;
    }

    /// <summary>Finds the symbol that contains an address.</summary>
    public bool TryFind(ulong address, out KernelSymbol symbol, out ulong offset)
    {
        foreach ((ulong start, KernelSymbol said) in _symbols)
        {
            (symbol, offset) = (said, address - start);
            if (offset < said.Size)
                return true;
        }
        (symbol, offset) = (default, 0);
        return false;
    }
}
