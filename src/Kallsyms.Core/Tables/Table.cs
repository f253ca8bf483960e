using Kallsyms.Symbols;
using Kallsyms.Tokens;

namespace Kallsyms.Tables;

/// <summary>
/// The contents of a table. Everything except the address entries is determined by the symbols; the entries may depend on the table's
/// address, and are written for one.
/// </summary>
sealed class Table
{
    readonly byte[] _names;
    readonly byte[] _markers;
    readonly byte[] _seqs;

    Table(TableSpec spec, TableSymbols symbols, CompressedNames names, byte[] seqs)
    {
        (Spec, Symbols, CompressedNames, _seqs) = (spec, symbols, names, seqs);
        RelativeBase = AddressEntries.Base(spec, symbols);
        (_names, _markers) = NameStream.Write(spec, symbols.List, names);
        Sizes = SizesOf(spec, names);
    }

    /// <summary>Layout, target and encoding.</summary>
    public TableSpec Spec { get; }

    /// <summary>The entries.</summary>
    public TableSymbols Symbols { get; }

    /// <summary>The names as codes, and their dictionary.</summary>
    public CompressedNames CompressedNames { get; }

    /// <summary>The base of offsets in encodings that have one; otherwise 0.</summary>
    public ulong RelativeBase { get; }

    /// <summary>The size of each sub-table in bytes.</summary>
    public TableSizes Sizes { get; }

    /// <summary>Makes the table of some symbols.</summary>
    /// <exception cref="KallsymsException">A name is too long for the layout, or an address is out of the encoding's range.</exception>
    public static Table Build(TableSymbols symbols, TableSpec spec, Func<NameList, CompressedNames> compress)
    {
        Check(symbols, spec);
        Task<byte[]> seqs = Task.Run(
            () => spec.TableFormat.HasNameIndex ? NameIndex.Write(NameIndex.Order(symbols.List, spec.LtoSuffix)) : []);
        CompressedNames names = compress(NameStream.List(symbols.List));
        return new(spec, symbols, names, seqs.GetAwaiter().GetResult());
    }

    /// <summary>Makes the table from expected names; returns null if the names are others.</summary>
    internal static Table? Build(TableSymbols symbols, TableSpec spec, ExpectedNames expected)
    {
        Check(symbols, spec);
        if (expected.Find(NameStream.List(symbols.List)) is not var (names, ranks))
            return null;
        return new(spec, symbols, names, spec.TableFormat.HasNameIndex ? NameIndex.Write(NameIndex.Order(ranks)) : []);
    }

    static void Check(TableSymbols symbols, TableSpec spec)
    {
        NameStream.CheckLengths(spec, symbols.List);
        AddressEntries.CheckRange(spec, symbols);
        if (spec.TableFormat.HasNameIndex)
            _ = NameIndex.Size(symbols.List.Count);
    }

    /// <summary>Returns the size of each sub-table of a table with these names, in bytes.</summary>
    public static TableSizes SizesOf(TableSpec spec, CompressedNames names) => TableSizes.From(
        part => !spec.Order.Contains(part) ? 0 : part switch
        {
            SubTable.Names => NameStream.Size(spec, names),
            SubTable.Markers => NameStream.MarkerCount(names.Count) * spec.CounterSize,
            SubTable.SeqsOfNames => NameIndex.Size(names.Count),
            SubTable.TokenTable => names.Tokens.ByteLength,
            SubTable.TokenIndex => TokenTable.Size * 2,
            SubTable.NumSyms => spec.CounterSize,
            SubTable.RelativeBase => spec.Format.WordSize,
            _ => checked(names.Count * spec.EntrySize),
        });

    /// <summary>Writes one sub-table; <paramref name="place"/> is the address at which that sub-table will lie.</summary>
    public void Write(SubTable part, Span<byte> destination, ulong place)
    {
        switch (part)
        {
            case SubTable.Names:
                _names.CopyTo(destination);
                break;
            case SubTable.Markers:
                _markers.CopyTo(destination);
                break;
            case SubTable.SeqsOfNames:
                _seqs.CopyTo(destination);
                break;
            case SubTable.TokenTable:
                WriteTokens(destination);
                break;
            case SubTable.TokenIndex:
                WriteTokenIndex(destination);
                break;
            case SubTable.NumSyms when Spec.CounterSize == 8:
                Spec.Format.PutU64(destination, 0, (ulong)Symbols.List.Count);
                break;
            case SubTable.NumSyms:
                Spec.Format.PutU32(destination, 0, (uint)Symbols.List.Count);
                break;
            case SubTable.RelativeBase:
                Spec.Format.PutWord(destination, 0, RelativeBase);
                break;
            default:
                AddressEntries.Write(this, destination, place);
                break;
        }
    }

    void WriteTokens(Span<byte> destination)
    {
        int at = 0;
        for (int code = 0; code < TokenTable.Size; code++)
        {
            ReadOnlySpan<byte> token = CompressedNames.Tokens[code];
            token.CopyTo(destination[at..]);
            at += token.Length;
            destination[at++] = 0;
        }
    }

    void WriteTokenIndex(Span<byte> destination)
    {
        int at = 0;
        for (int code = 0; code < TokenTable.Size; code++)
        {
            Spec.Format.PutU16(destination, code * 2, checked((ushort)at));
            at += CompressedNames.Tokens[code].Length + 1;
        }
    }
}
