namespace Kallsyms.Elf;

/// <summary>
/// The mapping symbol with which an assembler marks the start of data, as an object shows. GNU as does so for ARM and AArch64; LLVM
/// does so for AArch64, up to release 18 with a number behind the name, and since then for RISC-V.
/// </summary>
static class DataMark
{
    const string Name = "$d";

    /// <summary>What GNU as marks data with on a machine; empty if nothing.</summary>
    public static string OfGnu(MachineRow machine) => machine.MarksData ? Name : "";

    /// <summary>Finds what the assembler of an object marks the first data of an object with; empty if nothing.</summary>
    /// <param name="file">The object.</param>
    /// <param name="isByLlvm">Whether LLVM's assembler made it.</param>
    /// <param name="mark">Receives the mark.</param>
    /// <returns>False if the object has no data.</returns>
    public static bool TryFind(ElfFile file, bool isByLlvm, out string mark)
    {
        MachineRow machine = file.Header.Machine.Row();
        mark = OfGnu(machine);
        if (!isByLlvm || !machine.Marks.Contains('d'))
            return true;
        mark = FindInData(file) ?? "";
        return mark.Length > 0 || file.Sections.Any(section => IsData(section) && section.Size > 0);
    }

    static string? FindInData(ElfFile file)
    {
        if (file.ReadSymbols() is not { } symbols)
            return null;
        for (int i = 1; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            if (symbol.Binding != SymbolBinding.Local || (uint)symbol.Section >= (uint)file.Sections.Count
                || !IsData(file.Sections[symbol.Section]))
            {
                continue;
            }
            ReadOnlySpan<byte> name = symbols.Name(symbol.NameOffset);
            if (name.SequenceEqual("$d"u8))
                return Name;
            if (name.StartsWith("$d."u8))
                return Name + ".0";
        }
        return null;
    }

    static bool IsData(ElfSection section) => section.Type == SectionType.ProgBits
        && (section.Flags & (SectionFlags.Alloc | SectionFlags.Execute | SectionFlags.Merge)) == SectionFlags.Alloc;
}
