using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Machines;

/// <summary>Evidence for the machine of a kernel.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Is64">Whether its words have 64 bits; null if this evidence does not tell.</param>
/// <param name="Why">What it is based on, for people.</param>
sealed record MachineEvidence(ElfMachine Machine, bool? Is64, string Why)
{
    /// <summary>By a header that only kernels of one machine have, in front of a kernel; null: there is none.</summary>
    /// <param name="kernel">The kernel's first bytes.</param>
    public static MachineEvidence? FromHeader(ReadOnlySpan<byte> kernel)
    {
        foreach ((MachineRow row, ImageMark mark) in MachineTable.ImageMarks)
        {
            if (mark.IsIn(kernel))
                return new(row.Number, row.HasKernels(true) && row.HasKernels(false) ? null : row.HasKernels(true), "header");
        }
        return null;
    }

    /// <summary>
    /// Recognises instructions with which functions of one machine begin and end; returns null if none are frequent enough.
    /// </summary>
    public static MachineEvidence? FromCode(ReadOnlySpan<byte> bytes) => CodeIdioms.Recognise(bytes);

    /// <summary>Recognises names of functions; returns null if too few have a prefix of one machine.</summary>
    public static MachineEvidence? FromNames(SymbolList symbols, bool is64) =>
        MachineGuess.Find(symbols, is64) is not ElfMachine.None and ElfMachine machine ? new(machine, null, "names of functions") : null;
}
