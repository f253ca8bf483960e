using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>
/// Whether functions start where instructions can: of a machine whose instructions are aligned, a function between two of them has an
/// address that was damaged, or written by hand.
/// </summary>
static class FunctionPlaces
{
    // Of fewer, chance may align all.
    const int ManyFunctions = 1000;

    // Where more are not aligned, it is a habit: Thumb, or data among the code.
    const int MostOdd = 3;

    /// <summary>What is wrong, for people; null: nothing, or the machine does not tell.</summary>
    public static string? Objection(ElfMachine machine, SymbolList symbols)
    {
        ulong alignment = (ulong)machine.Row().InstructionAlignment;
        int functions = 0;
        var odd = new List<int>();
        for (int i = 0; i < symbols.Count && odd.Count <= MostOdd; i++)
        {
            if (symbols.Types[i] is not ((byte)'t' or (byte)'T'))
                continue;
            functions++;
            if (symbols.Addresses[i] % alignment != 0)
                odd.Add(i);
        }
        return functions >= ManyFunctions && odd.Count is > 0 and <= MostOdd
            ? $"{odd.Count} of {functions} functions lie where no instruction can begin; the first is {symbols.NameText(odd[0])} at "
                + $"0x{symbols.Addresses[odd[0]]:x}"
            : null;
    }
}
