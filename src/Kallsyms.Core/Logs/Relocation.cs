using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Logs;

/// <summary>Whether a kernel can run elsewhere than where it was linked.</summary>
static class Relocation
{
    /// <summary>
    /// True where its symbols have the code that moves it. MIPS kernels that have it stay where they are unless their boot loader gives them a
    /// seed, and say so when they fall; of s390 no function of it is in the table.
    /// </summary>
    public static bool IsPossible(SymbolList symbols, ElfMachine machine) => machine switch
    {
        ElfMachine.Arm or ElfMachine.Mips or ElfMachine.M68k => false,
        ElfMachine.S390 => true,
        _ => symbols.Names.AsSpan().IndexOf("kaslr"u8) >= 0 || Has(symbols, "dump_kernel_offset"u8) || Has(symbols, "register_kernel_offset_dumper"u8),
    };

    static bool Has(SymbolList symbols, ReadOnlySpan<byte> name) => symbols.AddressOf(name) is not null;
}
