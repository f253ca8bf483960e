namespace Kallsyms.Elf;

/// <summary>Values of e_type.</summary>
enum ElfType
{
    /// <summary>ET_REL: an object to be linked.</summary>
    Relocatable = 1,
    /// <summary>ET_EXEC: linked at fixed addresses.</summary>
    Executable = 2,
    /// <summary>ET_DYN: shared object or position-independent executable.</summary>
    Shared = 3,
    /// <summary>ET_CORE.</summary>
    Core = 4,
}

/// <summary>Values of sh_type.</summary>
enum SectionType : uint
{
    /// <summary>SHT_NULL.</summary>
    Null = 0,
    /// <summary>SHT_PROGBITS.</summary>
    ProgBits = 1,
    /// <summary>SHT_SYMTAB.</summary>
    SymbolTable = 2,
    /// <summary>SHT_STRTAB.</summary>
    StringTable = 3,
    /// <summary>SHT_RELA: relocations with addends.</summary>
    Rela = 4,
    /// <summary>SHT_NOTE.</summary>
    Note = 7,
    /// <summary>SHT_NOBITS: takes no room in the file.</summary>
    NoBits = 8,
    /// <summary>SHT_REL: relocations whose addends are in place.</summary>
    Rel = 9,
    /// <summary>SHT_INIT_ARRAY.</summary>
    InitArray = 14,
    /// <summary>SHT_FINI_ARRAY.</summary>
    FiniArray = 15,
    /// <summary>SHT_PREINIT_ARRAY.</summary>
    PreinitArray = 16,
    /// <summary>SHT_GROUP.</summary>
    Group = 17,
    /// <summary>SHT_SYMTAB_SHNDX: section indexes that do not fit st_shndx.</summary>
    SymbolSectionIndexes = 18,
    /// <summary>SHT_RELR: packed relative relocations, addends in place.</summary>
    Relr = 19,
}

/// <summary>Bits of sh_flags.</summary>
[Flags]
enum SectionFlags : ulong
{
    /// <summary>No flag.</summary>
    None = 0,
    /// <summary>SHF_WRITE.</summary>
    Write = 1,
    /// <summary>SHF_ALLOC: in memory at run time.</summary>
    Alloc = 2,
    /// <summary>SHF_EXECINSTR.</summary>
    Execute = 4,
    /// <summary>SHF_MERGE.</summary>
    Merge = 0x10,
    /// <summary>SHF_INFO_LINK.</summary>
    InfoLink = 0x40,
    /// <summary>SHF_LINK_ORDER: belongs to the section that sh_link names.</summary>
    LinkOrder = 0x80,
    /// <summary>SHF_GROUP: member of a section group.</summary>
    Group = 0x200,
    /// <summary>SHF_TLS: each thread has its own copy.</summary>
    ThreadLocal = 0x400,
    /// <summary>SHF_COMPRESSED.</summary>
    Compressed = 0x800,
    /// <summary>SHF_GNU_RETAIN: kept by garbage collection.</summary>
    GnuRetain = 0x200000,
    /// <summary>SHF_MIPS_GPREL, SHF_ALPHA_GPREL, SHF_IA_64_SHORT: near the global pointer ("small data").</summary>
    SmallData = 0x10000000,
    /// <summary>SHF_EXCLUDE: left out of executables.</summary>
    Exclude = 0x80000000,
}

/// <summary>The type half of st_info.</summary>
enum SymbolType
{
    /// <summary>STT_NOTYPE.</summary>
    NoType = 0,
    /// <summary>STT_OBJECT.</summary>
    Object = 1,
    /// <summary>STT_FUNC.</summary>
    Function = 2,
    /// <summary>STT_SECTION.</summary>
    Section = 3,
    /// <summary>STT_FILE.</summary>
    File = 4,
    /// <summary>STT_COMMON.</summary>
    Common = 5,
    /// <summary>STT_TLS.</summary>
    ThreadLocal = 6,
    /// <summary>STT_GNU_IFUNC.</summary>
    IndirectFunction = 10,
    /// <summary>STT_ARM_TFUNC: a Thumb function in old ARM objects.</summary>
    ArmThumbFunction = 13,
}

/// <summary>The binding half of st_info.</summary>
enum SymbolBinding
{
    /// <summary>STB_LOCAL.</summary>
    Local = 0,
    /// <summary>STB_GLOBAL.</summary>
    Global = 1,
    /// <summary>STB_WEAK.</summary>
    Weak = 2,
    /// <summary>STB_GNU_UNIQUE.</summary>
    GnuUnique = 10,
}

/// <summary>Reserved values of st_shndx.</summary>
static class SectionIndex
{
    /// <summary>SHN_UNDEF.</summary>
    public const int Undefined = 0;
    /// <summary>SHN_LORESERVE: from here on a value of st_shndx is not an index.</summary>
    public const int LowReserve = 0xff00;
    /// <summary>SHN_ABS.</summary>
    public const int Absolute = 0xfff1;
    /// <summary>SHN_COMMON.</summary>
    public const int Common = 0xfff2;
    /// <summary>SHN_X86_64_LCOMMON: common in the large model.</summary>
    public const int X8664LargeCommon = 0xff02;
    /// <summary>SHN_MIPS_SCOMMON: common, near the global pointer.</summary>
    public const int MipsSmallCommon = 0xff03;
    /// <summary>SHN_XINDEX: the index is in the SHT_SYMTAB_SHNDX section.</summary>
    public const int Extended = 0xffff;
}
