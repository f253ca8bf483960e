namespace Kallsyms.Symbols.Lists;

/// <summary>
/// nm's letters where a listing gives the name or number of a section but not its flags. They are right for sections of code, data,
/// constants and zeros as kernels name them; any other section counts as data.
/// </summary>
static class SectionLetter
{
    /// <summary>Stands for the section of symbols defined elsewhere.</summary>
    public const byte Undefined = (byte)'u';

    /// <summary>The letter of a section about which nothing else is known.</summary>
    public const byte Data = (byte)'d';

    static readonly string[] _zeros = [".bss", ".sbss", ".tbss", ".brk", ".dynbss"];

    static readonly string[] _constants =
    [
        ".rodata", ".init.rodata", "__ksymtab", "__kcrctab", "__param", "__modver", "__ex_table", ".note", ".orc_", ".altinstructions",
        ".BTF", ".eh_frame",
        ".pci_fixup", ".smp_locks", ".parainstructions", ".modinfo", ".gnu", ".rel", ".dynsym", ".dynstr", ".hash", ".interp",
    ];

    /// <summary>Returns the letter of a symbol from its section's.</summary>
    public static byte Of(bool local, bool weak, bool unique, bool indirect, bool isObject, byte section)
    {
        if (section == Undefined)
            return (byte)(!weak ? 'U' : isObject ? 'v' : 'w');
        if (indirect)
            return (byte)'i';
        if (weak)
            return (byte)(isObject ? 'V' : 'W');
        return unique ? (byte)'u' : local ? section : (byte)(section - 32);
    }

    /// <summary>Returns the letter of a section from its name.</summary>
    public static byte OfName(ReadOnlySpan<byte> section, bool isFunction)
    {
        if (section.SequenceEqual("*ABS*"u8))
            return (byte)'a';
        if (section.SequenceEqual("*COM*"u8))
            return (byte)'c';
        if (isFunction || section.IndexOf(".text"u8) >= 0 || section.SequenceEqual(".plt"u8)
            || section.SequenceEqual(".altinstr_replacement"u8))
        {
            return (byte)'t';
        }
        return StartsWithAny(section, _zeros) ? (byte)'b' : StartsWithAny(section, _constants) ? (byte)'r' : Data;
    }

    /// <summary>
    /// Derives letters of symbols whose section number is known: a section of functions is code, and the linker script's labels tell
    /// which hold zeros or constants.
    /// </summary>
    public static SymbolList Refine(SymbolList list)
    {
        var letters = new Dictionary<int, byte>();
        for (int i = 0; i < list.Count; i++)
        {
            byte known = letters.GetValueOrDefault(list.Sections[i]);
            if (Hint(list.Name(i), list.Types[i]) is { } letter && known != (byte)'t' && (letter == 't' || known != Data))
                letters[list.Sections[i]] = letter;
        }
        byte[] types = list.Types.ToArray();
        for (int i = 0; i < types.Length; i++)
        {
            if ((types[i] | 0x20) == Data && letters.TryGetValue(list.Sections[i], out byte letter))
                types[i] = (byte)(letter & ~0x20 | types[i] & 0x20);
        }
        return list.WithTypes(types);
    }

    static byte? Hint(ReadOnlySpan<byte> name, byte type) => type is (byte)'t' or (byte)'T' ? (byte)'t'
        : name.SequenceEqual("_edata"u8) ? Data // if there are no zeros, __bss_start is there too
        : name.SequenceEqual("__bss_start"u8) || name.SequenceEqual("__bss_stop"u8) ? (byte)'b'
        : name.SequenceEqual("__start_rodata"u8) || name.SequenceEqual("kallsyms_names"u8) ? (byte)'r'
        : null;

    static bool StartsWithAny(ReadOnlySpan<byte> name, string[] starts)
    {
        foreach (string start in starts)
        {
            if (name.Length >= start.Length && System.Text.Ascii.Equals(name[..start.Length], start))
                return true;
        }
        return false;
    }
}
