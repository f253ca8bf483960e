namespace Kallsyms.Elf;

/// <summary>
/// Everything the toolkit knows about one machine: how its objects are written (its ELF supplement), the behaviour of its assembler,
/// linker and nm (binutils), and what its kernels look like. The defaults here apply to a machine without a row.
/// </summary>
/// <param name="Name">Its name in commands and messages.</param>
/// <param name="Number">e_machine.</param>
sealed record MachineRow(string Name, ElfMachine Number)
{
    /// <summary>Other values of e_machine for the same machine.</summary>
    public ElfMachine[] OtherNumbers { get; init; } = [];

    /// <summary>The relocations of 64-bit objects; null if there are none, or they are not known.</summary>
    public RelocationTypes? Wide { get; init; }

    /// <summary>The relocations of 32-bit objects; null if there are none, or they are not known.</summary>
    public RelocationTypes? Narrow { get; init; }

    /// <summary>
    /// The bit of e_flags that marks 32-bit objects whose relocations have addends although others' do not; 0 if there are none.
    /// </summary>
    public uint NarrowAddendFlag { get; init; }

    /// <summary>Whether 64-bit relocations have the symbol first and the type in the last byte, whatever the byte order.</summary>
    public bool SplitsRelocationInfo { get; init; }

    /// <summary>The e_flags without which tools misread the machine's code.</summary>
    public Func<ElfFormat, uint> UsualFlags { get; init; } = static _ => 0;

    /// <summary>Sections in which an object makes a statement about the whole image, besides those used on all machines.</summary>
    public string[] StatementSections { get; init; } = [];

    /// <summary>Whether bit 0 of a function's address selects the instruction set (Thumb, compressed code).</summary>
    public bool FunctionsHaveModeBit { get; init; }

    /// <summary>Whether the same is true of STT_GNU_IFUNC.</summary>
    public bool IndirectFunctionsHaveModeBit { get; init; }

    /// <summary>Section indexes of symbols that have a size but no address yet, besides SHN_COMMON, with nm's letter for them.</summary>
    public (int Index, char Letter)[] CommonSections { get; init; } = [];

    /// <summary>The second characters of symbols that mark instruction sets and literal pools ($a, $d ...), which nm omits.</summary>
    public string Marks { get; init; } = "";

    /// <summary>Whether anything may follow them, not only a dot and more.</summary>
    public bool MarksGoOn { get; init; }

    /// <summary>Whether GNU as marks the start of data with $d.</summary>
    public bool MarksData { get; init; }

    /// <summary>Whether nm omits local labels too.</summary>
    public bool NmHidesLocalLabels { get; init; }

    /// <summary>Whether nm omits symbols without a name too.</summary>
    public bool NmHidesNameless { get; init; }

    /// <summary>Whether nm has separate letters for small data.</summary>
    public bool NmTellsSmallData { get; init; }

    /// <summary>Whether nm prints 32-bit addresses from 0x80000000 on with sixteen digits, sign-extended.</summary>
    public bool NmSignExtends { get; init; }

    /// <summary>Whether its 64-bit kernels are linked for addresses below 4 GiB.</summary>
    public bool KernelsLieLow { get; init; }

    /// <summary>A function that only its 32-bit kernels have; null: what their lists look like tells already.</summary>
    public string? NarrowFunction { get; init; }

    /// <summary>What ld -X considers a local label in 64-bit objects.</summary>
    public LocalLabels WideLabels { get; init; } = LocalLabels.Usual;

    /// <summary>What ld -X considers a local label in 32-bit objects.</summary>
    public LocalLabels NarrowLabels { get; init; } = LocalLabels.Usual;

    /// <summary>Whether the assembler reads the operand of .align as a number of bytes, not as a power of two.</summary>
    public bool AlignCountsBytes { get; init; }

    /// <summary>The maximum number of bytes to which the assembler pads sections according to their alignment; 0 if it does not.</summary>
    public int FilledUpTo { get; init; }

    /// <summary>The alignments of the empty .text, .data and .bss that GNU as puts into every object, by e_flags.</summary>
    public Func<uint, (int Text, int Data)> EmptySections { get; init; } = static _ => (1, 1);

    /// <summary>The same of LLVM's assembler (MCObjectFileInfo, getTextSectionAlignment).</summary>
    public Func<uint, (int Text, int Data)> LlvmEmptySections { get; init; } = static _ => (4, 1);

    /// <summary>Whether GNU ld adds stubs against processor errata after the code, with symbols that kernels list.</summary>
    public bool LinkerMakesStubs { get; init; }

    /// <summary>Symbols that GNU ld itself creates; the first entry that matches a name counts.</summary>
    public LinkerSymbol[] GnuSymbols { get; init; } = [];

    /// <summary>
    /// Types of relocations for which GNU ld creates a global offset table; listed only if that has a symbol even when nothing refers
    /// to it.
    /// </summary>
    public uint[] OffsetTableRelocations { get; init; } = [];

    /// <summary>Symbols that ld.lld itself creates.</summary>
    public LinkerSymbol[] LldSymbols { get; init; } = [LinkerSymbol.Wanted("_GLOBAL_OFFSET_TABLE_"), LinkerSymbol.Dynamic()];

    /// <summary>
    /// Whether multiprocessor kernels link their per-cpu symbols at address 0, as offsets that tables list as absolute (x86-64, 3.15 to
    /// 6.14).
    /// </summary>
    public bool HasPercpuAtZero { get; init; }

