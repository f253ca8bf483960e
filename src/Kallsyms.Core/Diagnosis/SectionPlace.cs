namespace Kallsyms.Diagnosis;

/// <summary>A section of an image, as the linker placed it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The address of its first byte.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Alignment">Its alignment in bytes; 1 if there is none.</param>
readonly record struct SectionPlace(string Name, ulong Address, ulong Size, ulong Alignment)
{
    /// <summary>The address after its last byte.</summary>
    public ulong End => Address + Size;

    /// <summary>Whether an address lies inside it.</summary>
    public bool Covers(ulong address) => address - Address < Size;
}
