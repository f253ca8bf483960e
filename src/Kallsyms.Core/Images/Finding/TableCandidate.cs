using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>A table as read in one of the possible forms: decoded without contradiction, but not proved yet.</summary>
/// <param name="Arrays">The places of its parts.</param>
/// <param name="Spec">The form.</param>
/// <param name="Bytes">The sub-tables as read.</param>
/// <param name="Symbols">The symbols.</param>
/// <param name="Place">The address assumed for the entries.</param>
/// <param name="RelativeBase">The relative_base that was used, or 0.</param>
sealed record TableCandidate(TableArrays Arrays, TableSpec Spec, TableBytes Bytes, SymbolList Symbols, ulong Place, ulong RelativeBase)
{
    // The place assumed for self-relative entries while it is unknown: far from both ends, so that nothing wraps.
    const ulong UnknownPlace = 1UL << 62;

    /// <summary>
    /// Whether the addresses are preliminary: they are relative to themselves at an unknown place, or to a base that is zero in the
    /// image. All are off by the same distance.
    /// </summary>
    public bool BaseIsUnknown => Spec.Encoding switch
    {
        AddressEncoding.PlaceRelative => Place - UnknownPlace < 1UL << 40,
        AddressEncoding.BaseRelative or AddressEncoding.PercpuAbsolute => RelativeBase == 0,
        _ => false,
    };

    /// <summary>The offset at which the entries start in the image.</summary>
    public long Offset => Arrays.Place(Spec.AddressTable)!.Value.Offset;

    /// <summary>Reads the arrays; returns null if the entries do not ascend, or something else does not fit.</summary>
    /// <param name="arrays">The places of its parts.</param>
    /// <param name="machine">The image's machine, as far as known.</param>
    /// <param name="place">The address of the entries; null if unknown.</param>
    /// <param name="relativeBase">The relative_base to assume; null for that in the image.</param>
    /// <param name="entries">The address entries; null for those in the image.</param>
    public static TableCandidate? Read(
        TableArrays arrays, ElfMachine machine, ulong? place, ulong? relativeBase = null, ReadOnlyMemory<byte>? entries = null)
    {
        if (!arrays.IsInside || arrays.Spec(machine) is not { } spec)
            return null;
        long entriesAt = arrays.Place(spec.AddressTable)!.Value.Offset;
        ulong at = place ?? UnknownPlace + (ulong)entriesAt;
        var bytes = new TableBytes("");
        foreach (SubTable part in Enum.GetValues<SubTable>())
        {
            if (arrays.Place(part) is var (offset, length))
                bytes.Set(part, at + (ulong)(offset - entriesAt), arrays.Bytes.Slice((int)(offset - arrays.Start), (int)length));
        }
        if (entries is { } overlay)
            bytes.Set(spec.AddressTable, at, overlay);
        if (bytes.Has(SubTable.RelativeBase) && relativeBase is ulong value)
        {
            var word = new byte[spec.Format.WordSize];
            spec.Format.PutWord(word, 0, value);
            bytes.Set(SubTable.RelativeBase, bytes.Address(SubTable.RelativeBase), word);
        }
        ulong used = bytes.Has(SubTable.RelativeBase) ? spec.Format.Word(bytes.From(SubTable.RelativeBase), 0) : 0;
        if (!Rises(spec, bytes, used, arrays.Names.Count))
            return null;
        try
        {
            SymbolList symbols = TableReader.Read(spec, arrays.Tokens is null ? LiteralTokens.AddTo(bytes, spec.Format) : bytes);
            if (bytes.Has(SubTable.SeqsOfNames) && !SortsNames(symbols, TableReader.ReadSeqs(bytes, symbols.Count)))
                return null;
            return HasTypeLetters(symbols) ? new(arrays, spec, bytes, symbols, at, used) : null;
        }
        catch (KallsymsException)
        {
            return null;
        }
    }

    /// <summary>Returns the table with all addresses moved by a distance; null if they no longer ascend.</summary>
    public TableCandidate? Move(ulong distance) => Read(
        Arrays, Spec.Machine, Place + distance & Spec.Format.WordMask, RelativeBase + distance & Spec.Format.WordMask);

    // Tables are sorted by address. A run of equal entries, such as zeros, is not a table.
    static bool Rises(TableSpec spec, TableBytes bytes, ulong relativeBase, int count)
    {
        ReadOnlySpan<byte> entries = bytes.From(spec.AddressTable);
        ulong place = bytes.Address(spec.AddressTable);
        ulong previous = 0;
        int steps = 0;
        for (int i = 0; i < count; i++)
        {
            ulong address = spec.Encoding == AddressEncoding.Absolute
                ? spec.Format.Word(entries, i * spec.EntrySize)
                : AddressEntries.Decode(spec, relativeBase, place + (uint)i * 4, spec.Format.U32(entries, i * 4));
            if (address < previous)
                return false;
            steps += address > previous ? 1 : 0;
            previous = address;
        }
        return steps >= count / 16;
    }

    static bool SortsNames(SymbolList symbols, int[] order)
    {
        var seen = new bool[order.Length];
        foreach (int symbol in order)
        {
            if (symbol >= order.Length || seen[symbol])
                return false;
            seen[symbol] = true;
        }
        foreach (LtoSuffix suffix in Enum.GetValues<LtoSuffix>())
        {
            int i = 1;
            while (i < order.Length
                && NameIndex.Cut(symbols.Name(order[i - 1]), suffix).SequenceCompareTo(NameIndex.Cut(symbols.Name(order[i]), suffix)) <= 0)
            {
                i++;
            }
            if (i >= order.Length)
                return true;
        }
        return false;
    }

    static bool HasTypeLetters(SymbolList symbols)
    {
        foreach (byte type in symbols.Types)
        {
            if (!char.IsAsciiLetter((char)type) && type is not ((byte)'?' or (byte)'-'))
                return false;
        }
        return true;
    }
}
