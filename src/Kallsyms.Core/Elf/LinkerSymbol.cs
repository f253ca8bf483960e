namespace Kallsyms.Elf;

/// <summary>A symbol that a linker itself creates.</summary>
/// <param name="Name">Its name; for a family of symbols, the common prefix.</param>
/// <param name="Type">nm's letter.</param>
/// <param name="Section">The section that the linker creates for it, without which there is no symbol; empty if there is none.</param>
/// <param name="When">When it is created.</param>
readonly record struct LinkerSymbol(string Name, char Type, string Section, LinkerSymbolCause When)
{
    /// <summary>For a family of names that end in a number: the first number.</summary>
    public int First { get; init; }

    /// <summary>The last number; 0 if it is not a family.</summary>
    public int Last { get; init; }

    /// <summary>Whether the family is one piece of code in which each member includes those after it.</summary>
    public bool BringsFollowing { get; init; }

    /// <summary>The word size of images that have it; null for both.</summary>
    public bool? Is64 { get; init; }

    /// <summary>Creates a symbol that exists if some object refers to it.</summary>
    public static LinkerSymbol Wanted(string name, char type = 'd', string section = ".got") =>
        new(name, type, section, LinkerSymbolCause.Wanted);

    /// <summary>
    /// Creates a symbol that exists if some object has a relocation that needs a global offset table, whether or not it is referred to.
    /// </summary>
    public static LinkerSymbol OffsetTable(char type = 'd') => new("_GLOBAL_OFFSET_TABLE_", type, ".got", LinkerSymbolCause.OffsetTable);

    /// <summary>Creates a symbol that exists in images that can be loaded at any address.</summary>
    public static LinkerSymbol Relocatable(string name, char type = 'd') => new(name, type, "", LinkerSymbolCause.Relocatable);

    /// <summary>Creates _DYNAMIC, which exists in such images.</summary>
    public static LinkerSymbol Dynamic(char type = 'd') => new("_DYNAMIC", type, ".dynamic", LinkerSymbolCause.Relocatable);
}

/// <summary>When a linker creates a symbol.</summary>
enum LinkerSymbolCause
{
    /// <summary>If some object refers to it, and none defines it.</summary>
    Wanted,

    /// <summary>If some object has one of the machine's <see cref="MachineRow.OffsetTableRelocations"/>.</summary>
    OffsetTable,

    /// <summary>If the image can be loaded at any address.</summary>
    Relocatable,

    /// <summary>In every image, or at least in every one that stores an address.</summary>
    Always,
}
