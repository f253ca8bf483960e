using Kallsyms.Elf;
using Kallsyms.Lookup;

namespace Kallsyms.Logs;

/// <summary>How the addresses of a kernel look in its logs.</summary>
/// <param name="Digits">How many digits they are printed with.</param>
/// <param name="FewestDigits">How many they have at least where zeros before them are left out.</param>
/// <param name="IsTelling">
/// No number of other meaning looks like one: 64 bits, the first of them set. All others count only where the kernel prints the address
/// of code.
/// </param>
/// <param name="Ones">
/// Bits that are set in all of them; where pointers are signed or tagged (arm64), some of these hold something else. 0: never.
/// </param>
/// <param name="NamesCalls">Its traces name the byte before an address that a call returns to.</param>
readonly record struct AddressForm(int Digits, int FewestDigits, bool IsTelling, ulong Ones, bool NamesCalls)
{
    const int Tag = 56;

    // Less is where no kernel has code, and what any small number looks like.
    const int MinDigits = 5;

    const ulong KernelHalf = 1ul << 55;

    /// <summary>The form that a kernel's addresses have.</summary>
    public static AddressForm Of(LogKernel kernel)
    {
        KernelSymbols symbols = kernel.Symbols;
        ulong some = kernel.Text ?? (symbols.Count > 0 ? symbols[symbols.Count - 1].Address : 0);
        bool isTelling = symbols.IsWide && some >> 63 != 0;
        int leading = System.Numerics.BitOperations.LeadingZeroCount(~some);
        // Kernels of arm64 lie lower than those of other machines.
        bool isSigned = isTelling && leading is > 8 and <= 32 && (kernel.Machine == ElfMachine.None || kernel.Machine.Row().SignsPointers);
        int digits = symbols.IsWide ? 16 : 8;
        bool isFull = some >> (4 * (digits - 1)) != 0;
        return new(digits, isFull ? digits : MinDigits, isTelling, isSigned ? ulong.MaxValue << (64 - leading) : 0,
            kernel.Machine.Row().NamesCalls);
    }

    /// <summary>An address without the tag in its top byte (arm64: KASAN, MTE).</summary>
    public ulong Untag(ulong value) => Ones != 0 && (value & KernelHalf) != 0 ? value | ulong.MaxValue << Tag : value;

    /// <summary>A return address without its signature (arm64: pointer authentication).</summary>
    public ulong Strip(ulong value) => (value & KernelHalf) != 0 ? value | Ones : value;
}
