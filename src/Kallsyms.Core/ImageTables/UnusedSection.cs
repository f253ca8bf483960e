using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.ImageTables;

/// <summary>Checks that a section named by a user is room for a table, not something that the program needs.</summary>
static class UnusedSection
{
    /// <summary>Refuses a section whose bytes are used.</summary>
    /// <exception cref="KallsymsException">The section is not data, or something uses it; the message says what.</exception>
    public static void Require(ElfFile elf, ElfSection section)
    {
        if (Use(elf, section) is { } use)
        {
            throw new KallsymsException(
                ErrorKind.Negative, $"section {section.Name} is not room for a table: {use}. docs/firmware.md shows how to reserve room",
                elf.Name, section.Offset);
        }
    }

    static string? Use(ElfFile elf, ElfSection section)
    {
        if (section.Type != SectionType.ProgBits)
            return $"it is of type {(uint)section.Type}, which the linker or loader reads, and not data";
        byte[] bytes = elf.Read(section);
        if (HasTable(bytes))
            return null;
        // The first byte may be nonzero so that a compiler does not place the array in zeroed memory.
        if (bytes.Length > 2 && bytes.AsSpan(1).IndexOfAnyExcept(bytes[1]) is >= 0 and int at)
            return $"its bytes are neither a table nor a fill, see 0x{section.Offset + 1 + at:x}";
        return Symbol(elf, section) ?? Relocation(elf, section);
    }

    // A table that fills the whole section can be replaced.
    static bool HasTable(byte[] bytes) => bytes.Length >= ImageTableHeader.Length
        && ImageTableHeader.Read(bytes, bytes.Length) is { } header && header.Size == bytes.Length && header.IsSealed(bytes);

    // An array that covers the whole section reserves it.
    static string? Symbol(ElfFile elf, ElfSection section)
    {
        if (elf.ReadSymbols() is not { } symbols)
        {
            return (section.Flags & SectionFlags.Write) == 0 ? null
                : "the program writes to it, and no symbols tell what is in it";
        }
        for (int i = 1; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            bool isAll = symbol.Value == section.Address && symbol.Size >= (ulong)section.Size;
            if (symbol.Section == section.Index && symbol.Size > 0 && !isAll)
                return $"it has the symbol {Encoding.UTF8.GetString(symbols.Name(symbol.NameOffset))}";
        }
        return null;
    }

    // The loader writes to the targets of relocations left in an image.
    static string? Relocation(ElfFile elf, ElfSection section)
    {
        if ((section.Flags & SectionFlags.Alloc) == 0)
            return null;
        foreach (ElfSection list in elf.Sections.Where(list => list.Type is SectionType.Rel or SectionType.Rela))
        {
            foreach (ElfRelocation relocation in elf.ReadRelocations(list))
            {
                if (section.Covers(relocation.Offset))
                    return $"{list.Name} has a relocation of 0x{relocation.Offset:x}";
            }
        }
        return null;
    }
}
