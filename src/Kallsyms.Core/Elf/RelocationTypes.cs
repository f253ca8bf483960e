namespace Kallsyms.Elf;

/// <summary>
/// The relocations of one machine that a table needs (the machines' ELF supplements; numbers as in elf.h). A value of 0 means that
/// the machine has none.
/// </summary>
/// <param name="WithAddend">Objects use SHT_RELA; otherwise addends are in place (SHT_REL).</param>
/// <param name="Word">An address-sized absolute address.</param>
/// <param name="Place32">A 32-bit distance from the place to the target.</param>
/// <param name="Add32">Where there is no <paramref name="Place32"/>: adds an address to 32 bits, paired with <paramref name="Sub32"/>.</param>
/// <param name="Sub32">Subtracts an address from 32 bits.</param>
/// <param name="Relative">In a linked image: load address plus addend.</param>
readonly record struct RelocationTypes(bool WithAddend, uint Word, uint Place32, uint Add32, uint Sub32, uint Relative)
{
    const uint MipsAbi2 = 0x20; // EF_MIPS_ABI2: n32, which uses RELA like n64

    /// <summary>The relocations of a machine.</summary>
    /// <exception cref="KallsymsException">The machine is not supported.</exception>
    public static RelocationTypes Of(ElfMachine machine, ElfFormat format, uint flags) => machine switch
    {
        ElfMachine.X8664 => new(true, format.Is64 ? 1u : 10, 2, 0, 0, 8),
        ElfMachine.I386 => new(false, 1, 2, 0, 0, 8),
        ElfMachine.Arm => new(false, 2, 3, 0, 0, 23),
        ElfMachine.AArch64 => new(true, 257, 261, 0, 0, 1027),
        ElfMachine.RiscV => new(true, format.Is64 ? 2u : 1, 0, 35, 39, 3),
        ElfMachine.PowerPc => new(true, 1, 26, 0, 0, 22),
        ElfMachine.PowerPc64 => new(true, 38, 26, 0, 0, 22),
        ElfMachine.Mips when format.Is64 => new(true, 18, 248, 0, 0, 3),
        ElfMachine.Mips => new((flags & MipsAbi2) != 0, 2, 248, 0, 0, 3),
        ElfMachine.S390 => new(true, format.Is64 ? 22u : 4, 5, 0, 0, 12),
        ElfMachine.LoongArch => new(true, format.Is64 ? 2u : 1, 99, 0, 0, 3),
        ElfMachine.M68k => new(true, 1, 4, 0, 0, 22),
        _ => throw new KallsymsException(ErrorKind.Unreadable, $"machine {(int)machine} is not supported"),
    };
}
