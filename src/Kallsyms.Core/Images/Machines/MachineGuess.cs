using System.Runtime.InteropServices;
using System.Text;
using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Machines;

/// <summary>Guesses the machine of a kernel from the names of its functions.</summary>
static class MachineGuess
{
    // Other machines have a few of them too, in drivers.
    const int Least = 8;

    // Indexed by their first two characters, which few names share.
    static readonly (ushort Start, byte[] Prefix, MachineRow Row)[] _prefixes = MachineTable.Rows
        .SelectMany(row => row.FunctionPrefixes.Select(Encoding.ASCII.GetBytes).Select(prefix => (Start(prefix), prefix, row))).ToArray();

    /// <summary>Returns the machine whose prefix most symbols have; None if too few have any.</summary>
    public static ElfMachine Find(SymbolList symbols, bool is64)
    {
        var counts = new Dictionary<ElfMachine, int>();
        for (int i = 0; i < symbols.Count; i++)
        {
            ReadOnlySpan<byte> name = symbols.Name(i);
            if (name.Length < sizeof(ushort))
                continue;
            ushort start = Start(name);
            foreach ((ushort first, byte[] prefix, MachineRow row) in _prefixes)
            {
                if (first == start && name.StartsWith(prefix) && row.HasKernels(is64))
                    counts[row.Number] = counts.GetValueOrDefault(row.Number) + 1;
            }
        }
        return counts.OrderByDescending(entry => entry.Value).FirstOrDefault() is { Value: >= Least } most ? most.Key : ElfMachine.None;
    }

    static ushort Start(ReadOnlySpan<byte> name) => MemoryMarshal.Read<ushort>(name);
}
