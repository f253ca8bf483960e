namespace Kallsyms.Symbols.Lists;

/// <summary>What a line means to the dialect that reads it.</summary>
enum LineMeaning
{
    /// <summary>A symbol.</summary>
    Symbol,

    /// <summary>A heading, a blank line, or a symbol that nm would omit.</summary>
    Nothing,

    /// <summary>Not a line of this dialect.</summary>
    Unknown,
}

/// <summary>One symbol from a line. Spans are valid until the next line is read.</summary>
ref struct SymbolLine
{
    public ulong Address;

    /// <summary>Its size in bytes as the line states it; 0 if it states none.</summary>
    public ulong Size;
    public byte Type;
    public ReadOnlySpan<byte> Name;

    /// <summary>The module that /proc/kallsyms names after a symbol; empty for the kernel itself.</summary>
    public ReadOnlySpan<byte> Module;

    /// <summary>The number of digits in the address as written; 0 if it has none.</summary>
    public int Digits;

    /// <summary>Whether the symbol has no address.</summary>
    public bool IsUndefined;

    /// <summary>The number of its section if the dialect gives that instead of a letter; otherwise -1.</summary>
    public int Section;
}
