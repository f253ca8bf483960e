using System.Buffers.Binary;
using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>
/// The seqs_of_names sub-table: symbol numbers sorted by name as bytes, then in table order (scripts/kallsyms.c, compare_names, 6.2
/// on). Three bytes each, most significant first.
/// </summary>
static class NameIndex
{
    public const int EntrySize = 3;

    /// <summary>Returns the size in bytes of the index of a number of symbols.</summary>
    public static int Size(int count) => count <= 1 << 24
        ? count * EntrySize
        : throw new KallsymsException(ErrorKind.Negative, $"{count} symbols: the index by name has room for {1 << 24}");

    public static byte[] Write(int[] order)
    {
        var bytes = new byte[order.Length * EntrySize];
        for (int i = 0; i < order.Length; i++)
        {
            bytes[i * 3] = (byte)(order[i] >> 16);
            bytes[i * 3 + 1] = (byte)(order[i] >> 8);
            bytes[i * 3 + 2] = (byte)order[i];
        }
        return bytes;
    }

    public static int[] Order(SymbolList symbols, LtoSuffix suffix)
    {
        var order = new int[symbols.Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        SortFrom(symbols, suffix, order, new ulong[order.Length], 0);
        return order;
    }

    /// <summary>Returns a rank for each symbol: lower ranks come first by name, equal ranks have equal names.</summary>
    public static int[] Ranks(SymbolList symbols, LtoSuffix suffix)
    {
        int[] order = Order(symbols, suffix);
        var ranks = new int[order.Length];
        int rank = 0;
        for (int i = 1; i < order.Length; i++)
        {
            if (!Cut(symbols.Name(order[i - 1]), suffix).SequenceEqual(Cut(symbols.Name(order[i]), suffix)))
                rank++;
            ranks[order[i]] = rank;
        }
        return ranks;
    }

    /// <summary>Returns the order of symbols with these ranks, each of which is less than the number of symbols.</summary>
    public static int[] Order(ReadOnlySpan<int> ranks)
    {
        var next = new int[ranks.Length + 1];
        foreach (int rank in ranks)
            next[rank + 1]++;
        for (int rank = 1; rank < next.Length; rank++)
            next[rank] += next[rank - 1];
        var order = new int[ranks.Length];
        for (int i = 0; i < ranks.Length; i++)
            order[next[ranks[i]]++] = i;
        return order;
    }

    /// <summary>Compares two symbols by name, then by number.</summary>
    public static int Compare(SymbolList symbols, int left, int right, LtoSuffix suffix)
    {
        int names = Cut(symbols.Name(left), suffix).SequenceCompareTo(Cut(symbols.Name(right), suffix));
        return names != 0 ? names : left.CompareTo(right);
    }

    // Compares eight bytes of name at a time, as one number; runs that agree continue with the next eight.
    static void SortFrom(SymbolList symbols, LtoSuffix suffix, Span<int> order, Span<ulong> keys, int depth)
    {
        bool longer = false;
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<byte> name = Cut(symbols.Name(order[i]), suffix);
            keys[i] = Key(name, depth);
            longer |= name.Length > depth + sizeof(ulong);
        }
        keys.Sort(order);
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && keys[end] == keys[start])
                end++;
            if (end - start > 1 && longer)
                SortFrom(symbols, suffix, order[start..end], keys[start..end], depth + sizeof(ulong));
            else if (end - start > 1)
                order[start..end].Sort();
            start = end;
        }
    }

    // Names contain no NUL, so padding with zeros puts a prefix first.
    static ulong Key(ReadOnlySpan<byte> name, int depth)
    {
        if (name.Length >= depth + 8)
            return BinaryPrimitives.ReadUInt64BigEndian(name[depth..]);
        ulong key = 0;
        for (int i = 0; i < 8; i++)
            key = key << 8 | (depth + i < name.Length ? name[depth + i] : 0u);
        return key;
    }

    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> name, LtoSuffix suffix)
    {
        int at = suffix switch
        {
            LtoSuffix.Dot => name.IndexOf((byte)'.'),
            LtoSuffix.Llvm => name.IndexOf(".llvm."u8),
            _ => -1,
        };
        return at < 0 ? name : name[..at];
    }
}
