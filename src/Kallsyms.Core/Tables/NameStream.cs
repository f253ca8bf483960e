using System.Text;
using Kallsyms.Symbols;
using Kallsyms.Tokens;

namespace Kallsyms.Tables;

/// <summary>
/// The names sub-table: for each symbol the number of codes, then the codes (scripts/kallsyms.c, write_src). The length takes one byte
/// up to 6.0; from 6.1 on it takes two if it exceeds 127, the low seven bits first with the top bit set. Also the markers into it, one
/// every 256 symbols.
/// </summary>
static class NameStream
{
    const int MarkerInterval = 256;
    const int MaxTwoByteLength = 0x3fff;

    /// <summary>Returns type letters and names in the form that compressors take.</summary>
    public static NameList List(SymbolList symbols)
    {
        var offsets = new int[symbols.Count + 1];
        int total = 0;
        for (int i = 0; i < symbols.Count; i++)
        {
            offsets[i] = total;
            total = checked(total + 1 + symbols.Name(i).Length);
        }
        offsets[^1] = total;
        var buffer = new byte[total];
        for (int i = 0; i < symbols.Count; i++)
        {
            buffer[offsets[i]] = symbols.Types[i];
            symbols.Name(i).CopyTo(buffer.AsSpan(offsets[i] + 1));
        }
        return new(buffer, offsets);
    }

    /// <summary>Refuses names that readers of that layout would truncate.</summary>
    public static void CheckLengths(TableSpec spec, SymbolList symbols)
    {
        int limit = spec.TableFormat.MaxNameLength;
        for (int i = 0; i < symbols.Count; i++)
        {
            ReadOnlySpan<byte> name = symbols.Name(i);
            if (name.Length > limit)
            {
                throw new KallsymsException(
                    ErrorKind.Negative,
                    $"symbol {Encoding.UTF8.GetString(name)} is too long for layout {spec.Release.Name}: {name.Length} bytes, "
                    + $"at most {limit} fit (KSYM_NAME_LEN {limit + 1})");
            }
        }
    }

    /// <summary>Returns the size of the names sub-table in bytes.</summary>
    public static int Size(TableSpec spec, CompressedNames names)
    {
        int size = checked(names.Offsets[^1] - names.Offsets[0] + names.Count);
        for (int i = 0; spec.TableFormat.TwoByteLengths && i < names.Count; i++)
        {
            if (names.Offsets[i + 1] - names.Offsets[i] > 0x7f)
                size++;
        }
        return size;
    }

    /// <summary>Returns the number of markers.</summary>
    public static int MarkerCount(int count) => (count + MarkerInterval - 1) / MarkerInterval;

    /// <summary>Returns the bytes of names and of markers.</summary>
    public static (byte[] Names, byte[] Markers) Write(TableSpec spec, SymbolList symbols, CompressedNames names)
    {
        int count = names.Count;
        for (int i = 0; i < count; i++)
            CheckCodes(spec, symbols, i, names.Offsets[i + 1] - names.Offsets[i]);
        var stream = new byte[Size(spec, names)];
        var markers = new byte[MarkerCount(count) * spec.CounterSize];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            if (i % MarkerInterval == 0)
                PutCounter(spec, markers, i / MarkerInterval, at);
            ReadOnlySpan<byte> codes = names[i];
            if (spec.TableFormat.TwoByteLengths && codes.Length > 0x7f)
            {
                stream[at++] = (byte)(codes.Length & 0x7f | 0x80);
                stream[at++] = (byte)(codes.Length >> 7);
            }
            else
            {
                stream[at++] = (byte)codes.Length;
            }
            codes.CopyTo(stream.AsSpan(at));
            at += codes.Length;
        }
        return (stream, markers);
    }

    static void PutCounter(TableSpec spec, byte[] markers, int index, int value)
    {
        if (spec.CounterSize == 8)
            spec.Format.PutU64(markers, index * 8, (ulong)value);
        else
            spec.Format.PutU32(markers, index * 4, (uint)value);
    }

    static void CheckCodes(TableSpec spec, SymbolList symbols, int index, int length)
    {
        int limit = spec.TableFormat.TwoByteLengths ? MaxTwoByteLength : byte.MaxValue;
        if (length > limit)
            throw new KallsymsException(
                ErrorKind.Negative, $"symbol {symbols.NameText(index)} takes {length} codes, at most {limit} can be written");
    }
}
