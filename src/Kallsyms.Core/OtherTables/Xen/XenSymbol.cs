namespace Kallsyms.OtherTables.Xen;

/// <summary>A symbol of a hypervisor, as nm lists it.</summary>
/// <param name="Address">Its value.</param>
/// <param name="Type">nm's letter.</param>
/// <param name="Name">Its name; a local one's with its source file in front ("traps.c#do_trap").</param>
/// <param name="Size">Bytes of a function; 0 for anything else, and where it is not known.</param>
/// <param name="IsTyped">It is a function or an object.</param>
readonly record struct XenSymbol(ulong Address, byte Type, string Name, ulong Size, bool IsTyped)
{
    /// <summary>Other files can refer to it.</summary>
    public bool IsGlobal => char.IsAsciiLetterUpper((char)Type);
}

/// <summary>A line of nm -pa: a symbol, or the file that the local symbols behind it are from.</summary>
/// <param name="Name">The symbol's or the file's name.</param>
/// <param name="Address">Its value.</param>
/// <param name="Type">nm's letter.</param>
/// <param name="Size">Its size.</param>
/// <param name="Kind">What it is.</param>
readonly record struct XenLine(string Name, ulong Address, byte Type, ulong Size, XenLineKind Kind);

/// <summary>What a line of nm is about.</summary>
enum XenLineKind
{
    /// <summary>A symbol that says nothing about itself.</summary>
    Untyped,

    /// <summary>A function or an object.</summary>
    Typed,

    /// <summary>A source file.</summary>
    File,
}
