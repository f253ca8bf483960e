using Kallsyms.Elf;
using Kallsyms.Images.Machines;

namespace Kallsyms.Lookup;

/// <summary>The distance between a kernel's load and link-time addresses (KASLR).</summary>
/// <param name="Distance">The number of bytes to add to link-time addresses.</param>
/// <param name="Evidence">What it is based on, for people.</param>
public sealed record KaslrOffset(ulong Distance, string Evidence)
{
    // The number of symbols compared between two lists.
    const int Sample = 64;

    const ulong Page = 4 << 10;

    /// <summary>
    /// The unit in bytes of which every possible KASLR offset is a multiple: 2 MiB for x86-64 (CONFIG_PHYSICAL_ALIGN), 64 KiB for most
    /// 64-bit machines, and a page for all others and for lists that are not a kernel's.
    /// </summary>
    internal static ulong Grain(KernelSymbols symbols) => Grain(symbols.IsWide, MachineGuess.Find(symbols.List, symbols.IsWide));

    /// <summary>The same unit for a known machine; None if it is unknown.</summary>
    internal static ulong Grain(bool isWide, ElfMachine machine) =>
        isWide && machine != ElfMachine.None ? machine.Row().MoveGrain : Page;

    /// <summary>Returns where a distance would put the kernel if no kernel of its machine can run there; otherwise null.</summary>
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

    /// <summary>Compares with the symbols of the same kernel at its run-time addresses, such as /proc/kallsyms.</summary>
    /// <returns>The offset, or null if it is another kernel: its symbols differ by varying distances.</returns>
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
