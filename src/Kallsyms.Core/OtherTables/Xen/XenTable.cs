using System.Text;
using Kallsyms.Tokens;

namespace Kallsyms.OtherTables.Xen;

/// <summary>
/// Xen's table of symbols. It is Linux's of 2004, with two differences: from 4.21 on, a function followed by a gap has a nameless entry
/// for its end; and the index by name has two numbers for each symbol, the offset of its name and the number of its entry.
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

    /// <summary>The number of symbols.</summary>
    public int Count => _symbols.Length;

    /// <summary>The address of every entry, including ends of functions.</summary>
    public IReadOnlyList<ulong> Addresses { get; }

    /// <summary>The names of all entries: a length, then that many codes.</summary>
    public byte[] Names { get; }

    /// <summary>Where in <see cref="Names"/> every 256th entry starts.</summary>
    public IReadOnlyList<int> Markers { get; }

    /// <summary>What the codes represent.</summary>
    public TokenTable Tokens { get; }

    /// <summary>Sorted by name, then type: the offset of the name in <see cref="Names"/>, and the number of the entry.</summary>
    public IReadOnlyList<(int Name, int Entry)> ByName { get; }

    /// <summary>Makes the table.</summary>
    /// <param name="symbols">Its symbols in order.</param>
    /// <param name="form">The form that the hypervisor expects.</param>
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

    // Of names at one address, the last has the smallest of their sizes, and only it is followed by the next symbol.
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
