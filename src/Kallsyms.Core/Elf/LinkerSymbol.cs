namespace Kallsyms.Elf;

/// <summary>A symbol that a linker makes by itself.</summary>
/// <param name="Name">Its name; of a family, what its names start with.</param>
/// <param name="Type">nm's letter.</param>
/// <param name="Section">The section that the linker makes for it; where a script discards that, there is no symbol. Empty: none.</param>
/// <param name="When">What brings it about.</param>
readonly record struct LinkerSymbol(string Name, char Type, string Section, LinkerSymbolCause When)
{
    /// <summary>Of a family of names that end in a number: the first one.</summary>
    public int First { get; init; }

    /// <summary>And the last one; 0: it is no family.</summary>
    public int Last { get; init; }

    /// <summary>The members of the family are one piece of code: each brings those behind it.</summary>
    public bool BringsFollowing { get; init; }

    /// <summary>In images of that word size only; null: in both.</summary>
    public bool? Is64 { get; init; }

    /// <summary>Made where some object refers to it.</summary>
    public static LinkerSymbol Wanted(string name, char type = 'd', string section = ".got") =>
        new(name, type, section, LinkerSymbolCause.Wanted);

    /// <summary>Made where some object has a relocation that takes a global offset table; nobody has to name it.</summary>
    public static LinkerSymbol OffsetTable(char type = 'd') => new("_GLOBAL_OFFSET_TABLE_", type, ".got", LinkerSymbolCause.OffsetTable);

    /// <summary>Made in images that can be loaded anywhere.</summary>
    public static LinkerSymbol Relocatable(string name, char type = 'd') => new(name, type, "", LinkerSymbolCause.Relocatable);

    /// <summary>_DYNAMIC in such images.</summary>
    public static LinkerSymbol Dynamic(char type = 'd') => new("_DYNAMIC", type, ".dynamic", LinkerSymbolCause.Relocatable);
}

/// <summary>What brings a linker's own symbol about.</summary>
enum LinkerSymbolCause
{
    /// <summary>Some object refers to it, and none defines it.</summary>
    Wanted,

    /// <summary>Some object has one of the machine's <see cref="MachineRow.OffsetTableRelocations"/>.</summary>
    OffsetTable,

    /// <summary>The image can be loaded anywhere.</summary>
    Relocatable,

    /// <summary>It is in every image; in every one that stores an address, at least.</summary>
    Always,
}
