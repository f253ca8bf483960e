namespace Kallsyms.Symbols;

/// <summary>Collects symbols one by one into columns over a buffer of names that is already complete.</summary>
sealed class SymbolListBuilder(byte[] names, int capacity, bool hasSizes = false)
{
    readonly ulong[] _addresses = new ulong[capacity];
    readonly byte[] _types = new byte[capacity];
    readonly int[] _nameOffsets = new int[capacity];
    readonly int[] _nameLengths = new int[capacity];
    readonly int[] _sections = new int[capacity];
    readonly ulong[]? _sizes = hasSizes ? new ulong[capacity] : null;

    public int Count { get; private set; }

    public void Add(ulong address, byte type, int nameOffset, int nameLength, int section, ulong size = 0)
    {
        int at = Count++;
        _addresses[at] = address;
        _types[at] = type;
        _nameOffsets[at] = nameOffset;
        _nameLengths[at] = nameLength;
        _sections[at] = section;
        if (_sizes is not null)
            _sizes[at] = size;
    }

    public SymbolList Build() => Join(names, [this]);

    /// <summary>Concatenates the symbols of several builders over the same names.</summary>
    public static SymbolList Join(byte[] names, SymbolListBuilder[] pieces) => new(
        names, Column(pieces, piece => piece._addresses), Column(pieces, piece => piece._types),
        Column(pieces, piece => piece._nameOffsets),
        Column(pieces, piece => piece._nameLengths), Column(pieces, piece => piece._sections),
        pieces is [{ _sizes: not null }, ..] ? Column(pieces, piece => piece._sizes!) : null);

    static T[] Column<T>(SymbolListBuilder[] pieces, Func<SymbolListBuilder, T[]> column)
    {
        if (pieces is [var only] && only.Count == column(only).Length)
            return column(only);
        var joined = new T[pieces.Sum(piece => piece.Count)];
        int at = 0;
        foreach (SymbolListBuilder piece in pieces)
        {
            column(piece).AsSpan(0, piece.Count).CopyTo(joined.AsSpan(at));
            at += piece.Count;
        }
        return joined;
    }
}
