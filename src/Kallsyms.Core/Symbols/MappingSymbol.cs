using Kallsyms.Elf;

namespace Kallsyms.Symbols;

/// <summary>
/// Symbols that mark instruction sets and literal pools ($a, $t, $d, $x ...), which nm omits by default (ARM ELF ABI, AArch64 ELF ABI,
/// RISC-V psABI; binutils' bfd_is_*_special_symbol_name for what exactly counts).
/// </summary>
static class MappingSymbol
{
    public static bool Is(MachineRow machine, ReadOnlySpan<byte> name) =>
        machine.NmHidesNameless && name.IsEmpty
        || name.Length >= 2 && name[0] == '$' && machine.Marks.Contains((char)name[1])
            && (machine.MarksGoOn || name.Length == 2 || name[2] == '.')
        || machine.NmHidesLocalLabels && IsLocal(LocalLabels.Usual, name);

    /// <summary>Whether a name is that of a mapping symbol on any machine.</summary>
    public static bool IsAnywhere(ReadOnlySpan<byte> name)
    {
        foreach (MachineRow machine in MachineTable.Rows)
        {
            if (Is(machine, name))
                return true;
        }
        return false;
    }

    /// <summary>Whether bfd takes a label for one made by a compiler or assembler, so that ld -X omits it from the image.</summary>
    public static bool IsLocalLabel(MachineRow machine, bool is64, ReadOnlySpan<byte> name) =>
        IsLocal(is64 ? machine.WideLabels : machine.NarrowLabels, name);

    static bool IsLocal(LocalLabels kinds, ReadOnlySpan<byte> name) =>
        (kinds & LocalLabels.Usual) != 0 && (name.StartsWith(".L"u8) || name.StartsWith(".."u8) || name.StartsWith("_.L_"u8)
            || name is [(byte)'L', >= (byte)'0' and <= (byte)'9', 1, ..])
        || (kinds & LocalLabels.Dollar) != 0 && name.StartsWith("$"u8)
        || (kinds & LocalLabels.LDollar) != 0 && name.StartsWith("L$"u8);
}
