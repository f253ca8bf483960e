namespace Kallsyms.Elf;

/// <summary>Values of e_machine that the toolkit knows (System V ABI, "ELF header", and the machines' supplements).</summary>
enum ElfMachine
{
    /// <summary>EM_NONE.</summary>
    None = 0,
    /// <summary>EM_SPARC.</summary>
    Sparc = 2,
    /// <summary>EM_386.</summary>
    I386 = 3,
    /// <summary>EM_68K.</summary>
    M68k = 4,
    /// <summary>EM_MIPS.</summary>
    Mips = 8,
    /// <summary>EM_PARISC.</summary>
    Parisc = 15,
    /// <summary>EM_SPARC32PLUS.</summary>
    Sparc32Plus = 18,
    /// <summary>EM_PPC.</summary>
    PowerPc = 20,
    /// <summary>EM_PPC64.</summary>
    PowerPc64 = 21,
    /// <summary>EM_S390.</summary>
    S390 = 22,
    /// <summary>EM_ARM.</summary>
    Arm = 40,
    /// <summary>EM_SH.</summary>
    SuperH = 42,
    /// <summary>EM_SPARCV9.</summary>
    SparcV9 = 43,
    /// <summary>EM_X86_64.</summary>
    X8664 = 62,
    /// <summary>EM_ARC_COMPACT.</summary>
    ArcCompact = 93,
    /// <summary>EM_AARCH64.</summary>
    AArch64 = 183,
    /// <summary>EM_ARC_COMPACT2.</summary>
    ArcCompact2 = 195,
    /// <summary>EM_RISCV.</summary>
    RiscV = 243,
    /// <summary>EM_LOONGARCH.</summary>
    LoongArch = 258,
    /// <summary>EM_ALPHA, an unofficial number that stayed.</summary>
    Alpha = 0x9026,
}

/// <summary>
/// The machines, one row each; adding a machine takes a row and no other change in the library. Numbers are those of elf.h; everything
/// else comes from the machines' ELF supplements and was tried with their binutils (tests/Kallsyms.Tests/Machines).
/// </summary>
static class MachineTable
{
    const uint MipsAbi2 = 0x20; // EF_MIPS_ABI2: n32
    const uint RiscVCompressed = 1; // EF_RISCV_RVC
    const string Got = "_GLOBAL_OFFSET_TABLE_";

    // What GNU ld creates on most machines in images that can be loaded at any address.
    static readonly LinkerSymbol[] _dynamicPair = [LinkerSymbol.Relocatable(Got, 'a'), LinkerSymbol.Dynamic('a')];
    static readonly LinkerSymbol _linkageTable = LinkerSymbol.Relocatable("_PROCEDURE_LINKAGE_TABLE_", 'a');