    /// <summary>Whether its kernels have 64-bit words; null if there are both.</summary>
    public bool? KernelIs64 { get; init; }

    /// <summary>Prefixes of function names that are rare in kernels of other machines.</summary>
    public string[] FunctionPrefixes { get; init; } = [];

    /// <summary>Instructions that begin and end functions on this machine and on no other.</summary>
    public CodeIdiom[] Idioms { get; init; } = [];

    /// <summary>
    /// Byte patterns that end at the return address of a call, in hexadecimal, at most eight bytes; ? is any half byte. Some are what
    /// the kernel replaces at boot. Empty if its calls are not known.
    /// </summary>
    public string[] Calls { get; init; } = [];

    /// <summary>The format of its page tables; null if they are not read.</summary>
    public PageTableFormat? PageTables { get; init; }

    /// <summary>The mark that is in the header of its kernels, where they have one of their own.</summary>
    public ImageMark? ImageMark { get; init; }

    /// <summary>
    /// Whether its kernels carry their relocations, so that they can run at other addresses than those they were linked for.
    /// </summary>
    public bool RelocatesItself { get; init; }

    /// <summary>Whether some linkers leave plain relocations among those.</summary>
    public bool LeavesPlainRelocations { get; init; }

    /// <summary>Whether its kernels are moved at boot.</summary>
    public KernelMoves Moves { get; init; }

    /// <summary>
    /// The unit in bytes of which every distance that a 64-bit kernel is moved by is a multiple; for 32-bit ones it is a page.
    /// </summary>
    public ulong MoveGrain { get; init; } = 64 << 10;

    /// <summary>The lowest address at which its 64-bit kernels can run; 0 if unknown.</summary>
    public ulong LowestKernel { get; init; }

    /// <summary>
    /// Where the text of kernels that can be moved starts, at _text or at _stext, unless they were: those of <see cref="KernelStartBits"/>.
    /// Empty if there are too many such places.
    /// </summary>
    public ulong[] KernelStarts { get; init; } = [];

    /// <summary>The bits in which those agree; others depend on the configuration.</summary>
    public ulong KernelStartBits { get; init; } = ulong.MaxValue;

    /// <summary>How far above the place for which they were linked kernels may run if they are told not to move (nokaslr).</summary>
    public ulong[] FixedMoves { get; init; } = [0];

    /// <summary>Whether pointers may carry a tag or a signature in their upper bits.</summary>
    public bool SignsPointers { get; init; }

    /// <summary>
    /// The alignment of instructions in bytes according to its architecture manual; if there are short ones too (Thumb), that of the
    /// longer form.
    /// </summary>
    public int InstructionAlignment { get; init; } = 1;

    /// <summary>Words that occur only in this machine's register dumps.</summary>
    public string[] LogWords { get; init; } = [];

    /// <summary>Whether its logs say "Call trace:" rather than "Call Trace:".</summary>
    public bool WritesSmallTrace { get; init; }

    /// <summary>
    /// Whether its traces look up the byte before a return address, and add one to the offset, since a call may be the last instruction
    /// of a function.
    /// </summary>
    public bool NamesCalls { get; init; }

    /// <summary>A common name for machines whose logs look alike.</summary>
    public string LogFamily { get => field ?? Name; init; }

    /// <summary>Returns the relocations of such objects; null if they are not known.</summary>
    /// <param name="format">The word size and byte order.</param>
    /// <param name="flags">e_flags.</param>
    public RelocationTypes? Relocations(ElfFormat format, uint flags) =>
        format.Is64 ? Wide
        : NarrowAddendFlag != 0 && (flags & NarrowAddendFlag) != 0 ? Narrow!.Value with { WithAddend = true }
        : Narrow;

    /// <summary>Returns the relocations of such objects.</summary>
    /// <exception cref="KallsymsException">The relocations are not known.</exception>
    public RelocationTypes RequireRelocations(ElfFormat format, uint flags) => Relocations(format, flags) ?? throw new KallsymsException(
        ErrorKind.Unreadable,
        $"{Name}{MachineTable.CommonName(Number)}, {(format.Is64 ? 64 : 32)} bits, is not supported: how objects of this machine are "
        + "written is not known here; "
        + $"known are {string.Join(", ", MachineTable.Rows.Where(row => row.Relocations(format, 0) is not null).Select(row => row.Name))}");

    /// <summary>Returns nm's letter for symbols in such a section, which exists only in objects; null for other sections.</summary>
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

    /// <summary>Whether it has kernels of that word size.</summary>
    public bool HasKernels(bool is64) => KernelIs64 is { } only ? only == is64 : (is64 ? Wide : Narrow) is not null;

    /// <summary>Returns the alignment to which the end of a section is padded.</summary>
    public int EndAlignment(int alignment) => Math.Max(1, Math.Min(alignment, FilledUpTo));
}

/// <summary>Names of labels made by a compiler or an assembler (bfd, is_local_label_name).</summary>
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

/// <summary>Whether kernels run at other addresses than those they were linked for.</summary>
enum KernelMoves
{
    /// <summary>Those that do contain the code for it among their symbols.</summary>
    SymbolsTell,

    /// <summary>Those that do have the function that reports the offset; code that could move them is in others too.</summary>
    DumperTells,

    /// <summary>They never do.</summary>
    Never,

    /// <summary>Only if the boot loader gives them a seed, and they say so.</summary>
    Seldom,

    /// <summary>Usually; the code for it is not among their symbols.</summary>
    Usually,
}
