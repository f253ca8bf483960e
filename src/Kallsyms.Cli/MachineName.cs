using Kallsyms.Elf;

namespace Kallsyms.Cli;

/// <summary>Machines by the names that users give and are shown.</summary>
static class MachineName
{
    static readonly Dictionary<string, ElfMachine> _machines = MachineTable.Rows.ToDictionary(row => row.Name, row => row.Number);

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => _machines.Keys;

    /// <summary>The machine of a name that is one of <see cref="All"/>.</summary>
    public static ElfMachine Parse(string name) => _machines[name];

    /// <summary>The name of a machine; one that has none here is told by its number in ELF files.</summary>
    public static string Of(ElfMachine machine) =>
        _machines.FirstOrDefault(entry => entry.Value == machine).Key ?? $"machine {(int)machine}";
}
