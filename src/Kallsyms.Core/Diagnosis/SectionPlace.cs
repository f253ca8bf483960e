namespace Kallsyms.Diagnosis;

/// <summary>A section of an image, as the linker placed it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">First byte.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">Bytes; 1 when there is no demand.</param>
readonly record struct SectionPlace(string Name, ulong Address, ulong Size, ulong Alignment)
{
    /// <summary>First byte behind it.</summary>
    public ulong End => Address + Size;

    /// <summary>True when the address lies inside.</summary>
    public bool Covers(ulong address) => address - Address < Size;
}
