using Kallsyms.Elf;

namespace Kallsyms.Symbols;

/// <summary>
/// The one-letter class that nm prints for a symbol (binutils: nm(1), and bfd_decode_symclass in bfd/syms.c for the order of the
/// tests). Small data has letters of its own on some machines only (bfd/elf64-ppc.c), whatever the sections' flags. Lower case is
/// local, upper case global, except where the manual says otherwise.
/// </summary>
static class TypeLetter
{
    static readonly MachineRow _noMachine = ElfMachine.None.Row();

    /// <summary>The letters that functions have in a table: indirect ones count as the functions that choose among others.</summary>
    public static bool IsFunction(byte type) => type is (byte)'t' or (byte)'T' or (byte)'w' or (byte)'W' or (byte)'i';

    /// <summary>Letter for a symbol whose section has the letter <paramref name="section"/>, which is null for reserved indexes.</summary>
    public static byte Of(in ElfSymbol symbol, byte? section, MachineRow? machine = null)
    {
        bool weak = symbol.Binding == SymbolBinding.Weak;
        bool isObject = symbol.Type == SymbolType.Object;
        if ((machine ?? _noMachine).CommonLetter(symbol.Section) is { } common)
            return (byte)common;
        if (symbol.Section == SectionIndex.Undefined)
            return (byte)(weak ? isObject ? 'v' : 'w' : 'U');
        if (symbol.Type == SymbolType.IndirectFunction)
            return (byte)'i';
        if (weak)
            return (byte)(isObject ? 'V' : 'W');
        if (symbol.Binding == SymbolBinding.GnuUnique)
            return (byte)'u';
        if (symbol.Binding is not (SymbolBinding.Local or SymbolBinding.Global))
            return (byte)'?';
        byte letter = section ?? (byte)'a';
        return symbol.Binding == SymbolBinding.Global && char.IsAsciiLetterLower((char)letter) ? (byte)(letter - 32) : letter;
    }

    /// <summary>Returns the letter of a local symbol in a section.</summary>
    public static byte OfSection(ElfSection section, MachineRow? machine = null)
    {
        if (PeSectionLetter(section.Name) is byte letter)
            return letter;
        bool hasContents = section.Type != SectionType.NoBits;
        bool writable = (section.Flags & SectionFlags.Write) != 0;
        bool alloc = (section.Flags & SectionFlags.Alloc) != 0;
        bool smallData = (machine ?? _noMachine).NmTellsSmallData
            && (section.Name.StartsWith(".sdata", StringComparison.Ordinal) || section.Name.StartsWith(".sbss", StringComparison.Ordinal));
        if ((section.Flags & SectionFlags.Execute) != 0)
            return (byte)'t';
        if (alloc && hasContents)
            return (byte)(!writable ? 'r' : smallData ? 'g' : 'd');
        if (!hasContents)
            return (byte)(smallData ? 's' : 'b');
        return (byte)(IsDebugging(section) ? 'N' : writable ? '?' : 'n');
    }

    // nm recognises section names of PE files in ELF files too.
    static byte? PeSectionLetter(string name)
    {
        foreach ((string prefix, char letter) in (ReadOnlySpan<(string, char)>)[(".drectve", 'i'), (".edata", 'e'), (".idata", 'i'),
            (".pdata", 'p')])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)
                && (name.Length == prefix.Length || ".$0123456789".Contains(name[prefix.Length])))
            {
                return (byte)letter;
            }
        }
        return null;
    }

    /// <summary>Whether binutils take a section for debug data (bfd/elf.c, _bfd_elf_make_section_from_shdr), by its name.</summary>
    public static bool IsDebugging(ElfSection section)
    {
        if ((section.Flags & SectionFlags.Alloc) != 0)
            return false;
        string name = section.Name;
        return name.StartsWith(".debug", StringComparison.Ordinal) || name.StartsWith(".zdebug", StringComparison.Ordinal)
            || name.StartsWith(".gnu.debuglto_.debug_", StringComparison.Ordinal)
            || name.StartsWith(".gnu.linkonce.wi.", StringComparison.Ordinal)
            || name.StartsWith(".stab", StringComparison.Ordinal) || name.StartsWith(".line", StringComparison.Ordinal)
            || name == ".gdb_index";
    }
}
