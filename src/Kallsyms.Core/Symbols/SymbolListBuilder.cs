namespace Kallsyms.Symbols;

/// <summary>Collects symbols one by one into columns over a buffer of names that is complete already.</summary>
sealed class SymbolListBuilder(byte[] names, int capacity)
{
    readonly ulong[] _addresses = new ulong[capacity];
    readonly byte[] _types = new byte[capacity];
    readonly int[] _nameOffsets = new int[capacity];
    readonly int[] _nameLengths = new int[capacity];
    readonly int[] _sections = new int[capacity];

    public int Count { get; private set; }

    public void Add(ulong address, byte type, int nameOffset, int nameLength, int section)
    {
        int at = Count++;
        _addresses[at] = address;
        _types[at] = type;
        _nameOffsets[at] = nameOffset;
        _nameLengths[at] = nameLength;
        _sections[at] = section;
    }

    public SymbolList Build() => new(
        names, _addresses[..Count], _types[..Count], _nameOffsets[..Count], _nameLengths[..Count], _sections[..Count]);
}
