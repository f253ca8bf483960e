namespace Kallsyms.Dwarf;

/// <summary>Supported attributes (DWARF 5, 7.5.4).</summary>
static class DwarfAttribute
{
    public const uint Sibling = 0x01, Name = 0x03, StatementList = 0x10, LowPc = 0x11, HighPc = 0x12, CompilationDirectory = 0x1b,
        AbstractOrigin = 0x31, Specification = 0x47, Ranges = 0x55, CallFile = 0x58, CallLine = 0x59, LinkageName = 0x6e,
        StringOffsetsBase = 0x72, AddressBase = 0x73, RangeListsBase = 0x74, SplitName = 0x76, GnuSplitName = 0x2130,
        MipsLinkageName = 0x2007;
}

/// <summary>Kinds of entries that are distinguished (DWARF 5, 7.5.3).</summary>
static class DwarfTag
{
    public const uint ArrayType = 0x01, EnumerationType = 0x04, SubroutineType = 0x15, UnionType = 0x17, InlinedSubroutine = 0x1d,
        Subprogram = 0x2e;
}

/// <summary>Forms of attribute values (DWARF 5, 7.5.6).</summary>
enum DwarfForm : uint
{
    Address = 0x01, Block2 = 0x03, Block4 = 0x04, Data2 = 0x05, Data4 = 0x06, Data8 = 0x07, String = 0x08, Block = 0x09, Block1 = 0x0a,
    Data1 = 0x0b, Flag = 0x0c, SignedData = 0x0d, StringOffset = 0x0e, UnsignedData = 0x0f, ReferenceAddress = 0x10, Reference1 = 0x11,
    Reference2 = 0x12, Reference4 = 0x13, Reference8 = 0x14, ReferenceUnsigned = 0x15, Indirect = 0x16, SectionOffset = 0x17,
    Expression = 0x18, FlagPresent = 0x19, StringIndex = 0x1a, AddressIndex = 0x1b, ReferenceSupplement4 = 0x1c,
    StringSupplement = 0x1d, Data16 = 0x1e, LineString = 0x1f, Signature = 0x20, ImplicitConstant = 0x21, LocationIndex = 0x22,
    RangeIndex = 0x23, ReferenceSupplement8 = 0x24, StringIndex1 = 0x25, StringIndex2 = 0x26, StringIndex3 = 0x27, StringIndex4 = 0x28,
    AddressIndex1 = 0x29, AddressIndex2 = 0x2a, AddressIndex3 = 0x2b, AddressIndex4 = 0x2c,

    // GNU forms from before version 5; the alternate file is dwz's.
    GnuAddressIndex = 0x1f01, GnuStringIndex = 0x1f02, GnuReferenceAlternate = 0x1f20, GnuStringAlternate = 0x1f21,
}
