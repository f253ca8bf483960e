using Kallsyms.Lookup;

namespace Kallsyms.Logs;

/// <summary>The names of addresses in one stretch of a log.</summary>
/// <param name="symbols">The symbols to use.</param>
/// <param name="verdict">What is known about the kernel.</param>
/// <param name="demangles">Whether to demangle names.</param>
readonly struct StretchNames(KernelSymbols symbols, Verdict verdict, bool demangles)
{
    /// <summary>Returns the demangled name; null to use the symbol's own.</summary>
    public string? InSource(KernelSymbol symbol) => demangles ? DemangledSymbols.NameOf(symbol) : null;

    /// <summary>Whether nothing in the stretch can be relied on.</summary>
    public bool IsRefused => !verdict.IsKnown && !verdict.IsOpen;

    /// <summary>Finds the symbol that an address belongs to.</summary>
    public bool TryFind(LogAddress address, out KernelSymbol symbol, out ulong offset)
    {
        bool found = TryFind(address.Value, out symbol, out offset);
        if (found && offset == 0 && address.MayReturn)
            return false;
        // The call before it was the last instruction of another function.
        if (!found || offset > 0 || !address.IsReturn || !TryFind(address.Value - 1, out KernelSymbol caller, out ulong before))
            return found;
        (symbol, offset) = (caller, before + 1);
        return true;
    }

    bool TryFind(ulong address, out KernelSymbol symbol, out ulong offset)
    {
        (symbol, offset) = (default, 0);
        if (!verdict.IsKnown)
            return verdict.Places?.TryFind(address, out symbol, out offset) == true;
        ulong linked = address - verdict.Distance & (symbols.IsWide ? ulong.MaxValue : uint.MaxValue);
        return symbols.TryFind(linked, out symbol, out offset)
            && symbol.Type is not ('A' or 'a') // a number, not an address
            && (symbol.Module is null || verdict.HasModules);
    }
}
