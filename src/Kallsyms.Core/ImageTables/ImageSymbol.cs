namespace Kallsyms.ImageTables;

/// <summary>An entry of an image table: a symbol, or the end of a stretch, after which nothing is known.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Type">nm's letter; 0 for the end of a stretch.</param>
/// <param name="Name">Its name, without characters below 0x20; empty for the end of a stretch.</param>
/// <param name="Size">Its size in bytes according to the linker; 0 if unknown.</param>
readonly record struct ImageSymbol(ulong Address, byte Type, ReadOnlyMemory<byte> Name, ulong Size)
{
    /// <summary>Whether it is not a symbol but the end of what came before it.</summary>
    public bool IsGap => Type == 0;

    /// <summary>Creates the end of a stretch.</summary>
    public static ImageSymbol Gap(ulong address) => new(address, 0, default, 0);
}
