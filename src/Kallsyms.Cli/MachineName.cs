using Kallsyms.Elf;

namespace Kallsyms.Cli;

/// <summary>Machines by the names that users give and are shown.</summary>
static class MachineName
{
    static readonly Dictionary<string, ElfMachine> _machines = new()
    {
        ["arm"] = ElfMachine.Arm,
        ["arm64"] = ElfMachine.AArch64,
        ["i386"] = ElfMachine.I386,
        ["loongarch"] = ElfMachine.LoongArch,
        ["m68k"] = ElfMachine.M68k,
        ["mips"] = ElfMachine.Mips,
        ["powerpc"] = ElfMachine.PowerPc,
        ["powerpc64"] = ElfMachine.PowerPc64,
        ["riscv"] = ElfMachine.RiscV,
        ["s390"] = ElfMachine.S390,
        ["x86_64"] = ElfMachine.X8664,
    };

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => _machines.Keys;

    /// <summary>The machine of a name that is one of <see cref="All"/>.</summary>
    public static ElfMachine Parse(string name) => _machines[name];

    /// <summary>The name of a machine; one that has none here is told by its number in ELF files.</summary>
    public static string Of(ElfMachine machine) =>
        _machines.FirstOrDefault(entry => entry.Value == machine).Key ?? $"machine {(int)machine}";
}
