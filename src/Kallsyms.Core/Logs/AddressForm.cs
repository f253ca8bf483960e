using Kallsyms.Elf;
using Kallsyms.Lookup;

namespace Kallsyms.Logs;

/// <summary>The form of a kernel's addresses in its logs.</summary>
/// <param name="Digits">The number of digits printed.</param>
/// <param name="FewestDigits">The minimum number of digits if leading zeros are omitted.</param>
/// <param name="IsTelling">
/// Whether no other number looks like one: 64 bits, with the highest set. Otherwise addresses count only where the kernel prints the
/// address of code.
/// </param>
/// <param name="Ones">
/// Bits that are set in all addresses; if pointers are signed or tagged (arm64), some of these hold something else. 0 if pointers are
/// neither.
/// </param>
/// <param name="NamesCalls">Whether its traces look up the byte before a return address.</param>
readonly record struct AddressForm(int Digits, int FewestDigits, bool IsTelling, ulong Ones, bool NamesCalls)
{
    const int Tag = 56;

    // No kernel has code at lower addresses, and any small number looks like one.
    const int MinDigits = 5;

    const ulong KernelHalf = 1ul << 55;

    /// <summary>Returns the form of a kernel's addresses.</summary>
    public static AddressForm Of(LogKernel kernel)
    {
        KernelSymbols symbols = kernel.Symbols;
        ulong some = kernel.Text ?? (symbols.Count > 0 ? symbols[symbols.Count - 1].Address : 0);
        bool isTelling = symbols.IsWide && some >> 63 != 0;
        int leading = System.Numerics.BitOperations.LeadingZeroCount(~some);
        // arm64 kernels lie lower than those of other machines.
        bool isSigned = isTelling && leading is > 8 and <= 32 && (kernel.Machine == ElfMachine.None || kernel.Machine.Row().SignsPointers);
        int digits = symbols.IsWide ? 16 : 8;
        bool isFull = some >> (4 * (digits - 1)) != 0;
        return new(digits, isFull ? digits : MinDigits, isTelling, isSigned ? ulong.MaxValue << (64 - leading) : 0,
            kernel.Machine.Row().NamesCalls);
    }

    /// <summary>Returns an address without the tag in its top byte (arm64: KASAN, MTE).</summary>
    public ulong Untag(ulong value) => Ones != 0 && (value & KernelHalf) != 0 ? value | ulong.MaxValue << Tag : value;

    /// <summary>Returns a return address without its signature (arm64: pointer authentication).</summary>
    public ulong Strip(ulong value) => (value & KernelHalf) != 0 ? value | Ones : value;
}
