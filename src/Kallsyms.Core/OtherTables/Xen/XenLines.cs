using System.Globalization;
using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.OtherTables.Xen;

/// <summary>The output of nm -pa for a hypervisor, derived from the image or read from nm (--format=sysv).</summary>
static class XenLines
{
    const int Columns = 7; // name, value, class, type, size, line, section

    /// <summary>Returns the symbols of an image in symbol table order; undefined ones are omitted.</summary>
    /// <exception cref="KallsymsException">The image has no symbol table.</exception>
    public static IEnumerable<XenLine> Of(ElfFile image)
    {
        ElfSymbols symbols = ElfSymbolReader.Require(image);
        MachineRow machine = image.Header.Machine.Row();
        byte[] letters = image.Sections.Select(section => TypeLetter.OfSection(section, machine)).ToArray();
        for (int i = 1; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            if (symbol.Section == SectionIndex.Undefined)
                continue;
            bool isSection = (uint)symbol.Section < (uint)letters.Length;
            string name = symbols.Text(symbol.NameOffset);
            if (name.Length == 0 && symbol.Type == SymbolType.Section && isSection)
                name = image.Sections[symbol.Section].Name;
            byte letter = TypeLetter.Of(symbol, isSection ? letters[symbol.Section] : null, machine);
            yield return new(name, symbol.Value, letter, symbol.Size, symbol.Type switch
            {
                SymbolType.File => XenLineKind.File,
                SymbolType.Function or SymbolType.Object => XenLineKind.Typed,
                _ => XenLineKind.Untyped,
            });
        }
    }

    /// <summary>Parses the output of nm -pa --format=sysv, skipping other lines, such as headings.</summary>
    public static IEnumerable<XenLine> Parse(TextReader text)
    {
        while (text.ReadLine() is { } line)
        {
            string[] columns = [.. line.Split('|').Select(column => column.Trim())];
            if (columns.Length < Columns || columns[0].Length == 0 || columns[2].Length != 1
                || !ulong.TryParse(columns[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address))
                continue;
            _ = ulong.TryParse(columns[4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong size);
            // For a PE image (xen.efi) nm prints File.
            yield return new(columns[0], address, (byte)columns[2][0], size, columns[3].ToUpperInvariant() switch
            {
                "FILE" => XenLineKind.File,
                "FUNC" or "OBJECT" => XenLineKind.Typed,
                _ => XenLineKind.Untyped,
            });
        }
    }
}
