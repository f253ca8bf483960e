namespace Kallsyms.Export;

/// <summary>The kinds of entries that are written, each with fixed attributes (DWARF 4, 7.5.3).</summary>
enum DwarfEntry
{
    Unit = 1, Base, Pointer, PointerToVoid, Array, Range, Struct, StructWithoutName, Union, UnionWithoutName, Member, MemberWithoutName,
    BitField, Enum, EnumWithoutName, Value, UnsignedValue, ForwardStruct, ForwardUnion, Typedef, TypedefOfVoid, Const, ConstVoid, Volatile,
    VolatileVoid, Restrict, Prototype, PrototypeOfVoid, Parameter, NamedParameter, MoreParameters, Function, FunctionOfVoid, Variable,
}

/// <summary>The table of their forms, .debug_abbrev.</summary>
static class DwarfForms
{
    // Attributes (7.5.4) and forms (7.5.4, class and encoding), in hexadecimal as in the standard.
    const string Name = "03 0e"; // DW_FORM_strp
    const string Type = "49 13"; // DW_FORM_ref4
    const string Size = "0b 06"; // DW_FORM_data4
    const string Place = "38 06"; // DW_AT_data_member_location, DW_FORM_data4
    const string Range = "11 01 12 06"; // DW_AT_low_pc, an address; DW_AT_high_pc, the distance in DW_FORM_data4
    const string Flag = "19"; // DW_FORM_flag_present

    // Tag, whether child entries follow, attributes.
    static readonly (DwarfEntry Entry, byte Tag, bool HasChildren, string Attributes)[] _all =
    [
        (DwarfEntry.Unit, 0x11, true, $"25 0e 13 0b {Name} 11 01 12 07"), // producer, language, name, range
        (DwarfEntry.Base, 0x24, false, $"{Name} {Size} 3e 0b"),
        (DwarfEntry.Pointer, 0x0f, false, $"{Size} {Type}"),
        (DwarfEntry.PointerToVoid, 0x0f, false, Size),
        (DwarfEntry.Array, 0x01, true, Type),
        (DwarfEntry.Range, 0x21, false, "37 06"), // DW_AT_count
        (DwarfEntry.Struct, 0x13, true, $"{Name} {Size}"),
        (DwarfEntry.StructWithoutName, 0x13, true, Size),
        (DwarfEntry.Union, 0x17, true, $"{Name} {Size}"),
        (DwarfEntry.UnionWithoutName, 0x17, true, Size),
        (DwarfEntry.Member, 0x0d, false, $"{Name} {Type} {Place}"),
        (DwarfEntry.MemberWithoutName, 0x0d, false, $"{Type} {Place}"),
        (DwarfEntry.BitField, 0x0d, false, $"{Name} {Type} 0d 0b 6b 06"), // DW_AT_bit_size, DW_AT_data_bit_offset
        (DwarfEntry.Enum, 0x04, true, $"{Name} {Size}"),
        (DwarfEntry.EnumWithoutName, 0x04, true, Size),
        (DwarfEntry.Value, 0x28, false, $"{Name} 1c 0d"), // DW_AT_const_value, DW_FORM_sdata
        (DwarfEntry.UnsignedValue, 0x28, false, $"{Name} 1c 0f"),
        (DwarfEntry.ForwardStruct, 0x13, false, $"{Name} 3c {Flag}"),
        (DwarfEntry.ForwardUnion, 0x17, false, $"{Name} 3c {Flag}"),
        (DwarfEntry.Typedef, 0x16, false, $"{Name} {Type}"),
        (DwarfEntry.TypedefOfVoid, 0x16, false, Name),
        (DwarfEntry.Const, 0x26, false, Type),
        (DwarfEntry.ConstVoid, 0x26, false, ""),
        (DwarfEntry.Volatile, 0x35, false, Type),
        (DwarfEntry.VolatileVoid, 0x35, false, ""),
        (DwarfEntry.Restrict, 0x37, false, Type),
        (DwarfEntry.Prototype, 0x15, true, $"27 {Flag} {Type}"),
        (DwarfEntry.PrototypeOfVoid, 0x15, true, $"27 {Flag}"),
        (DwarfEntry.Parameter, 0x05, false, Type),
        (DwarfEntry.NamedParameter, 0x05, false, $"{Name} {Type}"),
        (DwarfEntry.MoreParameters, 0x18, false, ""),
        (DwarfEntry.Function, 0x2e, true, $"{Name} 27 {Flag} {Type} {Range}"),
        (DwarfEntry.FunctionOfVoid, 0x2e, true, $"{Name} 27 {Flag} {Range}"),
        (DwarfEntry.Variable, 0x34, false, $"{Name} {Type} 3f {Flag} 02 18"), // external, a location
    ];

    /// <summary>The bytes of the table.</summary>
    public static byte[] Table { get; } =
    [
        .. _all.SelectMany(each => (byte[])
        [
            (byte)each.Entry, each.Tag, (byte)(each.HasChildren ? 1 : 0),
            .. Convert.FromHexString(each.Attributes.Replace(" ", "", StringComparison.Ordinal)), 0, 0,
        ]),
        0,
    ];
}
