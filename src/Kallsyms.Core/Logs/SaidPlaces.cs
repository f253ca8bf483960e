
using Kallsyms.Lookup;

namespace Kallsyms.Logs;

/// <summary>
/// Symbols whose start a log itself gives. Where nothing tells how far the kernel was moved, what lies within these has a name all the
/// same.
/// </summary>
sealed class SaidPlaces
{
    // So many functions are in no trace.
    const int MaxCount = 1024;

    readonly Dictionary<ulong, KernelSymbol> _symbols = [];

    /// <summary>Takes in where a symbol starts.</summary>
    public void Add(ulong start, KernelSymbol symbol)
    {
        if (_symbols.Count < MaxCount)
            _symbols[start] = symbol;
    }

    /// <summary>Takes in all that others have.</summary>
    public void Add(SaidPlaces others)
    {
        foreach ((ulong start, KernelSymbol symbol) in others._symbols)
            Add(start, symbol);
    }

    /// <summary>
    /// True where a kernel that was moved so far has something else in one of these places. What lies outside of it, in a module, may be
    /// called like one of its symbols.
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

    /// <summary>The symbol that an address is within.</summary>
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
