using Kallsyms.Elf;
using Kallsyms.Images.Machines;
using Kallsyms.Symbols.Lists;

namespace Kallsyms.Sources;

/// <summary>The width of addresses in a list whose digits do not tell it.</summary>
static class ListWidth
{
    /// <summary>
    /// Whether addresses have 64 bits. If the digits leave it open, none needs more than 32: then it is a 32-bit kernel, if by its names it
    /// is of a machine whose 64-bit kernels lie higher. In any other case nothing rules 64 bits out.
    /// </summary>
    public static bool Is64(SymbolListFile list)
    {
        if (list.IsWide is { } stated)
            return stated;
        ElfMachine machine = MachineGuess.Find(list.Symbols, is64: false);
        return machine == ElfMachine.None || machine.Row().KernelsLieLow;
    }
}
