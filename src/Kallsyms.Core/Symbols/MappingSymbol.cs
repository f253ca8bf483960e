using Kallsyms.Elf;

namespace Kallsyms.Symbols;

/// <summary>
/// Symbols that mark instruction sets and literal pools ($a, $t, $d, $x ...), which nm leaves out by default (ARM ELF ABI, AArch64 ELF
/// ABI, RISC-V psABI; binutils' bfd_is_*_special_symbol_name for what exactly counts).
/// </summary>
static class MappingSymbol
{
    public static bool Is(ElfMachine machine, ReadOnlySpan<byte> name) => machine switch
    {
        ElfMachine.Arm or ElfMachine.AArch64 => name is [(byte)'$', >= (byte)'a' and <= (byte)'z', ..] && (name.Length == 2 || name[2] == '.'),
        ElfMachine.RiscV => name.IsEmpty || name.StartsWith("$d"u8) || name.StartsWith("$x"u8) || IsLocalLabel(name),
        _ => false,
    };

    // Labels that bfd takes for compiler-made.
    static bool IsLocalLabel(ReadOnlySpan<byte> name) =>
        name.StartsWith(".L"u8) || name.StartsWith(".."u8) || name.StartsWith("_.L_"u8) || name.StartsWith("L0\u0001"u8);
}
