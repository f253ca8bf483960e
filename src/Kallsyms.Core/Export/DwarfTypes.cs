using Kallsyms.Btf;
using Kallsyms.Elf;
using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.Export;

/// <summary>
/// A kernel's types, functions and some variables as debug information (DWARF 4), made from its type information for BPF, so that
/// debuggers can print structures. It has no source lines and no local variables.
/// </summary>
sealed class DwarfTypes
{
    const byte LanguageC99 = 0x0c;

    // C compilers guarantee 127; more than this means damage.
    const int MaxParameters = 255;

    readonly BtfTypes _types;
    readonly ElfFormat _format;
    readonly KernelSymbols _symbols;
    readonly int[] _offsets; // by type, the offset of its entry
    readonly int[] _functions; // by type, the symbol of a function with a unique name, or -1
    readonly (KernelSymbol Symbol, BtfType Type)[] _variables;

    DwarfTypes(BtfTypes types, KernelSymbols symbols, ElfFormat format)
    {
        (_types, _symbols, _format) = (types, symbols, format);
        _offsets = new int[types.Count];
        _functions = Enumerable.Range(0, types.Count).Select(id => Function(symbols.List, types[id])).ToArray();
        _variables = KnownVariables.Of(symbols, types).ToArray();
        Strings =
        [
            .. types.Strings, .. "kallsyms\0vmlinux\0"u8, .. _variables.SelectMany(variable => (byte[])[.. variable.Symbol.Utf8Name, 0]),
        ];
        var counted = new DwarfBytes(format, null);
        Put(counted);
        Info = new byte[counted.Length];
        Put(new DwarfBytes(format, Info));
    }

    /// <summary>.debug_info.</summary>
    public byte[] Info { get; }

    /// <summary>.debug_str.</summary>
    public byte[] Strings { get; }

    /// <summary>Makes the debug information.</summary>
    /// <param name="types">The kernel's types.</param>
    /// <param name="symbols">Its symbols.</param>
    /// <param name="format">Word size and byte order.</param>
    public static DwarfTypes Make(BtfTypes types, KernelSymbols symbols, ElfFormat format) => new(types, symbols, format);

    static int Function(SymbolList symbols, BtfType type)
    {
        int found = -1;
        if (type.Kind != BtfKind.Function)
            return found;
        for (int i = symbols.ByName.Find(type.Name); i >= 0; i = symbols.ByName.Next(i))
        {
            if (!TypeLetter.IsFunction(symbols.Types[i]))
                continue;
            if (found >= 0)
                return -1;
            found = i;
        }
        return found;
    }

    // Called twice with the same output: the first time only counts, to determine the offsets that references need.
    void Put(DwarfBytes to)
    {
        to.U32((uint)Math.Max(0, (Info?.Length ?? 0) - 4));
        to.U16(4);
        to.U32(0); // the table of forms
        to.Byte((byte)_format.WordSize);
        (ulong start, ulong end) = Code();
        to.Entry(DwarfEntry.Unit);
        to.U32((uint)_types.Strings.Length);
        to.Byte(LanguageC99);
        to.U32((uint)_types.Strings.Length + (uint)"kallsyms\0"u8.Length);
        to.Word(start);
        to.U64(end - start);
        var described = new HashSet<int>();
        for (int id = 1; id < _types.Count; id++)
        {
            _offsets[id] = to.Length;
            PutType(to, _types[id], described);
        }
        PutVariables(to);
        to.End();
    }

    // Functions that were described are recorded, since damaged information has several of one name.
    void PutType(DwarfBytes to, BtfType type, HashSet<int> described)
    {
        switch (type.Kind)
        {
            case BtfKind.Int or BtfKind.Float:
                to.Entry(DwarfEntry.Base);
                to.U32(type.NameOffset);
                to.U32(type.Size);
                to.Byte(BaseEncoding(type));
                break;
            case BtfKind.Pointer:
                to.Entry(IsVoid(type.Target) ? DwarfEntry.PointerToVoid : DwarfEntry.Pointer);
                to.U32((uint)_format.WordSize);
                Refer(to, type.Target);
                break;
            case BtfKind.Array when !IsVoid(type.Target):
                to.Entry(DwarfEntry.Array);
                Refer(to, type.Target);
                to.Entry(DwarfEntry.Range);
                to.U32(type.Length);
                to.End();
                break;
            case BtfKind.Struct or BtfKind.Union:
                PutStructure(to, type);
                break;
            case BtfKind.Enum or BtfKind.Enum64:
                PutEnum(to, type);
                break;
            case BtfKind.Forward:
                to.Entry(type.Flag ? DwarfEntry.ForwardUnion : DwarfEntry.ForwardStruct);
                to.U32(type.NameOffset);
                break;
            case BtfKind.Typedef:
                to.Entry(IsVoid(type.Target) ? DwarfEntry.TypedefOfVoid : DwarfEntry.Typedef);
                to.U32(type.NameOffset);
                Refer(to, type.Target);
                break;
            case BtfKind.Const:
                PutQualifier(to, type, DwarfEntry.Const, DwarfEntry.ConstVoid);
                break;
            case BtfKind.Volatile:
                PutQualifier(to, type, DwarfEntry.Volatile, DwarfEntry.VolatileVoid);
                break;
            case BtfKind.Restrict when !IsVoid(type.Target):
                PutQualifier(to, type, DwarfEntry.Restrict, DwarfEntry.Restrict);
                break;
            case BtfKind.FunctionPrototype:
                to.Entry(IsVoid(type.Target) ? DwarfEntry.PrototypeOfVoid : DwarfEntry.Prototype);
                Refer(to, type.Target);
                PutParameters(to, type);
                break;
            case BtfKind.Function:
                PutFunction(to, type, described);
                break;
        }
    }

