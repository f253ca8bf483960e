namespace Kallsyms.Elf;

/// <summary>
/// Everything the toolkit knows of one machine: how its objects are written (its ELF supplement), what its assembler, linker and nm make a
/// habit of (binutils), and how its kernels look. A machine without a row of its own has what is said here.
/// </summary>
/// <param name="Name">What commands and messages call it.</param>
/// <param name="Number">e_machine.</param>
sealed record MachineRow(string Name, ElfMachine Number)
{
    /// <summary>Other values of e_machine for the same machine.</summary>
    public ElfMachine[] OtherNumbers { get; init; } = [];

    /// <summary>The relocations of 64-bit objects; null: there are none, or they are not known.</summary>
    public RelocationTypes? Wide { get; init; }

    /// <summary>The relocations of 32-bit objects; null: there are none, or they are not known.</summary>
    public RelocationTypes? Narrow { get; init; }

    /// <summary>The bit of e_flags of those 32-bit objects whose relocations have addends, unlike others; 0: there are none.</summary>
    public uint NarrowAddendFlag { get; init; }

    /// <summary>64-bit relocations have the symbol first and the type in the last byte, whatever the byte order.</summary>
    public bool SplitsRelocationInfo { get; init; }

    /// <summary>e_flags without which tools misread the machine's code.</summary>
    public Func<ElfFormat, uint> UsualFlags { get; init; } = static _ => 0;

    /// <summary>Sections in which an object makes a statement about the whole image, beside those that all machines have.</summary>
    public string[] StatementSections { get; init; } = [];

    /// <summary>Bit 0 of a function's address says how to call it (Thumb, compressed code), not where it is.</summary>
    public bool FunctionsHaveModeBit { get; init; }

    /// <summary>The same goes for STT_GNU_IFUNC.</summary>
    public bool IndirectFunctionsHaveModeBit { get; init; }

    /// <summary>Section indexes of symbols that have a size and no place yet, beside SHN_COMMON, with nm's letter for them.</summary>
    public (int Index, char Letter)[] CommonSections { get; init; } = [];

    /// <summary>Second characters of the symbols that mark instruction sets and literal pools ($a, $d ...), which nm leaves out.</summary>
    public string Marks { get; init; } = "";

    /// <summary>Anything may follow them; otherwise only a dot and more.</summary>
    public bool MarksGoOn { get; init; }

    /// <summary>The assembler marks the start of data with $d.</summary>
    public bool MarksData { get; init; }

    /// <summary>nm leaves out local labels, too.</summary>
    public bool NmHidesLocalLabels { get; init; }

    /// <summary>nm leaves out symbols without a name, too.</summary>
    public bool NmHidesNameless { get; init; }

    /// <summary>nm has letters of their own for small data.</summary>
    public bool NmTellsSmallData { get; init; }

    /// <summary>nm prints 32-bit addresses from 0x80000000 on with sixteen digits, sign-extended.</summary>
    public bool NmSignExtends { get; init; }

    /// <summary>What ld -X takes for a local label in 64-bit objects.</summary>
    public LocalLabels WideLabels { get; init; } = LocalLabels.Usual;

    /// <summary>The same in 32-bit objects.</summary>
    public LocalLabels NarrowLabels { get; init; } = LocalLabels.Usual;

    /// <summary>The assembler takes the operand of .align for a number of bytes, not for a power of two.</summary>
    public bool AlignCountsBytes { get; init; }

    /// <summary>The assembler fills sections up to a multiple of their alignment, but of this many bytes at most; 0: it does not.</summary>
    public int FilledUpTo { get; init; }

    /// <summary>Alignments of the empty .text, .data and .bss that the assembler puts into every object, by e_flags.</summary>
    public Func<uint, (int Text, int Data)> EmptySections { get; init; } = static _ => (1, 1);

    /// <summary>GNU ld puts stubs against errata of processors behind the code, with symbols that kernels list.</summary>
    public bool LinkerMakesStubs { get; init; }

    /// <summary>Symbols that GNU ld makes by itself; the first one of a name that fits counts.</summary>
    public LinkerSymbol[] GnuSymbols { get; init; } = [];

    /// <summary>
    /// Types of relocations for which GNU ld makes a global offset table; told only where that has a symbol nobody names.
    /// </summary>
    public uint[] OffsetTableRelocations { get; init; } = [];

    /// <summary>What ld.lld makes by itself.</summary>
    public LinkerSymbol[] LldSymbols { get; init; } = [LinkerSymbol.Wanted("_GLOBAL_OFFSET_TABLE_"), LinkerSymbol.Dynamic()];

    /// <summary>
    /// Kernels that run on several processors link their per-cpu symbols at address 0: offsets, which tables list as absolute (x86-64, 3.15
    /// to 6.14).
    /// </summary>
    public bool HasPercpuAtZero { get; init; }

    /// <summary>Word size of its kernels; null: either.</summary>
    public bool? KernelIs64 { get; init; }

    /// <summary>Prefixes of function names that few kernels of other machines have.</summary>
    public string[] FunctionPrefixes { get; init; } = [];

