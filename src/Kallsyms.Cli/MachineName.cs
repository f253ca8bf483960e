using Kallsyms.Elf;

namespace Kallsyms.Cli;

/// <summary>The names of machines, as users type and see them.</summary>
static class MachineName
{
    static readonly Dictionary<string, ElfMachine> _machines = MachineTable.Rows.ToDictionary(row => row.Name, row => row.Number);

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => _machines.Keys;

    /// <summary>Returns the machine of a name in <see cref="All"/>.</summary>
    public static ElfMachine Parse(string name) => _machines[name];

    /// <summary>Returns the name of a machine, or its number in ELF files if it has none.</summary>
    public static string Of(ElfMachine machine) =>
        _machines.FirstOrDefault(entry => entry.Value == machine).Key ?? $"machine {(int)machine}";
}