    void PutQualifier(DwarfBytes to, BtfType type, DwarfEntry entry, DwarfEntry ofVoid)
    {
        to.Entry(IsVoid(type.Target) ? ofVoid : entry);
        Refer(to, type.Target);
    }

    void PutStructure(DwarfBytes to, BtfType type)
    {
        bool isStruct = type.Kind == BtfKind.Struct;
        bool hasName = type.NameOffset != 0;
        to.Entry(isStruct ? hasName ? DwarfEntry.Struct : DwarfEntry.StructWithoutName
            : hasName ? DwarfEntry.Union : DwarfEntry.UnionWithoutName);
        if (hasName)
            to.U32(type.NameOffset);
        to.U32(type.Size);
        for (int i = 0; i < type.Count; i++)
        {
            BtfMember member = type.Member(i);
            if (IsVoid(member.Type))
                continue; // damaged
            to.Entry(member.Width != 0 ? DwarfEntry.BitField : member.NameOffset != 0 ? DwarfEntry.Member : DwarfEntry.MemberWithoutName);
            if (member.NameOffset != 0 || member.Width != 0)
                to.U32(member.NameOffset);
            Refer(to, member.Type);
            if (member.Width != 0)
                to.Byte((byte)member.Width);
            to.U32(member.Width != 0 ? member.Bit : member.Bit / 8);
        }
        to.End();
    }

    static void PutEnum(DwarfBytes to, BtfType type)
    {
        to.Entry(type.NameOffset != 0 ? DwarfEntry.Enum : DwarfEntry.EnumWithoutName);
        if (type.NameOffset != 0)
            to.U32(type.NameOffset);
        to.U32(type.Size);
        for (int i = 0; i < type.Count; i++)
        {
            (uint name, long value) = type.Value(i);
            to.Entry(type.IsSigned ? DwarfEntry.Value : DwarfEntry.UnsignedValue);
            to.U32(name);
            to.Number(value, type.IsSigned);
        }
        to.End();
    }

    void PutParameters(DwarfBytes to, BtfType prototype)
    {
        for (int i = 0; i < prototype.Count && prototype.Count <= MaxParameters; i++)
        {
            (uint name, BtfType type) = prototype.Parameter(i);
            if (IsVoid(type))
            {
                to.Entry(DwarfEntry.MoreParameters);
                continue;
            }
            to.Entry(name != 0 ? DwarfEntry.NamedParameter : DwarfEntry.Parameter);
            if (name != 0)
                to.U32(name);
            Refer(to, type);
        }
        to.End();
    }

    void PutFunction(DwarfBytes to, BtfType type, HashSet<int> described)
    {
        int index = _functions[type.Id];
        if (index < 0 || type.Target is not { Kind: BtfKind.FunctionPrototype } prototype || !described.Add(index))
            return;
        to.Entry(IsVoid(prototype.Target) ? DwarfEntry.FunctionOfVoid : DwarfEntry.Function);
        to.U32(type.NameOffset);
        Refer(to, prototype.Target);
        to.Word(_symbols[index].Address);
        to.U32((uint)Math.Min(_symbols[index].Size, uint.MaxValue));
        PutParameters(to, prototype);
    }

    void PutVariables(DwarfBytes to)
    {
        uint name = (uint)(_types.Strings.Length + "kallsyms\0vmlinux\0"u8.Length);
        foreach ((KernelSymbol symbol, BtfType type) in _variables)
        {
            if (!IsVoid(type))
            {
                to.Entry(DwarfEntry.Variable);
                to.U32(name);
                Refer(to, type);
                to.Byte((byte)(1 + _format.WordSize));
                to.Byte(0x03); // DW_OP_addr
                to.Word(symbol.Address);
            }
            name += (uint)symbol.Utf8Name.Length + 1;
        }
    }

    void Refer(DwarfBytes to, BtfType type)
    {
        if (!IsVoid(type))
            to.U32((uint)_offsets[type.Untagged.Id]);
    }

    // Also true of types without an entry.
    static bool IsVoid(BtfType type) => type.Untagged.Kind switch
    {
        BtfKind.Void or BtfKind.Function or BtfKind.Variable or BtfKind.DataSection or BtfKind.DeclarationTag => true,
        BtfKind.Array or BtfKind.Restrict => IsVoidWithin(type.Untagged),
        > BtfKind.Enum64 => true,
        _ => false,
    };

    // Arrays and restricted pointers have no form without a type.
    static bool IsVoidWithin(BtfType type)
    {
        for (int i = 0; type.Kind is BtfKind.Array or BtfKind.Restrict; i++, type = type.Target.Untagged)
        {
            if (i == BtfTypes.MaxChain)
                return true;
        }
        return IsVoid(type);
    }

    // To C, a number of one byte is a character.
    static byte BaseEncoding(BtfType type) => type.Kind == BtfKind.Float ? (byte)4
        : (type.Encoding & 4) != 0 ? (byte)2
        : (type.Encoding & 1) != 0 ? (byte)(type.Size == 1 ? 6 : 5)
        : (byte)(type.Size == 1 ? 8 : 7);

    (ulong Start, ulong End) Code()
    {
        ulong[] functions = _functions.Where(index => index >= 0).Select(index => _symbols[index].Address).ToArray();
        return functions.Length == 0 ? (0, 0) : (functions.Min(), functions.Max() + 1);
    }
}
