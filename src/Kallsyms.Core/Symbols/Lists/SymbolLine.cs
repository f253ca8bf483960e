namespace Kallsyms.Symbols.Lists;

/// <summary>What a line is to the dialect that reads it.</summary>
enum LineMeaning
{
    /// <summary>A symbol.</summary>
    Symbol,

    /// <summary>A heading, a blank line, or a symbol that nm would leave out.</summary>
    Nothing,

    /// <summary>No line of this dialect.</summary>
    Unknown,
}

/// <summary>One symbol as its line tells it. Spans are good until the next line is read.</summary>
ref struct SymbolLine
{
    public ulong Address;
    public byte Type;
    public ReadOnlySpan<byte> Name;

    /// <summary>The module that /proc/kallsyms names behind a symbol; empty: the kernel itself.</summary>
    public ReadOnlySpan<byte> Module;

    /// <summary>Digits of the address, as the line has them; 0 where it has none.</summary>
    public int Digits;

    /// <summary>The symbol has no address.</summary>
    public bool IsUndefined;

    /// <summary>Number of its section, where the dialect tells that instead of a letter; otherwise -1.</summary>
    public int Section;
}
