using Kallsyms.Elf;
using Kallsyms.Images.Machines;
using Kallsyms.Lookup;

namespace Kallsyms.Logs;

/// <summary>Where a kernel's symbols come from, which decides what their addresses mean.</summary>
public enum SymbolOrigin
{
    /// <summary>An image: addresses are link-time addresses.</summary>
    Image,

    /// <summary>A System.map, or /proc/kallsyms or memory saved from a running kernel: addresses may be run-time addresses.</summary>
    Saved,

    /// <summary>/proc/kallsyms of the kernel running on this machine, whose log is read as it is written.</summary>
    Running,
}

/// <summary>The kernel whose symbols are used to read a log.</summary>
public sealed class LogKernel
{
    /// <summary>Creates a kernel from its symbols.</summary>
    /// <param name="symbols">The symbols.</param>
    /// <param name="origin">Where the symbols come from.</param>
    /// <param name="version">The kernel's own "Linux version ..." line, or the release alone; null if unknown.</param>
    public LogKernel(KernelSymbols symbols, SymbolOrigin origin, string? version = null)
    {
        (Symbols, Origin, Version) = (symbols, origin, version);
        Build = version is null ? null : KernelBuild.Parse(version);
        Machine = MachineGuess.Find(symbols.List, symbols.IsWide);
        Grain = KaslrOffset.Grain(symbols.IsWide, Machine);
        Mobility = Mobilities.Of(symbols.List, Machine);
        DeniesMoves = Mobilities.Denies(symbols.List);
        KernelSymbol? start = symbols.Find("_text") ?? symbols.Find("_stext");
        IsMoved = Mobility != Mobility.None && start is { } known && Mobilities.IsMoved(known.Address, Machine);
        Text = (start ?? FirstFunction(symbols))?.Address;
        HasModules = symbols.Any(symbol => symbol.Module is not null);
    }

    /// <summary>The symbols.</summary>
    public KernelSymbols Symbols { get; }

    /// <summary>Where the symbols come from.</summary>
    public SymbolOrigin Origin { get; }

    /// <summary>The machine it is built for; None if its names do not tell.</summary>
    internal ElfMachine Machine { get; }

    /// <summary>How often it runs at other addresses than those it was linked for.</summary>
    public Mobility Mobility { get; }

    /// <summary>What it says of not having been moved is not to be relied on.</summary>
    internal bool DeniesMoves { get; }

    /// <summary>The symbols are where the kernel was moved to in some boot: none of its machine is linked there.</summary>
    internal bool IsMoved { get; }

    /// <summary>Whether the symbols may be where the kernel was moved to: they are, or it is not known where it is linked.</summary>
    internal bool MayBeMoved => Origin != SymbolOrigin.Image && (IsMoved || Machine.Row().KernelStarts.Length == 0);

    /// <summary>The "Linux version ..." line as given; null if unknown.</summary>
    internal string? Version { get; }

    internal KernelBuild? Build { get; }

    /// <summary>The start address of its code according to its symbols; null if it is not listed.</summary>
    internal ulong? Text { get; }

    /// <summary>The unit in bytes of which every possible KASLR offset is a multiple.</summary>
    internal ulong Grain { get; }

    internal bool HasModules { get; }

    /// <summary>Where its code makes calls; null if only names are available, not code.</summary>
    internal CallSites? Calls { get; private init; }

    /// <summary>Reads the eight bytes before an address of the image; empty if they are unknown.</summary>
    internal Func<ulong, ReadOnlyMemory<byte>>? Code { init => Calls = value is null ? null : new(Machine, value); }

    /// <summary>A mask of the bits that an address has.</summary>
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
