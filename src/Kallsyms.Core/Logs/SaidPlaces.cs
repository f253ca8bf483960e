
using Kallsyms.Lookup;

namespace Kallsyms.Logs;

/// <summary>Symbols whose start the log itself gives. Even if the KASLR offset is unknown, addresses within these can be named.</summary>
sealed class SaidPlaces
{
    // No trace contains this many functions.
    const int MaxCount = 1024;

    readonly Dictionary<ulong, KernelSymbol> _symbols = [];

    /// <summary>Adds the start of a symbol.</summary>
    public void Add(ulong start, KernelSymbol symbol)
    {
        if (_symbols.Count < MaxCount)
            _symbols[start] = symbol;
    }

    /// <summary>Adds all places of another object.</summary>
    public void Add(SaidPlaces others)
    {
        foreach ((ulong start, KernelSymbol symbol) in others._symbols)
            Add(start, symbol);
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
