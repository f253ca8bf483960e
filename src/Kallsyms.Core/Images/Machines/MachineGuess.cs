using System.Text;
using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Machines;

/// <summary>The machine that a kernel is for, from the names of its functions.</summary>
static class MachineGuess
{
    // Other machines have a few of them too, in drivers.
    const int Least = 8;

    static readonly (byte[] Prefix, bool Is64, ElfMachine Machine)[] _prefixes =
    [
        Entry("x86_", true, ElfMachine.X8664), Entry("x86_", false, ElfMachine.I386),
        Entry("__arm64_", true, ElfMachine.AArch64), Entry("arm64_", true, ElfMachine.AArch64), Entry("arm_", false, ElfMachine.Arm),
        Entry("mips_", true, ElfMachine.Mips), Entry("mips_", false, ElfMachine.Mips),
        Entry("ppc_", true, ElfMachine.PowerPc64), Entry("ppc_", false, ElfMachine.PowerPc),
        Entry("riscv_", true, ElfMachine.RiscV), Entry("riscv_", false, ElfMachine.RiscV),
        Entry("s390_", true, ElfMachine.S390), Entry("s390_", false, ElfMachine.S390),
        Entry("loongarch_", true, ElfMachine.LoongArch), Entry("m68k_", false, ElfMachine.M68k),
    ];

    /// <summary>The machine whose prefix most symbols have; None: too few have any.</summary>
    public static ElfMachine Find(SymbolList symbols, bool is64)
    {
        var counts = new Dictionary<ElfMachine, int>();
        for (int i = 0; i < symbols.Count; i++)
        {
            ReadOnlySpan<byte> name = symbols.Name(i);
            foreach ((byte[] prefix, bool wide, ElfMachine machine) in _prefixes)
            {
                if (wide == is64 && name.StartsWith(prefix))
                    counts[machine] = counts.GetValueOrDefault(machine) + 1;
            }
        }
        return counts.OrderByDescending(entry => entry.Value).FirstOrDefault() is { Value: >= Least } most ? most.Key : ElfMachine.None;
    }

    /// <summary>e_flags without which tools misread the machine's code (the machines' ABI supplements).</summary>
    public static uint Flags(ElfMachine machine, ElfFormat format) => machine switch
    {
        ElfMachine.Arm => 0x05000000, // EABI version 5
        ElfMachine.PowerPc64 when !format.BigEndian => 2, // ELFv2
        ElfMachine.RiscV => 1, // compressed instructions
        ElfMachine.LoongArch => 0x41, // soft float, object ABI 1
        ElfMachine.Mips when format.Is64 => 0x80000000, // MIPS64r2
        ElfMachine.Mips => 0x70001000, // MIPS32r2, O32
        _ => 0,
    };

    static (byte[], bool, ElfMachine) Entry(string prefix, bool is64, ElfMachine machine) => (Encoding.ASCII.GetBytes(prefix), is64, machine);
}
