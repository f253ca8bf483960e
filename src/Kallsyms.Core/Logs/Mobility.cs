using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Logs;

/// <summary>Whether a kernel runs elsewhere than where it was linked.</summary>
public enum Mobility
{
    /// <summary>Never.</summary>
    None,

    /// <summary>Seldom, and it says so: where its log does not, it was not moved.</summary>
    Seldom,

    /// <summary>Most of the time (KASLR).</summary>
    Usual,
}

/// <summary>Tells it from a kernel's symbols: those that are moved have the code for it.</summary>
static class Mobilities
{
    /// <summary>
    /// That of a kernel. MIPS kernels stay where they are unless their boot loader gives them a seed; of s390 the code that moves it is
    /// not in
    /// the table; of what is no kernel's list, or a piece of one, nothing can be told.
    /// </summary>
    public static Mobility Of(SymbolList symbols, ElfMachine machine) => machine switch
    {
        ElfMachine.Arm or ElfMachine.M68k => Mobility.None,
        ElfMachine.Mips => Mobility.Seldom,
        ElfMachine.S390 => Mobility.Usual,
        _ when symbols.Names.AsSpan().IndexOf("kaslr"u8) >= 0 || Has(symbols, "dump_kernel_offset"u8)
            || Has(symbols, "register_kernel_offset_dumper"u8) => Mobility.Usual,
        ElfMachine.None => Mobility.Seldom,
        _ => Mobility.None,
    };

    static bool Has(SymbolList symbols, ReadOnlySpan<byte> name) => symbols.AddressOf(name) is not null;
}
