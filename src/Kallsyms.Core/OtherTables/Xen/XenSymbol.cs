namespace Kallsyms.OtherTables.Xen;

/// <summary>A symbol of a hypervisor, as nm lists it.</summary>
/// <param name="Address">Its value.</param>
/// <param name="Type">nm's letter.</param>
/// <param name="Name">Its name; a local one's is prefixed with its source file ("traps.c#do_trap").</param>
/// <param name="Size">The size of a function in bytes; 0 if unknown, and for anything else.</param>
/// <param name="IsTyped">Whether it is a function or an object.</param>
readonly record struct XenSymbol(ulong Address, byte Type, string Name, ulong Size, bool IsTyped)
{
    /// <summary>Whether other files can refer to it.</summary>
    public bool IsGlobal => char.IsAsciiLetterUpper((char)Type);
}

/// <summary>A line of nm -pa: a symbol, or the file of the local symbols after it.</summary>
/// <param name="Name">The symbol's or the file's name.</param>
/// <param name="Address">Its value.</param>
/// <param name="Type">nm's letter.</param>
/// <param name="Size">Its size.</param>
/// <param name="Kind">What the line describes.</param>
readonly record struct XenLine(string Name, ulong Address, byte Type, ulong Size, XenLineKind Kind);

/// <summary>What a line of nm describes.</summary>
enum XenLineKind
{
    /// <summary>A symbol without a type.</summary>
    Untyped,

    /// <summary>A function or an object.</summary>
    Typed,

    /// <summary>A source file.</summary>
    File,
}
