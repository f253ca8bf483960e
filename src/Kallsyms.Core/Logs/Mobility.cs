using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Logs;

/// <summary>How often a kernel runs at other addresses than those it was linked for.</summary>
public enum Mobility
{
    /// <summary>Never.</summary>
    None,

    /// <summary>Seldom, and its log says so; if it does not, the kernel was not moved.</summary>
    Seldom,

    /// <summary>Most of the time (KASLR).</summary>
    Usual,
}

/// <summary>Determines mobility from a kernel's machine and symbols.</summary>
static class Mobilities
{
    // What may precede the first symbol. Less than what kernels are moved by.
    const ulong Head = 64 << 10;

    /// <summary>Returns a kernel's mobility. For a partial list, or one that is not a kernel's, nothing can be concluded.</summary>
    public static Mobility Of(SymbolList symbols, ElfMachine machine) => machine.Row().Moves switch
    {
        KernelMoves.Never => Mobility.None,
        KernelMoves.Seldom => Has(symbols, "relocate_kernel"u8) ? Mobility.Seldom : Mobility.None,
        KernelMoves.Usually => Mobility.Usual,
        KernelMoves.DumperTells => Has(symbols, "dump_kernel_offset"u8) ? Mobility.Usual : Mobility.None,
        _ when symbols.Names.AsSpan().IndexOf("kaslr"u8) >= 0 || Has(symbols, "dump_kernel_offset"u8)
            || Has(symbols, "register_kernel_offset_dumper"u8) => Mobility.Usual,
        _ => machine == ElfMachine.None ? Mobility.Seldom : Mobility.None,
    };

    /// <summary>
    /// It says "Kernel Offset: disabled" also when it was moved: x86 without CONFIG_RANDOMIZE_MEMORY, which 32 bits never have.
    /// </summary>
    public static bool Denies(SymbolList symbols) => Has(symbols, "kaslr_get_random_long"u8) && !Has(symbols, "kernel_randomize_memory"u8);

    /// <summary>Whether a kernel's text starts where none of its machine is linked; false if that is not known.</summary>
    public static bool IsMoved(ulong start, ElfMachine machine)
    {
        MachineRow row = machine.Row();
        return row.KernelStarts.Length > 0 && !row.KernelStarts.Any(linked => (start - linked & row.KernelStartBits) < Head);
    }

    static bool Has(SymbolList symbols, ReadOnlySpan<byte> name) => symbols.AddressOf(name) is not null;
}
