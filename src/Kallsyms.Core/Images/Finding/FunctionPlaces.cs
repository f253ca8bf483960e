using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Finding;

/// <summary>
/// Checks that functions start where instructions can: on a machine with aligned instructions, a function between two of them has an
/// address that was damaged, or written by hand.
/// </summary>
static class FunctionPlaces
{
    // With fewer, all may be aligned by chance.
    const int ManyFunctions = 1000;

    // If more are not aligned, it is a peculiarity: Thumb, or data among the code.
    const int MostOdd = 3;

    /// <summary>Returns what is wrong, for people; null if nothing is, or the machine allows no conclusion.</summary>
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