    /// <summary>All rows, by name.</summary>
    public static IReadOnlyList<MachineRow> Rows { get; } =
    [
        new("alpha", ElfMachine.Alpha)
        {
            InstructionAlignment = 4,
            Wide = new(WithAddend: true, Word: 2, Place32: 10, Relative: 27) { Absolute32 = 1 },
            NmTellsSmallData = true,
            WideLabels = LocalLabels.Dollar,
            FilledUpTo = int.MaxValue,
            KernelIs64 = true,
            FunctionPrefixes = ["alpha_"],
            Moves = KernelMoves.Never,
            GnuSymbols = [.. _dynamicPair, _linkageTable],
        },
        new("arc", ElfMachine.ArcCompact2)
        {
            OtherNumbers = [ElfMachine.ArcCompact],
            Narrow = new(WithAddend: true, Word: 4, Place32: 49, Relative: 56),
            StatementSections = [".ARC.attributes"],
            FilledUpTo = int.MaxValue,
            AlignCountsBytes = true,
            FunctionPrefixes = ["arc_"],
            Moves = KernelMoves.Never,
        },
        new("arm", ElfMachine.Arm)
        {
            InstructionAlignment = 4,
            Idioms =
            [
                new(false, 4, "?? ?? 2d e9"), new(false, 4, "?? ?? bd e8"), new(false, 4, "1e ff 2f e1"),
                new(false, 4, "?? ?? 9d e8"), new(false, 4, "e9 2d ?? ??"), new(false, 4, "e8 bd ?? ??"),
                new(false, 2, "2d e9 f? 4?"), new(false, 2, "bd e8 f? 8?"), new(false, 2, "70 47 00 bf")
            ],
            Calls =
            [
                "?? ?? ?? ?b", "3? ff 2f e1", "1? ff 2f e1", "0? f0 a0 e1", "?? f? 9? e5", "?? f? ?? d?", "?? f? ?? f?", "8? 47",
                "9? 47", "a? 47", "b? 47", "c? 47", "d? 47", "e? 47", "f? 47"
            ],
            Narrow = new(WithAddend: false, Word: 2, Place32: 3, Relative: 23),
            UsualFlags = static _ => 0x05000000, // EABI version 5
            StatementSections = [".ARM.attributes"],
            FunctionsHaveModeBit = true,
            IndirectFunctionsHaveModeBit = true,
            Marks = "abcdefghijklmnopqrstuvwxyz",
            MarksData = true,
            FunctionPrefixes = ["arm_"],
            Moves = KernelMoves.Never,
            LogWords = ["PC is at ", "]    psr: ", "]    lr : [<"],
            WritesSmallTrace = true,
            LinkerMakesStubs = true,
            GnuSymbols = [.. _dynamicPair, LinkerSymbol.Wanted(Got)],
        },
        new("arm64", ElfMachine.AArch64)
        {
            InstructionAlignment = 4,
            PageTables = PageTableFormat.AArch64,
            Idioms =
            [
                new(true, 4, "fd 7b ?? a9"), new(true, 4, "c0 03 5f d6"), new(true, 4, "fd 03 00 91")
            ],
            Calls =
            [
                "?? ?? ?? 94", "?? ?? ?? 97", "?? 0? 3f d6", "?? 0? 3f d7"
            ],
            Wide = new(WithAddend: true, Word: 257, Place32: 261, Relative: 1027) { Absolute32 = 258 },
            Marks = "dxfmp",
            MarksData = true,
            FunctionPrefixes = ["__arm64_", "arm64_"],
            ImageMark = new("arm64 Image", [.. "ARMd"u8], Start: "_text"),
            RelocatesItself = true,
            LeavesPlainRelocations = true,
            // KIMAGE_VADDR, by release: behind 128 MB, 256 MB, or 2 GB of modules; _stext 64 KiB above, or TEXT_OFFSET.
            KernelStarts = [0x08000000, 0x08010000, 0x08080000, 0x10000000, 0x10010000, 0x10080000, 0x80000000, 0x80010000],
            KernelStartBits = 0x7_ffff_ffff,
            SignsPointers = true,
            LogWords = ["x29: ", "pstate: "],
            WritesSmallTrace = true,
            LinkerMakesStubs = true,
            GnuSymbols = [.. _dynamicPair, LinkerSymbol.Wanted(Got), LinkerSymbol.OffsetTable()],
            OffsetTableRelocations = Range(300, 313).ToArray(),
        },
        new("i386", ElfMachine.I386)
        {
            Idioms =
            [
                new(false, 1, "55 89 e5"), new(false, 1, "57 56 53"), new(false, 1, "5b 5e 5f"), new(false, 1, "8d 65 f4")
            ],
            Calls =
            [
                "e8 ?? ?? ?? ??", "ff d?", "ff 1?", "ff 15 ?? ?? ?? ??", "ff 14 ?? ?? ?? ?? ??", "ff 5? ??", "ff 54 ?? ??",
                "ff 9? ?? ?? ?? ??", "ff 94 ?? ?? ?? ?? ??"
            ],
            Narrow = new(WithAddend: false, Word: 1, Place32: 2, Relative: 8),
            AlignCountsBytes = true,
            FunctionPrefixes = ["x86_"],
            // CONFIG_PAGE_OFFSET, and CONFIG_PHYSICAL_START above.
            KernelStarts = [0x1000000, 0x9000000],
            KernelStartBits = 0xfffffff,
            NamesCalls = true,
            LogWords = ["EIP: 0060:", "EAX: "],
            GnuSymbols = [LinkerSymbol.Dynamic(), LinkerSymbol.Wanted(Got)],
        },
        new("loongarch", ElfMachine.LoongArch)
        {
            InstructionAlignment = 4,
            Idioms =
            [
                new(null, 4, "20 00 00 4c"), new(true, 4, "61 ?? c? 29")
            ],
            Calls =
            [
                "?? ?? ?? 54", "?? ?? ?? 57", "?1 ?? ?? 4c"
            ],
            Wide = new(WithAddend: true, Word: 2, Place32: 99, Relative: 3) { Absolute32 = 1 },
            Narrow = new(WithAddend: true, Word: 1, Place32: 99, Relative: 3),
            UsualFlags = static _ => 0x41, // soft float, object ABI 1
            FunctionPrefixes = ["loongarch_"],
            KernelStarts = [0x9000000000200000, 0x9000000000220000], // VMLINUX_LOAD_ADDRESS; _stext behind the head
            ImageMark = new("loongarch Image", [0xcd, 0x23, 0x82, 0x81], IsForEfi: true),
            RelocatesItself = true,
            LogWords = [" CRMD: ", " ERA: "],
        },
        new("m68k", ElfMachine.M68k)
        {
            InstructionAlignment = 2,
            Idioms =
            [
                new(false, 2, "4e 56 ff ??"), new(false, 2, "4e 5e 4e 75")
            ],
            Narrow = new(WithAddend: true, Word: 1, Place32: 4, Relative: 22),
            AlignCountsBytes = true,
            EmptySections = static _ => (4, 4),
            FunctionPrefixes = ["m68k_"],
            Moves = KernelMoves.Never,
            LogWords = ["PC: [<"],
            GnuSymbols = [LinkerSymbol.Relocatable(Got), LinkerSymbol.Dynamic()],
        },
        new("mips", ElfMachine.Mips)
        {
            InstructionAlignment = 4,
            Idioms =
            [
                new(null, 4, "08 00 e0 03"), new(null, 4, "03 e0 00 08"), new(false, 4, "?? ?? bf af"),
                new(false, 4, "af bf ?? ??"), new(true, 4, "?? ?? bf ff"), new(true, 4, "ff bf ?? ??")
            ],
            Calls =
            [
                "0c ?? ?? ?? ?? ?? ?? ??", "?? ?? ?? 0c ?? ?? ?? ??", "0? ?0 f8 09 ?? ?? ?? ??", "09 f8 ?0 0? ?? ?? ?? ??",
                "04 11 ?? ?? ?? ?? ?? ??", "?? ?? 11 04 ?? ?? ?? ??"
            ],
            Wide = new(WithAddend: true, Word: 18, Place32: 248, Relative: 3) { Absolute32 = 2 },
            Narrow = new(WithAddend: false, Word: 2, Place32: 248, Relative: 3),
            NarrowAddendFlag = MipsAbi2,
            SplitsRelocationInfo = true,
            UsualFlags = static format => format.Is64 ? 0x80000000 : 0x70001000, // MIPS64r2; MIPS32r2, O32
            StatementSections = [".MIPS.abiflags"],
            FunctionsHaveModeBit = true,
            CommonSections = [(SectionIndex.MipsSmallCommon, 'c')],
            NmHidesLocalLabels = true,
            NmSignExtends = true,
            NarrowFunction = "build_get_pgde32",
            NarrowLabels = LocalLabels.Usual | LocalLabels.Dollar,
            FilledUpTo = 16,
            EmptySections = static _ => (16, 16),
            LlvmEmptySections = static _ => (16, 16),
            FunctionPrefixes = ["mips_"],
            RelocatesItself = true,
            // load-y of the platforms that can move it.
            KernelStarts = [0x100000, 0x200000, 0x1100000],
            KernelStartBits = 0x7fffffff,
            Moves = KernelMoves.Seldom,
            LogWords = ["$ 0   : ", "epc   : "],
            GnuSymbols = [.. _dynamicPair, LinkerSymbol.Relocatable("__RLD_MAP", 'D')],
            LldSymbols =
                [LinkerSymbol.Wanted(Got), LinkerSymbol.Dynamic('r'), new("_gp", 'd', "", LinkerSymbolCause.Always)],
        },
        new("parisc", ElfMachine.Parisc)
        {
            InstructionAlignment = 4,
            // A distance is relative to eight bytes after the place. There is no relative relocation: a plain one without a symbol
            // serves as it.
            Wide = new(WithAddend: true, Word: 80, Place32: 9, Relative: 80) { PlaceBias = 8 },
            Narrow = new(WithAddend: true, Word: 1, Place32: 9, Relative: 1) { PlaceBias = 8 },
            UsualFlags = static format => format.Is64 ? 0x00080214u : 0x0000020bu, // PA-RISC 2.0, wide; 1.0
            WideLabels = LocalLabels.Usual | LocalLabels.LDollar,
            NarrowLabels = LocalLabels.Usual | LocalLabels.LDollar,
            AlignCountsBytes = true,
            FilledUpTo = int.MaxValue,
            FunctionPrefixes = ["parisc_"],
            KernelsLieLow = true,
            Moves = KernelMoves.Never,
            GnuSymbols =
            [
                LinkerSymbol.Relocatable(Got, 'A') with { Is64 = false }, LinkerSymbol.Dynamic('a') with { Is64 = false },
                LinkerSymbol.Dynamic() with { When = LinkerSymbolCause.Always, Is64 = true }, LinkerSymbol.Wanted("$global$", 'D', ""),
                LinkerSymbol.OffsetTable('D') with { Is64 = false },
            ],
            OffsetTableRelocations = [34, 38, 39],
        },
        new("powerpc", ElfMachine.PowerPc)
        {
            InstructionAlignment = 4,
            Idioms =
            [
                new(false, 4, "90 01 00 ?4"), new(false, 4, "?4 00 01 90")
            ],
            Calls =
            [
                "48 ?? ?? ?1", "48 ?? ?? ?5", "48 ?? ?? ?9", "48 ?? ?? ?d", "4b ?? ?? ?1", "4b ?? ?? ?5", "4b ?? ?? ?9",
                "4b ?? ?? ?d", "4e 80 0? 21"
            ],
            Narrow = new(WithAddend: true, Word: 1, Place32: 26, Relative: 22),
            FunctionPrefixes = ["ppc_"],
            LogFamily = "powerpc",
            GnuSymbols =
            [
                LinkerSymbol.Relocatable(Got, 't'), LinkerSymbol.Dynamic(),
                LinkerSymbol.Wanted(Got, 't'), LinkerSymbol.Wanted("_SDA_BASE_", 'd', ""),
                LinkerSymbol.Wanted("_SDA2_BASE_", 'd', ""),
            ],
        },
        new("powerpc64", ElfMachine.PowerPc64)
        {
            InstructionAlignment = 4,
            PageTables = PageTableFormat.PowerPc64,
            Idioms =
            [
                new(true, 4, "f8 01 00 10"), new(true, 4, "10 00 01 f8")
            ],
            Calls =
            [
                "48 ?? ?? ?1", "48 ?? ?? ?5", "48 ?? ?? ?9", "48 ?? ?? ?d", "4b ?? ?? ?1", "4b ?? ?? ?5", "4b ?? ?? ?9",
                "4b ?? ?? ?d", "4e 80 0? 21", "?1 ?? ?? 48", "?5 ?? ?? 48", "?9 ?? ?? 48", "?d ?? ?? 48", "?1 ?? ?? 4b",
                "?5 ?? ?? 4b", "?9 ?? ?? 4b", "?d ?? ?? 4b", "21 0? 80 4e"
            ],
            Wide = new(WithAddend: true, Word: 38, Place32: 26, Relative: 22) { Absolute32 = 1 },
            UsualFlags = static format => format.BigEndian ? 0u : 2, // ELFv2
            NmTellsSmallData = true,
            FunctionPrefixes = ["ppc_"],
            RelocatesItself = true,
            LogWords = ["NIP: ", "NIP [", "GPR00: "],
            LogFamily = "powerpc",
            GnuSymbols = [LinkerSymbol.Dynamic(), LinkerSymbol.Wanted(".TOC."), .. PowerPc64Helpers(bringFollowing: true)],
            LldSymbols = [LinkerSymbol.Dynamic(), LinkerSymbol.Wanted(".TOC."), .. PowerPc64Helpers(bringFollowing: false)],
        },
        new("riscv", ElfMachine.RiscV)
        {
            InstructionAlignment = 2,
            PageTables = PageTableFormat.RiscV,
            Idioms =
            [
                new(true, 2, "22 e? 06 e?"), new(true, 2, "06 e? 22 e?"), new(null, 2, "?? 61 82 80"),
                new(false, 2, "22 c? 06 c?"), new(false, 2, "06 c? 22 c?"), new(true, 4, "23 3? 11 0?"),
                new(false, 4, "23 2? 11 0?")
            ],
            Calls =
            [
                "ef ?0 ?? ??", "e7 ?0 ?? ??", "02 9?", "82 9?"
            ],
            Wide = new(WithAddend: true, Word: 2, Place32: 0, Relative: 3) { Absolute32 = 1, Add32 = 35, Sub32 = 39 },
            Narrow = new(WithAddend: true, Word: 1, Place32: 0, Relative: 3) { Add32 = 35, Sub32 = 39 },
            UsualFlags = static _ => RiscVCompressed,
            StatementSections = [".riscv.attributes"],
            Marks = "dx",
            MarksGoOn = true,
            NmHidesLocalLabels = true,
            NmHidesNameless = true,
            EmptySections = static flags => ((flags & RiscVCompressed) != 0 ? 2 : 4, 1),
            LlvmEmptySections = static flags => ((flags & RiscVCompressed) != 0 ? 2 : 4, 1),
            FunctionPrefixes = ["riscv_"],
            ImageMark = new("riscv Image", [.. "RSC\u0005"u8], Start: "_start"),
            RelocatesItself = true,
            LogWords = ["status: 00000", "epc : "],
            KernelStarts = [0xffffffff80000000], // KERNEL_LINK_ADDR
            Moves = KernelMoves.DumperTells,
            GnuSymbols = [.. _dynamicPair, _linkageTable, LinkerSymbol.OffsetTable()],
            OffsetTableRelocations = [20, 21, 22],
        },
        new("s390", ElfMachine.S390)
        {
            InstructionAlignment = 2,
            PageTables = PageTableFormat.S390,
            Idioms =
            [
                new(true, 2, "eb ?f f0 ?? 00 24"), new(true, 2, "eb ?f f0 ?? 00 04")
            ],
            Calls =
            [
                "c0 e5 ?? ?? ?? ??", "0d e?", "a7 e5 ?? ??"
            ],
            Wide = new(WithAddend: true, Word: 22, Place32: 5, Relative: 12) { Absolute32 = 4 },
            Narrow = new(WithAddend: true, Word: 4, Place32: 5, Relative: 12),
            AlignCountsBytes = true,
            FilledUpTo = int.MaxValue,
            EmptySections = static _ => (4, 4),
            FunctionPrefixes = ["s390_"],
            KernelsLieLow = true,
            RelocatesItself = true,
            Moves = KernelMoves.Usually,
            KernelStarts = [0x100000],
            FixedMoves = [0, 0x3ffe0000000, 0x7fffe0000000], // CONFIG_KERNEL_IMAGE_BASE since 6.10, without and with KASAN
            MoveGrain = 4 << 10,
            LogWords = ["Krnl PSW : ", "Krnl GPRS:"],
            GnuSymbols = [.. _dynamicPair, LinkerSymbol.OffsetTable()],
            OffsetTableRelocations = [6, 7, .. Range(13, 15), 21, 24, .. Range(26, 36), .. Range(40, 46), .. Range(58, 60)],
        },
        new("sh", ElfMachine.SuperH)
        {
            InstructionAlignment = 2,
            Narrow = new(WithAddend: true, Word: 1, Place32: 2, Relative: 165) { AddendsInPlace = true },
            UsualFlags = static _ => 9, // SH4
            Moves = KernelMoves.Never,
            WritesSmallTrace = true,
            GnuSymbols = [LinkerSymbol.Wanted(Got)],
        },
        new("sparc", ElfMachine.SparcV9)
        {
            InstructionAlignment = 4,
            Idioms =
            [
                new(true, 4, "9d e3 b? ??"), new(true, 4, "81 cf e0 08")
            ],
            OtherNumbers = [ElfMachine.Sparc, ElfMachine.Sparc32Plus],
            Wide = new(WithAddend: true, Word: 32, Place32: 6, Relative: 22) { Absolute32 = 3 },
            Narrow = new(WithAddend: true, Word: 3, Place32: 6, Relative: 22),
            UsualFlags = static format => format.Is64 ? 2u : 0, // relaxed memory order
            AlignCountsBytes = true,
            FunctionPrefixes = ["sparc_"],
            KernelsLieLow = true,
            Moves = KernelMoves.Never,
            LogWords = ["TPC: "],
            GnuSymbols = [.. _dynamicPair, _linkageTable],
        },
        new("x86_64", ElfMachine.X8664)
        {
            PageTables = PageTableFormat.X8664,
            Idioms =
            [
                new(true, 1, "55 48 89 e5"), new(true, 1, "41 54 55"), new(true, 1, "48 89 fb"), new(true, 1, "48 83 c4 ?8"),
                new(true, 1, "48 85 c0 0f"), new(true, 1, "48 85 c0 7?")
            ],
            Calls =
            [
                "e8 ?? ?? ?? ??", "ff d?", "ff 1?", "ff 15 ?? ?? ?? ??", "ff 14 ?? ?? ?? ?? ??", "ff 5? ??", "ff 54 ?? ??",
                "ff 9? ?? ?? ?? ??", "ff 94 ?? ?? ?? ?? ??", "e8 ?? ??", "e8 ??", "ff 15 ?? ?? ??", "ff 14 25 ?? ??"
            ],
            Wide = new(WithAddend: true, Word: 1, Place32: 2, Relative: 8) { Absolute32 = 10 },
            Narrow = new(WithAddend: true, Word: 10, Place32: 2, Relative: 8),
            CommonSections = [(SectionIndex.X8664LargeCommon, 'C')],
            AlignCountsBytes = true,
            HasPercpuAtZero = true,
            KernelIs64 = true,
            FunctionPrefixes = ["x86_"],
            RelocatesItself = true,
            MoveGrain = 2 << 20,
            KernelStarts = [0xffffffff81000000], // CONFIG_PHYSICAL_START
            LowestKernel = 0xffffffff80000000, // __START_KERNEL_map
            NamesCalls = true,
            LogWords = ["RIP: 0010:", "R13: "],
            GnuSymbols = [LinkerSymbol.Dynamic(), LinkerSymbol.Wanted(Got)],
        },
    ];

