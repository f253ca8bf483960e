using Kallsyms.Elf;
using Kallsyms.Images.Machines;

namespace Kallsyms.Lookup;

/// <summary>How far a kernel was loaded from where it was linked (KASLR).</summary>
/// <param name="Distance">To add to link-time addresses.</param>
/// <param name="Evidence">What says so, for people.</param>
public sealed record KaslrOffset(ulong Distance, string Evidence)
{
    // Symbols that are compared between two lists.
    const int Sample = 64;

    const ulong Page = 4 << 10;

    /// <summary>
    /// Bytes of which every distance is a multiple that a kernel may be moved by: 2 MiB for x86-64 (CONFIG_PHYSICAL_ALIGN), 64 KiB for most
    /// machines of 64 bits, a page for all others, and for what is no kernel.
    /// </summary>
    internal static ulong Grain(KernelSymbols symbols) => Grain(symbols.IsWide, MachineGuess.Find(symbols.List, symbols.IsWide));

    /// <summary>The same where the machine is known; None: it is not.</summary>
    internal static ulong Grain(bool isWide, ElfMachine machine) =>
        isWide && machine != ElfMachine.None ? machine.Row().MoveGrain : Page;

    /// <summary>Where a kernel would be that was moved so far, if no kernel of its machine can be there; null: it can.</summary>
    internal static ulong? Impossible(KernelSymbols symbols, ulong distance)
    {
        if (!symbols.IsWide || symbols.FirstOrDefault(symbol => symbols.Moves(symbol.Index)) is not { Utf8Name.Length: > 0 } first)
            return null;
        ulong moved = first.Address + distance;
        ElfMachine machine = MachineGuess.Find(symbols.List, symbols.IsWide);
        ulong lowest = machine == ElfMachine.None ? 0 : machine.Row().LowestKernel;
        bool isInOtherHalf = (long)(moved ^ first.Address) < 0;
        return isInOtherHalf || moved < lowest && first.Address >= lowest ? moved : null;
    }

    /// <summary>Compares with the symbols of the same kernel at the addresses where it runs, /proc/kallsyms.</summary>
    /// <returns>Null: it is another kernel, symbols were moved by different distances.</returns>
    public static KaslrOffset? FromRunning(KernelSymbols running, KernelSymbols symbols)
    {
        ArgumentNullException.ThrowIfNull(running);
        ArgumentNullException.ThrowIfNull(symbols);
        ulong? distance = null;
        int step = Math.Max(1, symbols.Count / Sample);
        for (int i = 0; i < symbols.Count; i += step)
        {
            KernelSymbol symbol = symbols[i];
            if (symbol.Type is 'A' or 'a' || symbols.Find(symbol.Utf8Name) != symbol || symbols.FindNext(symbol) is not null)
                continue;
            if (running.Find(symbol.Utf8Name) is not { Module: null } same
                || (distance ??= same.Address - symbol.Address) != same.Address - symbol.Address)
            {
                return null;
            }
        }
        return distance is ulong found ? new(found, $"the running kernel's symbols are moved by 0x{found:x}") : null;
    }
}
