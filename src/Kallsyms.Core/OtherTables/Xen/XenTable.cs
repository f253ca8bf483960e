using System.Text;
using Kallsyms.Tokens;

namespace Kallsyms.OtherTables.Xen;

/// <summary>
/// Xen's table of symbols. It is Linux's of 2004, but that from 4.21 on a function behind which a hole follows has an entry of its own for
/// its end, without a name, and that the index by name has two numbers for each symbol: where its name starts, and which entry it is.
/// </summary>
sealed class XenTable
{
    const int Block = 256;
    const int LongestStored = 255;

    readonly XenSymbol[] _symbols;

    XenTable(XenSymbol[] symbols, CompressedNames names, ulong[] addresses, int[] entryOf)
    {
        (_symbols, Tokens, Addresses) = (symbols, names.Tokens, addresses);
        int[] starts = new int[symbols.Length];
        var stream = new List<byte>();
        var markers = new List<int>();
        int next = 0;
        for (int entry = 0; entry < addresses.Length; entry++)
        {
            if (entry % Block == 0)
                markers.Add(stream.Count);
            if (next < symbols.Length && entryOf[next] == entry)
            {
                starts[next] = stream.Count;
                stream.Add((byte)names[next].Length);
                stream.AddRange(names[next++]);
            }
            else
            {
                stream.Add(0);
            }
        }
        (Names, Markers) = ([.. stream], [.. markers]);
        ByName = Enumerable.Range(0, symbols.Length)
            .OrderBy(i => symbols[i].Name, StringComparer.Ordinal).ThenBy(i => symbols[i].Type)
            .Select(i => (starts[i], entryOf[i])).ToArray();
    }

    /// <summary>Number of symbols.</summary>
    public int Count => _symbols.Length;

    /// <summary>The address of every entry, ends of functions too.</summary>
    public IReadOnlyList<ulong> Addresses { get; }

    /// <summary>The names of all entries: a length, then so many codes.</summary>
    public byte[] Names { get; }

    /// <summary>Where in <see cref="Names"/> every 256th entry starts.</summary>
    public IReadOnlyList<int> Markers { get; }

    /// <summary>What the codes stand for.</summary>
    public TokenTable Tokens { get; }

    /// <summary>By name, then type: where the name starts in <see cref="Names"/>, and the number of the entry.</summary>
    public IReadOnlyList<(int Name, int Entry)> ByName { get; }

    /// <summary>Makes the table.</summary>
    /// <param name="symbols">Its symbols in order.</param>
    /// <param name="form">What the hypervisor expects.</param>
    /// <exception cref="KallsymsException">A name is too long.</exception>
    public static XenTable Build(XenSymbol[] symbols, XenForm form)
    {
        byte[][] words = [.. symbols.Select(symbol => (byte[])[symbol.Type, .. Encoding.Latin1.GetBytes(symbol.Name)])];
        int[] offsets = new int[words.Length + 1];
        for (int i = 0; i < words.Length; i++)
            offsets[i + 1] = offsets[i] + words[i].Length;
        CompressedNames names = PairCompressor.Compress(new(words.SelectMany(word => word).ToArray(), offsets));
        for (int i = 0; i < symbols.Length; i++)
        {
            if (names[i].Length > LongestStored)
                throw new KallsymsException(ErrorKind.Unreadable, $"{symbols[i].Name} is longer than Xen's table can store");
        }

        ulong[] sizes = Sizes(symbols);
        var addresses = new List<ulong>();
        int[] entryOf = new int[symbols.Length];
        for (int i = 0; i < symbols.Length; i++)
        {
            entryOf[i] = addresses.Count;
            addresses.Add(symbols[i].Address);
            if (form.HasEnds && EndsInAHole(symbols, sizes, i))
                addresses.Add(symbols[i].Address + sizes[i]);
        }
        return new(symbols, names, [.. addresses], entryOf);
    }

    static bool EndsInAHole(XenSymbol[] symbols, ulong[] sizes, int i) =>
        sizes[i] != 0 && (i + 1 == symbols.Length || symbols[i].Address + sizes[i] < symbols[i + 1].Address);

    // Of names of one address, the last has the least of their sizes; it alone has the next symbol behind it.
    static ulong[] Sizes(XenSymbol[] symbols)
    {
        ulong[] sizes = symbols.Select(symbol => symbol.Size).ToArray();
        for (int i = 0; i + 1 < sizes.Length; i++)
        {
            if (sizes[i] != 0 && symbols[i + 1].Address == symbols[i].Address && (sizes[i + 1] == 0 || sizes[i + 1] > sizes[i]))
                sizes[i + 1] = sizes[i];
        }
        return sizes;
    }
}