    static readonly Dictionary<ElfMachine, MachineRow> _byNumber = Rows
        .SelectMany(row => row.OtherNumbers.Prepend(row.Number), (row, number) => (row, number))
        .ToDictionary(entry => entry.number, entry => entry.row);

    /// <summary>The machine assumed if nothing determines it.</summary>
    public static ElfMachine Usual => ElfMachine.X8664;

    /// <summary>The machine whose kernels may have their per-cpu symbols at address 0.</summary>
    public static ElfMachine WithPercpuAtZero { get; } = Rows.Single(row => row.HasPercpuAtZero).Number;

    /// <summary>Types of the relocations that 64-bit kernels carry to relocate themselves.</summary>
    public static IReadOnlySet<ulong> CarriedRelocations { get; } = Rows
        .Where(row => row.RelocatesItself && row.Wide is not null)
        .SelectMany(row => (uint[])[row.Wide!.Value.Relative, row.LeavesPlainRelocations ? row.Wide.Value.Word : row.Wide.Value.Relative])
        .Select(type => (ulong)type)
        .ToHashSet();

    /// <summary>Returns the row of a machine; without a row of its own, one whose defaults are true of most machines.</summary>
    public static MachineRow Row(this ElfMachine machine) =>
        _byNumber.TryGetValue(machine, out MachineRow? row) ? row : new($"machine {(int)machine}", machine);

