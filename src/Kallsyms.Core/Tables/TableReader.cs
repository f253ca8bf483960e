using System.Runtime.Intrinsics;
using Kallsyms.Symbols;
using Kallsyms.Tokens;

namespace Kallsyms.Tables;

/// <summary>
/// Decodes a table from bytes, as the kernel does (kernel/kallsyms.c), but strictly: any inconsistency is an error. Shares no code with
/// the writer beyond the formulas of the address encodings.
/// </summary>
static class TableReader
{
    // No kernel's decoder accepts longer names; this bounds damaged tables, in which every code may stand for a long token.
    const int MaxName = 1 << 14;

    // Bytes of names per stored byte: a name takes at least two, and kernels' names have at most 512.
    const int MaxExpansion = 256;

    /// <summary>Decodes all symbols.</summary>
    /// <exception cref="KallsymsException">The table is damaged; the message gives sub-table and offset.</exception>
    public static SymbolList Read(TableSpec spec, TableBytes table)
    {
        int count = Count(spec, table);
        byte[][] tokens = Tokens(spec, table);
        ReadOnlySpan<byte> stream = table.From(SubTable.Names);
        ReadOnlySpan<byte> entries = table.Exactly(spec.AddressTable, (long)count * spec.EntrySize);
        ulong place = table.Address(spec.AddressTable);
        ulong relativeBase = table.Has(SubTable.RelativeBase)
            ? spec.Format.Word(table.Exactly(SubTable.RelativeBase, spec.Format.WordSize), 0)
            : 0;

        var names = new NameBuffer(count, tokens, Math.Max(stream.Length * (long)MaxExpansion, MaxName));
        var addresses = new ulong[count];
        var types = new byte[count];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            if (i % 256 == 0)
                CheckMarker(spec, table, i / 256, at);
            ReadOnlySpan<byte> codes = NextCodes(spec, table, stream, ref at);
            types[i] = names.Add(codes) ?? throw table.Damaged(SubTable.Names, at, $"name {i} is empty or longer than any name");
            addresses[i] = spec.Encoding == AddressEncoding.Absolute
                ? spec.Format.Word(entries, i * spec.EntrySize)
                : AddressEntries.Decode(spec, relativeBase, place + (uint)i * 4, spec.Format.U32(entries, i * 4));
        }
        var sections = new int[count];
        sections.AsSpan().Fill(-1);
        return new(names.Bytes, addresses, types, names.Offsets, names.Lengths, sections);
    }

    /// <summary>Returns the number of symbols.</summary>
    public static int Count(TableSpec spec, TableBytes table)
    {
        ReadOnlySpan<byte> field = table.Exactly(SubTable.NumSyms, spec.CounterSize);
        ulong count = spec.CounterSize == 8 ? spec.Format.U64(field, 0) : spec.Format.U32(field, 0);
        // Every symbol takes at least two bytes of names.
        return count <= (ulong)table.From(SubTable.Names).Length / 2
            ? (int)count
            : throw table.Damaged(SubTable.NumSyms, 0, $"says {count} symbols, more than its names have room for");
    }

    /// <summary>Returns the names as stored, with their dictionary. Without a token table, every code is a character.</summary>
    /// <exception cref="KallsymsException">The table is damaged.</exception>
    public static CompressedNames ReadCodes(TableSpec spec, TableBytes table)
    {
        TokenTable tokens = new(table.Has(SubTable.TokenTable) ? Tokens(spec, table)
            : [.. Enumerable.Range(0, TokenTable.Size).Select(code => (byte[])[(byte)code])]);
        ReadOnlySpan<byte> stream = table.From(SubTable.Names);
        var codes = new byte[stream.Length];
        var offsets = new int[Count(spec, table) + 1];
        int at = 0;
        for (int i = 0; i + 1 < offsets.Length; i++)
        {
            ReadOnlySpan<byte> name = NextCodes(spec, table, stream, ref at);
            name.CopyTo(codes.AsSpan(offsets[i]));
            offsets[i + 1] = offsets[i] + name.Length;
        }
        return new(tokens, codes[..offsets[^1]], offsets);
    }

    /// <summary>Returns symbol numbers in the order of the index by name.</summary>
    public static int[] ReadSeqs(TableBytes table, int count)
    {
        ReadOnlySpan<byte> bytes = table.Exactly(SubTable.SeqsOfNames, (long)count * NameIndex.EntrySize);
        var order = new int[count];
        for (int i = 0; i < count; i++)
            order[i] = bytes[i * 3] << 16 | bytes[i * 3 + 1] << 8 | bytes[i * 3 + 2];
        return order;
    }

    /// <summary>Returns the 256 strings of the token table.</summary>
    public static byte[][] Tokens(TableSpec spec, TableBytes table)
    {
        ReadOnlySpan<byte> index = table.Exactly(SubTable.TokenIndex, TokenTable.Size * 2);
        ReadOnlySpan<byte> text = table.From(SubTable.TokenTable);
        var tokens = new byte[TokenTable.Size][];
        for (int code = 0; code < tokens.Length; code++)
        {
            int start = spec.Format.U16(index, code * 2);
            int length = start < text.Length ? text[start..].IndexOf((byte)0) : -1;
            if (length < 0)
                throw table.Damaged(SubTable.TokenIndex, code * 2, $"token {code} at {start} does not end inside the token table");
            tokens[code] = text.Slice(start, length).ToArray();
        }
        return tokens;
    }

    static ReadOnlySpan<byte> NextCodes(TableSpec spec, TableBytes table, ReadOnlySpan<byte> stream, ref int at)
    {
        int start = at;
        int length = at < stream.Length ? stream[at++] : 0;
        if (spec.TableFormat.TwoByteLengths && (length & 0x80) != 0 && at < stream.Length)
            length = length & 0x7f | stream[at++] << 7;
        if (length == 0 || length > stream.Length - at)
            throw table.Damaged(SubTable.Names, start, $"a name of {length} codes, {stream.Length - at} bytes are left");
        at += length;
        return stream.Slice(at - length, length);
    }

    static void CheckMarker(TableSpec spec, TableBytes table, int number, int expected)
    {
        int size = spec.CounterSize;
        ReadOnlySpan<byte> markers = table.Exactly(SubTable.Markers, (number + 1L) * size);
        ulong found = size == 8 ? spec.Format.U64(markers, number * 8) : spec.Format.U32(markers, number * 4);
        if (found != (ulong)expected)
            throw table.Damaged(
                SubTable.Markers, number * size, $"marker {number} is 0x{found:x}, symbol {number * 256} starts at 0x{expected:x}");
    }

    // The names of a list under construction, each after its type letter. Most tokens are short, so all are copied at full width.
    sealed class NameBuffer
    {
        const int Width = 16;
        const int TypicalName = 28;

        readonly byte[][] _tokens;
        readonly byte[] _wide = new byte[TokenTable.Size * Width];
        readonly long _limit;
        byte[] _bytes;
        int _used;
        int _added;

        public NameBuffer(int count, byte[][] tokens, long limit)
        {
            (_tokens, _limit) = (tokens, Math.Min(limit, 256 << 20));
            (_bytes, Offsets, Lengths) = (new byte[Math.Max(count * TypicalName, 256)], new int[count], new int[count]);
            for (int code = 0; code < tokens.Length; code++)
                tokens[code].AsSpan(0, Math.Min(tokens[code].Length, Width)).CopyTo(_wide.AsSpan(code * Width));
        }

        public byte[] Bytes => _bytes;

        public int[] Offsets { get; }

        public int[] Lengths { get; }

        // Returns the first character of the expansion, which is the type letter; the rest is the name.
        public byte? Add(ReadOnlySpan<byte> codes)
        {
            int start = _used;
            Reserve(codes.Length * Width);
            foreach (byte code in codes)
            {
                int length = _tokens[code].Length;
                if (_used + (long)length - start > MaxName || _used + (long)length > _limit)
                    return null;
                if (length <= Width)
                {
                    Vector128.Create(_wide, code * Width).CopyTo(_bytes, _used);
                }
                else
                {
                    Reserve(length + codes.Length * Width);
                    _tokens[code].CopyTo(_bytes, _used);
                }
                _used += length;
            }
            if (_used == start)
                return null;
            Offsets[_added] = start + 1;
            Lengths[_added++] = _used - start - 1;
            return _bytes[start];
        }

        void Reserve(int length)
        {
            if (_bytes.Length - _used < length)
                Array.Resize(ref _bytes, (int)Math.Min(_bytes.Length * 2L + length, Array.MaxLength));
        }
    }
}
