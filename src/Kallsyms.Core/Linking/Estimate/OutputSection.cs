using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Linking.Estimate;

/// <summary>An output section of the future image.</summary>
/// <param name="name">Its name.</param>
/// <param name="order">The number of its statement in the script.</param>
/// <param name="machine">Its machine; null if it is not known.</param>
sealed class OutputSection(string name, int order, MachineRow? machine)
{
    static readonly (string Name, SectionFlags Flags)[] _usual =
    [
        (".text", SectionFlags.Alloc | SectionFlags.Execute), (".rodata", SectionFlags.Alloc), (".data", SectionFlags.Alloc),
    ];

    SectionFlags _flags;
    (ElfSection Section, int Order)? _first;
    bool _hasInput;
    byte? _letter;

    public string Name => name;

    public int Order => order;

    /// <summary>
    /// Whether the image will have it. A section without input is dropped, and its labels move to a neighbour, unless the location
    /// counter advances in it (GNU ld, strip_excluded_output_sections).
    /// </summary>
    public bool IsKept { get; private set; }

    /// <summary>Whether nothing is in it, and the location counter is aligned within it.</summary>
    public bool IsOnlyAligned => IsKept && !_hasInput;

    /// <summary>nm's letter for a local symbol in the section.</summary>
    public byte Letter => _letter ??= TypeLetter.OfSection(
        new(0, name, HasContents || !_hasInput ? SectionType.ProgBits : SectionType.NoBits,
            _hasInput ? _flags : SectionFlags.Write | UsualFlags(), 0, 0, 0, 0, 0, 0, 0), machine);

    /// <summary>Whether it takes room in the file.</summary>
    public bool HasContents { get; private set; }

    bool Writable => (_flags & SectionFlags.Write) != 0;

    bool Executable => (_flags & SectionFlags.Execute) != 0;

    /// <summary>Whether it is in memory at run time.</summary>
    public bool InMemory => (_flags & SectionFlags.Alloc) != 0;

    // The flags that bfd gives a section by name alone.
    SectionFlags UsualFlags() =>
        _usual.FirstOrDefault(usual => name == usual.Name || name.StartsWith(usual.Name + ".", StringComparison.Ordinal)).Flags;

    /// <summary>Puts an input section into it.</summary>
    /// <param name="input">The input section.</param>
    /// <param name="place">The number of the script item that takes it: lower ones come first.</param>
    /// <param name="keep">Whether the image has the output section even if the input is empty.</param>
    public void Add(ElfSection input, int place, bool keep)
    {
        IsKept |= keep || input.Size > 0;
        if (input.Size > 0 && (_first is not { } first || place < first.Order))
            _first = (input, place);
        _hasInput = true;
        _letter = null;
        _flags |= input.Flags & (SectionFlags.Write | SectionFlags.Alloc | SectionFlags.Execute | SectionFlags.SmallData);
        HasContents |= input.Type != SectionType.NoBits;
    }

    /// <summary>
    /// Whether its contents begin with that input section, provided the script does not move the location counter before.
    /// </summary>
    public bool StartsWith(ElfSection input) => ReferenceEquals(_first?.Section, input);

    /// <summary>Notes that the location counter moves within the section, making room without contents, or is only aligned.</summary>
    public void Keep(bool takesRoom)
    {
        IsKept = true;
        if (!takesRoom || _hasInput)
            return;
        _hasInput = true;
        _letter = null;
        _flags = SectionFlags.Write | SectionFlags.Alloc;
    }

    /// <summary>Notes that the linker itself puts something into the section.</summary>
    public void KeepLinkerMade(SectionFlags access)
    {
        IsKept = true;
        HasContents = true;
        _hasInput = true;
        _letter = null;
        _flags |= access | SectionFlags.Alloc;
    }

    /// <summary>
    /// ld.lld keeps some sections that have no input, and gives them the access of the section before them (adjustOutputSections).
    /// </summary>
    /// <param name="previous">The section before it.</param>
    /// <param name="execute">Whether it also becomes executable, as up to release 17.</param>
    public void Inherit(OutputSection? previous, Lazy<bool> execute)
    {
        IsKept = true;
        if (_hasInput)
            return;
        _hasInput = true;
        _letter = null;
        HasContents = true;
        SectionFlags inherited = previous?.Executable == true && execute.Value ? SectionFlags.Write | SectionFlags.Execute : SectionFlags.Write;
        _flags = SectionFlags.Alloc | (IsForRelocations ? 0 : (previous?._flags ?? 0) & inherited);
    }

    /// <summary>
    /// The section that takes this section's labels when it is dropped: the kept section before or after it, whichever is more similar
    /// (bfd, _bfd_nearby_section).
    /// </summary>
    public OutputSection? Near(OutputSection? previous, OutputSection? next)
    {
        if (previous is null || next is null)
            return previous ?? next;
        if (previous.InMemory != next.InMemory || previous.HasContents != next.HasContents)
            return next.InMemory != IsForMemory || previous.HasContents && !next.HasContents ? previous : next;
        if (previous.Writable != next.Writable)
            return next.Writable == (!_hasInput || Writable) ? next : previous;
        return previous.Executable != next.Executable && next.Executable != Executable ? previous : next;
    }

    // The linker itself puts relocations into memory, even if there turn out to be none.
    bool IsForMemory => InMemory || IsForRelocations;

    bool IsForRelocations => name.StartsWith(".rel", StringComparison.Ordinal);
}
