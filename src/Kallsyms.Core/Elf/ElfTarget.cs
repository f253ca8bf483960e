namespace Kallsyms.Elf;

/// <summary>
/// What an object must share with the others of a link: machine, word size, byte order, e_flags, and the sections in which an object
/// makes a statement about the whole image. Copied unchanged, those statements have no effect; if they are missing, a linker may take
/// that for a no (an executable stack, no branch protection).
/// </summary>
/// <param name="Format">The word size and byte order.</param>
/// <param name="Header">The machine, flags and ABI.</param>
/// <param name="Statements">The statement sections and their bytes.</param>
sealed record ElfTarget(ElfFormat Format, ElfHeader Header, IReadOnlyList<(ElfSection Section, byte[] Bytes)> Statements)
{
    const ulong MaxAlignment = 0x1000;
    const long MaxSize = 0x10000;

    // The sections used on all machines.
    static readonly string[] _statementSections = [".note.GNU-stack", ".note.gnu.property", ".gnu.attributes"];

    static readonly ElfSection _noExecutableStack = new(0, ".note.GNU-stack", SectionType.ProgBits, 0, 0, 0, 0, 0, 0, 1, 0);

    /// <summary>Whether LLVM's assembler makes the objects, whose empty sections and mapping symbols differ from those of GNU as.</summary>
    public bool IsByLlvm { get; init; }

    /// <summary>The mapping symbol that marks the start of data; empty if there is none.</summary>
    public string DataMark { get; init; } = Elf.DataMark.OfGnu(Header.Machine.Row());

    /// <summary>
    /// Returns the target of an object. From a linked file only the machine is taken, and that no stack need be executable.
    /// </summary>
    public static ElfTarget Like(ElfFile file)
    {
        if (file.Header.Type != ElfType.Relocatable)
            return new(file.Format, file.Header, [(_noExecutableStack, [])]);
        string[] ofMachine = file.Header.Machine.Row().StatementSections;
        (ElfSection, byte[])[] statements = file.Sections
            .Where(section => _statementSections.Contains(section.Name) || ofMachine.Contains(section.Name))
            .Select(section => (Checked(file, section), file.Read(section))).ToArray();
        var target = new ElfTarget(file.Format, file.Header, statements) { IsByLlvm = IsMadeByLlvm(file) };
        return Elf.DataMark.TryFind(file, target.IsByLlvm, out string mark) ? target with { DataMark = mark } : target;
    }

    /// <summary>
    /// Whether LLVM's assembler made an object: it keeps the names of sections among those of symbols. What a linker combined (ld -r) does not
    /// tell.
    /// </summary>
    public static bool IsMadeByLlvm(ElfFile file) => file.Sections.All(section => section.Name != ".shstrtab");

    /// <summary>
    /// Returns the target of an object, including the sections without contents that its assembler puts into every object.
    /// </summary>
    public static ElfTarget LikeAssembled(ElfFile file)
    {
        ElfTarget target = Like(file);
        IEnumerable<(ElfSection, byte[])> empty = file.Sections
            .Where(section => section.Name is ".text" or ".data" or ".bss" && section.Size == 0)
            .Select(section => (section, Array.Empty<byte>()));
        return target with { Statements = [.. target.Statements, .. empty] };
    }

    /// <summary>Whether objects for either target make the same statements about an image, and affect its layout in the same way.</summary>
    public bool SaysTheSame(ElfTarget? other)
    {
        return other is not null && Format == other.Format && Header.Machine == other.Header.Machine && Header.Flags == other.Header.Flags
            && Said(this).SequenceEqual(Said(other));

        static IEnumerable<(string, SectionType, SectionFlags, ulong, string)> Said(ElfTarget target) => target.Statements
            .Where(statement => statement.Section.Name is not (".text" or ".data" or ".bss") || statement.Section.Alignment > 1)
            .Select(statement => (statement.Section.Name, statement.Section.Type, statement.Section.Flags, statement.Section.Alignment,
                Convert.ToHexString(statement.Bytes)))
            .Order();
    }

    // Size and alignment decide how large our object becomes.
    static ElfSection Checked(ElfFile file, ElfSection section)
    {
        if (section.Alignment > MaxAlignment || (section.Alignment & (section.Alignment - 1)) != 0)
        {
            throw file.Damaged(
                $"section {section.Name}: alignment 0x{section.Alignment:x}, expected a power of two up to 0x{MaxAlignment:x}",
                section.Offset);
        }
        if (section.Size > MaxSize)
            throw file.Damaged($"section {section.Name} has 0x{section.Size:x} bytes, expected 0x{MaxSize:x} at most", section.Offset);
        return section;
    }

    /// <summary>Refuses a machine for which no objects can be written, before anything is made for it.</summary>
    /// <exception cref="KallsymsException">The machine is such a one.</exception>
    public void RequireKnownMachine() => _ = Relocations;

    /// <summary>The machine's relocations.</summary>
    /// <exception cref="KallsymsException">The relocations are not known.</exception>
    public RelocationTypes Relocations => Header.Machine.Row().RequireRelocations(Format, Header.Flags);
}