    // Machines of firmware without a row, by their numbers in the registry of ELF machines.
    static readonly Dictionary<int, string> _others = new()
    {
        [44] = "TriCore",
        [83] = "AVR",
        [87] = "V850",
        [92] = "OpenRISC",
        [94] = "Xtensa",
        [105] = "MSP430",
        [113] = "Nios II",
        [173] = "RX",
        [189] = "MicroBlaze",
        [252] = "C-SKY",
    };

    /// <summary>
    /// Returns the common name of a machine without a row, preceded by a blank and in parentheses; empty if it has a row or is not
    /// known.
    /// </summary>
    public static string CommonName(ElfMachine machine) => _others.TryGetValue((int)machine, out string? name) ? $" ({name})" : "";

    /// <summary>The marks of kernels, with their machines.</summary>
    public static IReadOnlyList<(MachineRow Machine, ImageMark Mark)> ImageMarks { get; } =
        Rows.Where(row => row.ImageMark is not null).Select(row => (row, row.ImageMark!)).ToArray();

    // Functions that save and restore registers, which compilers call when optimising for size (64-bit ELF V2 ABI, section 2.3.3).
    static IEnumerable<uint> Range(uint first, uint last) =>
        Enumerable.Range((int)first, (int)(last - first + 1)).Select(type => (uint)type);

    static IEnumerable<LinkerSymbol> PowerPc64Helpers(bool bringFollowing) =>
        new[]
        {
            ("_savegpr0_", 14, 31), ("_restgpr0_", 14, 29), ("_restgpr0_", 30, 31), ("_savegpr1_", 14, 31), ("_restgpr1_", 14, 31),
            ("_savefpr_", 14, 31), ("_restfpr_", 14, 29), ("_restfpr_", 30, 31), ("_savevr_", 20, 31), ("_restvr_", 20, 31),
        }.Select(family => LinkerSymbol.Wanted(family.Item1, 't', ".sfpr") with
        {
            First = family.Item2,
            Last = family.Item3,
            BringsFollowing = bringFollowing,
        });
}
