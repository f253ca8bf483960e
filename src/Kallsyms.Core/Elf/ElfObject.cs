namespace Kallsyms.Elf;

/// <summary>A relocatable object to be written: one section with bytes, labels and relocations.</summary>
/// <param name="Target">The source of machine, word size, byte order and e_flags.</param>
/// <param name="Section">The name of the section; names that start with .data are writable, all others read-only.</param>
/// <param name="Alignment">Its alignment in bytes.</param>
/// <param name="Contents">Its bytes.</param>
/// <param name="Labels">Its global labels, in address order.</param>
/// <param name="Relocations">What the linker fills in, in order of offset.</param>
sealed record ElfObject(
    ElfTarget Target, string Section, int Alignment, byte[] Contents, IReadOnlyList<ObjectLabel> Labels,
    IReadOnlyList<ObjectRelocation> Relocations)
{
    /// <summary>
    /// Undefined symbols that it mentions without a relocation, and the offsets at which an assembler would encounter them.
    /// </summary>
    public IReadOnlyList<(string Symbol, long Offset)> Mentions { get; init; } = [];

    /// <summary>The header of the section, without its file offset.</summary>
    public ElfSection SectionHeader => new(
        1, Section, SectionType.ProgBits, SectionFlags.Alloc | (Section.StartsWith(".data", StringComparison.Ordinal) ? SectionFlags.Write
            : 0), 0, 0, Contents.Length, 0, 0, (ulong)Alignment, 0);
}

/// <summary>A global label.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">The offset in bytes from the start of the section.</param>
/// <param name="Size">Its size in bytes (st_size); 0 if the object does not give it.</param>
readonly record struct ObjectLabel(string Name, long Offset, long Size = 0);

/// <summary>A relocation against a label of the object or, for any other name, an undefined symbol.</summary>
/// <param name="Offset">The offset in bytes from the start of the section.</param>
/// <param name="Type">The machine's relocation type.</param>
/// <param name="Symbol">The name of the target.</param>
/// <param name="Addend">The number added to the target's address.</param>
readonly record struct ObjectRelocation(long Offset, uint Type, string Symbol, long Addend);
