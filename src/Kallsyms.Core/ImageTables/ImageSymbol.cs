namespace Kallsyms.ImageTables;

/// <summary>One entry of an image table: a symbol, or the end of a stretch, from which on nothing is known.</summary>
/// <param name="Address">Where it starts.</param>
/// <param name="Type">nm's letter; 0 for the end of a stretch.</param>
/// <param name="Name">Its name, without characters below 0x20; empty for the end of a stretch.</param>
/// <param name="Size">Its size in bytes as the linker knows it; 0: it does not.</param>
readonly record struct ImageSymbol(ulong Address, byte Type, ReadOnlyMemory<byte> Name, ulong Size)
{
    /// <summary>It is no symbol: what came before it ends.</summary>
    public bool IsGap => Type == 0;

    /// <summary>The end of a stretch.</summary>
    public static ImageSymbol Gap(ulong address) => new(address, 0, default, 0);
}