    /// <summary>Instructions that its functions, and those of no other machine, begin and end with.</summary>
    public CodeIdiom[] Idioms { get; init; } = [];

    /// <summary>
    /// Bytes in memory that end where a call returns to, hexadecimal, at most eight; ? is any half byte. Some stand for what the kernel
    /// puts in their place at boot. None: its calls are not known here.
    /// </summary>
    public string[] Calls { get; init; } = [];

    /// <summary>How its page tables look; null: they are not read.</summary>
    public PageTableFormat? PageTables { get; init; }

    /// <summary>Container formats that only its kernels come in.</summary>
    public string[] ImageFormats { get; init; } = [];

    /// <summary>Its kernels carry their relocations, so that they can run elsewhere than where they were linked.</summary>
    public bool RelocatesItself { get; init; }

    /// <summary>Some linkers leave plain relocations among those.</summary>
    public bool LeavesPlainRelocations { get; init; }

    /// <summary>Whether its kernels are moved at boot.</summary>
    public KernelMoves Moves { get; init; }

    /// <summary>Bytes of which every distance that a 64-bit kernel is moved by is a multiple; of 32-bit ones it is a page.</summary>
    public ulong MoveGrain { get; init; } = 64 << 10;

    /// <summary>The lowest address at which its 64-bit kernels can run; 0: it is not known.</summary>
    public ulong LowestKernel { get; init; }

    /// <summary>Pointers may carry a tag or a signature in their upper bits.</summary>
    public bool SignsPointers { get; init; }

    /// <summary>
    /// Instructions begin at multiples of so many bytes, as its architecture manual says; where there are short ones too (Thumb), of the
    /// longer form's.
    /// </summary>
    public int InstructionAlignment { get; init; } = 1;

    /// <summary>Words that only this machine's register dumps have.</summary>
    public string[] LogWords { get; init; } = [];

    /// <summary>It writes "Call trace:" in its logs, the others "Call Trace:".</summary>
    public bool WritesSmallTrace { get; init; }

    /// <summary>
    /// In traces it names the byte before a return address, and counts one on: a call may be the last that a function does.
    /// </summary>
    public bool NamesCalls { get; init; }

    /// <summary>Machines whose logs look alike have this in common.</summary>
    public string LogFamily { get => field ?? Name; init; }

    /// <summary>The relocations of such objects; null: they are not known.</summary>
    /// <param name="format">Word size and byte order.</param>
    /// <param name="flags">e_flags.</param>
    public RelocationTypes? Relocations(ElfFormat format, uint flags) =>
        format.Is64 ? Wide
        : NarrowAddendFlag != 0 && (flags & NarrowAddendFlag) != 0 ? Narrow!.Value with { WithAddend = true }
        : Narrow;

    /// <summary>The same where they are needed.</summary>
    /// <exception cref="KallsymsException">They are not known.</exception>
    public RelocationTypes RequireRelocations(ElfFormat format, uint flags) => Relocations(format, flags) ?? throw new KallsymsException(
        ErrorKind.Unreadable,
        $"{Name}{MachineTable.CommonName(Number)}, {(format.Is64 ? 64 : 32)} bits, is not supported: how objects of this machine are "
        + "written is not known here; "
        + $"known are {string.Join(", ", MachineTable.Rows.Where(row => row.Relocations(format, 0) is not null).Select(row => row.Name))}");

    /// <summary>nm's letter for symbols in such a section, which exists in objects alone; null: it is another one.</summary>
    public char? CommonLetter(int section)
    {
        if (section == SectionIndex.Common)
            return 'C';
        foreach ((int index, char letter) in CommonSections)
        {
            if (index == section)
                return letter;
        }
        return null;
    }

    /// <summary>It has kernels of that word size.</summary>
    public bool HasKernels(bool is64) => KernelIs64 is { } only ? only == is64 : (is64 ? Wide : Narrow) is not null;

    /// <summary>What the end of a section with that alignment is filled up to.</summary>
    public int EndAlignment(int alignment) => Math.Max(1, Math.Min(alignment, FilledUpTo));
}

/// <summary>Names of labels that were made by a compiler or an assembler (bfd, is_local_label_name).</summary>
[Flags]
enum LocalLabels
{
    /// <summary>.L, two dots, _.L_, and the numbered ones of the assembler.</summary>
    Usual = 1,

    /// <summary>$ at the start.</summary>
    Dollar = 2,

    /// <summary>L$ at the start.</summary>
    LDollar = 4,
}

/// <summary>Whether kernels run elsewhere than where they were linked.</summary>
enum KernelMoves
{
    /// <summary>Those that do have the code for it among their symbols.</summary>
    SymbolsTell,

    /// <summary>Those that do have the function that says how far; code that could move them is in others, too.</summary>
    DumperTells,

    /// <summary>They do not.</summary>
    Never,

    /// <summary>Only where the boot loader gives them a seed, and they say so.</summary>
    Seldom,

    /// <summary>Most of the time; the code for it is not among their symbols.</summary>
    Usually,
}
