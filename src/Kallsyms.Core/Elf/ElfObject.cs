namespace Kallsyms.Elf;

/// <summary>A relocatable object that is to be written: one section with bytes, labels in it and relocations.</summary>
/// <param name="Target">Where machine, word size, byte order and e_flags come from.</param>
/// <param name="Section">Name of the section; those that start with .data are writable, all others read-only.</param>
/// <param name="Alignment">Its alignment in bytes.</param>
/// <param name="Contents">Its bytes.</param>
/// <param name="Labels">Global labels in it, in order of address.</param>
/// <param name="Relocations">What the linker fills in, in order of offset.</param>
sealed record ElfObject(
    ElfTarget Target, string Section, int Alignment, byte[] Contents, IReadOnlyList<ObjectLabel> Labels,
    IReadOnlyList<ObjectRelocation> Relocations)
{
    /// <summary>Undefined symbols that it names without a relocation, and the offsets at which an assembler would meet them.</summary>
    public IReadOnlyList<(string Symbol, long Offset)> Mentions { get; init; } = [];

    /// <summary>The header of the section, without its place in a file.</summary>
    public ElfSection SectionHeader => new(
        1, Section, SectionType.ProgBits, SectionFlags.Alloc | (Section.StartsWith(".data", StringComparison.Ordinal) ? SectionFlags.Write
            : 0), 0, 0, Contents.Length, 0, 0, (ulong)Alignment, 0);
}

/// <summary>A global label.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Bytes from the start of the section.</param>
/// <param name="Size">Its size in bytes (st_size); 0 where the object does not tell.</param>
readonly record struct ObjectLabel(string Name, long Offset, long Size = 0);

/// <summary>A relocation against a label of the object or, for any other name, an undefined symbol.</summary>
/// <param name="Offset">Bytes from the start of the section.</param>
/// <param name="Type">The machine's relocation type.</param>
/// <param name="Symbol">Name of the target.</param>
/// <param name="Addend">Added to the target's address.</param>
readonly record struct ObjectRelocation(long Offset, uint Type, string Symbol, long Addend);
