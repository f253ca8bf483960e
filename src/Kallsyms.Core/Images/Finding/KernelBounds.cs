using Kallsyms.Symbols;

namespace Kallsyms.Images.Finding;

/// <summary>How well an address for an image's first byte fits what a table says about its kernel.</summary>
enum OriginFit
{
    /// <summary>The table lies between the kernel's first and last symbol.</summary>
    Inside,

    /// <summary>
    /// It lies after the last symbol, as in old kernels whose tables list only functions, but no farther than such kernels extend.
    /// </summary>
    Behind,

    /// <summary>The table would not be in its own kernel, so another one was compared.</summary>
    No,
}

/// <summary>Where a kernel starts and ends in memory, according to its own table.</summary>
readonly struct KernelBounds
{
    const ulong MaxHead = 2 << 20;

    readonly ulong _mask;

    public KernelBounds(SymbolList symbols, WellKnownSymbols known, ulong mask)
    {
        _mask = mask;
        (ulong low, ulong high) = (ulong.MaxValue, 0);
        for (int i = 0; i < symbols.Count; i++)
        {
            // Absolute symbols are numbers or per-cpu variables, and not in the image.
            if (symbols.Types[i] is (byte)'A' or (byte)'a')
                continue;
            low = Math.Min(low, symbols.Addresses[i]);
            high = Math.Max(high, symbols.Addresses[i]);
        }
        Start = known["_text"] is ulong text && text <= high ? text : low;
        // On RISC-V, the header of the image and the first code come before _text.
        if (known["_start"] is ulong start && start < Start && Start - start < MaxHead)
            Start = start;
        End = known["_end"] is ulong end && end > Start ? end : high;
        EndIsKnown = known["_end"] is not null;
        FileEnd = known["__bss_start"] is ulong bss && bss > Start ? Math.Min(bss, End) : End;
    }

    /// <summary>Whether the table says where the kernel ends, not just where its last symbol is.</summary>
    public bool EndIsKnown { get; }

    /// <summary>The address of its first byte.</summary>
    public ulong Start { get; }

    /// <summary>The address after the last byte covered by a symbol.</summary>
    public ulong End { get; }

    /// <summary>The same without trailing zeros that are not in a file.</summary>
    public ulong FileEnd { get; }

    /// <summary>Judges how well an address of the table fits.</summary>
    public OriginFit Fit(ulong table)
    {
        ulong distance = table - Start & _mask;
        ulong size = End - Start & _mask;
        return distance <= size ? OriginFit.Inside : distance - size <= size ? OriginFit.Behind : OriginFit.No;
    }
}
