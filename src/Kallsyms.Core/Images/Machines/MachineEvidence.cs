using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Machines;

/// <summary>What tells which machine a kernel is for.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Is64">Its words have 64 bits; null: this evidence does not tell.</param>
/// <param name="Why">What it was told by, for people.</param>
sealed record MachineEvidence(ElfMachine Machine, bool? Is64, string Why)
{
    // By a header that only kernels of one machine have.
    static MachineEvidence FromHeader(string format)
    {
        MachineRow row = MachineTable.FromImageFormat(format).Row();
        return new(row.Number, row.HasKernels(true) && row.HasKernels(false) ? null : row.HasKernels(true), "header");
    }

    /// <summary>By a header that only kernels of one machine have, in front of a kernel; null: there is none.</summary>
    /// <param name="kernel">The kernel's first bytes.</param>
    public static MachineEvidence? FromHeader(ReadOnlySpan<byte> kernel) =>
        kernel.Length < 60 ? null
        : kernel[56..].StartsWith("ARMd"u8) ? FromHeader("arm64 Image")
        : kernel[56..].StartsWith("RSC\u0005"u8) ? FromHeader("riscv Image")
        : kernel.StartsWith("MZ"u8) && kernel[56..].StartsWith((ReadOnlySpan<byte>)[0xcd, 0x23, 0x82, 0x81]) ? FromHeader("loongarch Image")
        : null;

    /// <summary>By instructions that functions of one machine begin and end with; null: none are frequent enough.</summary>
    public static MachineEvidence? FromCode(ReadOnlySpan<byte> bytes) => CodeIdioms.Recognise(bytes);

    /// <summary>By the names of functions; null: too few have a prefix of one machine.</summary>
    public static MachineEvidence? FromNames(SymbolList symbols, bool is64) =>
        MachineGuess.Find(symbols, is64) is not ElfMachine.None and ElfMachine machine ? new(machine, null, "names of functions") : null;
}
