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
        ElfMachine.Arm => name is [(byte)'$', >= (byte)'a' and <= (byte)'z', ..] && EndsOrDot(name),
        ElfMachine.AArch64 => name is [(byte)'$', (byte)'d' or (byte)'x' or (byte)'f' or (byte)'m' or (byte)'p', ..] && EndsOrDot(name),
        ElfMachine.RiscV => name.IsEmpty || name.StartsWith("$d"u8) || name.StartsWith("$x"u8) || IsLocalLabel(name),
        ElfMachine.Mips => IsLocalLabel(name),
        _ => false,
    };

    static bool EndsOrDot(ReadOnlySpan<byte> name) => name.Length == 2 || name[2] == '.';

    /// <summary>A label that bfd takes for compiler- or assembler-made (_bfd_elf_is_local_label_name): ld -X leaves it out of the image.</summary>
    public static bool IsLocalLabel(ReadOnlySpan<byte> name) =>
        name.StartsWith(".L"u8) || name.StartsWith(".."u8) || name.StartsWith("_.L_"u8) || name is [(byte)'L', >= (byte)'0' and <= (byte)'9', 1, ..];
}
