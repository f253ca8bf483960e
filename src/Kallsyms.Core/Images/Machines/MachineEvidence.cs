using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Machines;

/// <summary>Evidence for the machine of a kernel.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Is64">Whether its words have 64 bits; null if this evidence does not tell.</param>
/// <param name="Why">What it is based on, for people.</param>
sealed record MachineEvidence(ElfMachine Machine, bool? Is64, string Why)
{
    // From a header that only kernels of one machine have.
    static MachineEvidence FromHeader(string format)
    {
        MachineRow row = MachineTable.FromImageFormat(format).Row();
        return new(row.Number, row.HasKernels(true) && row.HasKernels(false) ? null : row.HasKernels(true), "header");
    }

    /// <summary>Finds a header before a kernel that only kernels of one machine have; returns null if there is none.</summary>
    /// <param name="kernel">The kernel's first bytes.</param>
    public static MachineEvidence? FromHeader(ReadOnlySpan<byte> kernel) =>
        kernel.Length < 60 ? null
        : kernel[56..].StartsWith("ARMd"u8) ? FromHeader("arm64 Image")
        : kernel[56..].StartsWith("RSC\u0005"u8) ? FromHeader("riscv Image")
        : kernel.StartsWith("MZ"u8) && kernel[56..].StartsWith((ReadOnlySpan<byte>)[0xcd, 0x23, 0x82, 0x81]) ? FromHeader("loongarch Image")
        : null;

    /// <summary>
    /// Recognises instructions with which functions of one machine begin and end; returns null if none are frequent enough.
    /// </summary>
    public static MachineEvidence? FromCode(ReadOnlySpan<byte> bytes) => CodeIdioms.Recognise(bytes);

    /// <summary>Recognises names of functions; returns null if too few have a prefix of one machine.</summary>
    public static MachineEvidence? FromNames(SymbolList symbols, bool is64) =>
        MachineGuess.Find(symbols, is64) is not ElfMachine.None and ElfMachine machine ? new(machine, null, "names of functions") : null;
}
