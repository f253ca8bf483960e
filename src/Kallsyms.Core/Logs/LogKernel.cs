using Kallsyms.Elf;
using Kallsyms.Images.Machines;
using Kallsyms.Lookup;

namespace Kallsyms.Logs;

/// <summary>Where a kernel's symbols come from, and so what their addresses mean.</summary>
public enum SymbolOrigin
{
    /// <summary>An image: addresses are those it was linked for.</summary>
    Image,

    /// <summary>
    /// A System.map, or what was saved of a kernel that ran, its /proc/kallsyms or its memory: addresses may be those at which it ran.
    /// </summary>
    Saved,

    /// <summary>/proc/kallsyms of the kernel that runs here and now, whose log is read as it is written.</summary>
    Running,
}

/// <summary>The kernel whose symbols are at hand, and what else is known of it.</summary>
public sealed class LogKernel
{
    /// <summary>Takes symbols.</summary>
    /// <param name="symbols">The symbols.</param>
    /// <param name="origin">Where they come from.</param>
    /// <param name="version">"Linux version ..." as the kernel itself says it, or the release alone; null: not known.</param>
    public LogKernel(KernelSymbols symbols, SymbolOrigin origin, string? version = null)
    {
        (Symbols, Origin, Version) = (symbols, origin, version);
        Build = version is null ? null : KernelBuild.Parse(version);
        Machine = MachineGuess.Find(symbols.List, symbols.IsWide);
        Grain = KaslrOffset.Grain(symbols.IsWide, Machine);
        Mobility = Mobilities.Of(symbols.List, Machine);
        DeniesMoves = Mobilities.Denies(symbols.List);
        Text = (symbols.Find("_text") ?? symbols.Find("_stext") ?? FirstFunction(symbols))?.Address;
        HasModules = symbols.Any(symbol => symbol.Module is not null);
    }

    /// <summary>The symbols.</summary>
    public KernelSymbols Symbols { get; }

    /// <summary>Where they come from.</summary>
    public SymbolOrigin Origin { get; }

    /// <summary>The machine it is for; None: its names do not tell.</summary>
    internal ElfMachine Machine { get; }

    /// <summary>Whether it runs elsewhere than where it was linked.</summary>
    public Mobility Mobility { get; }

    /// <summary>What it says of not having been moved is not to be relied on.</summary>
    internal bool DeniesMoves { get; }

    /// <summary>"Linux version ..." as it was given; null: not known.</summary>
    internal string? Version { get; }

    internal KernelBuild? Build { get; }

    /// <summary>Where its code starts, as its symbols have it; null: there is none in the list.</summary>
    internal ulong? Text { get; }

    /// <summary>What it may be moved by is a multiple of this.</summary>
    internal ulong Grain { get; }

    internal bool HasModules { get; }

    /// <summary>Where its code calls; null: there is no code at hand, only names.</summary>
    internal CallSites? Calls { get; private init; }

    /// <summary>Reads the eight bytes before an address of the image; empty: they are not known.</summary>
    internal Func<ulong, ReadOnlyMemory<byte>>? Code { init => Calls = value is null ? null : new(Machine, value); }

    /// <summary>All bits that an address has.</summary>
    internal ulong Mask => Symbols.IsWide ? ulong.MaxValue : uint.MaxValue;

    static KernelSymbol? FirstFunction(KernelSymbols symbols)
    {
        foreach (KernelSymbol symbol in symbols)
        {
            if (symbol.Type is 't' or 'T' && symbol.Module is null)
                return symbol;
        }
        return null;
    }
}
