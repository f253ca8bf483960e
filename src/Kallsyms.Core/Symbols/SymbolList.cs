using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Symbols;

/// <summary>
/// Symbols as columns: address, type letter, name and section. Names are slices of one shared buffer of bytes, so that a list of a
/// million symbols costs only a few arrays. Lists are immutable; selecting and ordering create new columns over the same names.
/// </summary>
sealed class SymbolList
{
    /// <summary>In place of a section's index: the list does not tell.</summary>
    public const int UnknownSection = -1;

    readonly ulong[] _addresses;
    readonly byte[] _types;
    readonly int[] _nameOffsets;
    readonly int[] _nameLengths;
    readonly int[] _sections;
    readonly ulong[]? _sizes;
    NameLookup? _byName;

    /// <summary>Takes ownership of columns of equal length; <paramref name="sizes"/> is null if no size is known.</summary>
    public SymbolList(
        byte[] names, ulong[] addresses, byte[] types, int[] nameOffsets, int[] nameLengths, int[] sections, ulong[]? sizes = null)
    {
        (Names, _addresses, _types, _nameOffsets, _nameLengths, _sections, _sizes) =
            (names, addresses, types, nameOffsets, nameLengths, sections, sizes);
    }

    /// <summary>A list without symbols.</summary>
    public static SymbolList Empty { get; } = new([], [], [], [], [], []);

    /// <summary>The number of symbols.</summary>
    public int Count => _addresses.Length;

    /// <summary>The buffer that all names are slices of.</summary>
    public byte[] Names { get; }

    /// <summary>Addresses, in the list's order.</summary>
    public ReadOnlySpan<ulong> Addresses => _addresses;

    internal ulong[] AddressColumn => _addresses;

    /// <summary>Type letters, as nm prints them.</summary>
    public ReadOnlySpan<byte> Types => _types;

    /// <summary>
    /// The index of the ELF section that defines each symbol; 0 if it is undefined, <see cref="UnknownSection"/> in text maps and tables.
    /// </summary>
    public ReadOnlySpan<int> Sections => _sections;

    /// <summary>
    /// The size of a symbol in bytes as its source states it (nm -S, an ELF symbol table), without padding; 0 if it states none.
    /// </summary>
    public ulong StatedSize(int index) => _sizes is null ? 0 : _sizes[index];

    /// <summary>Returns the name of a symbol as raw bytes.</summary>
    public ReadOnlySpan<byte> Name(int index) => Names.AsSpan(_nameOffsets[index], _nameLengths[index]);

    /// <summary>Returns the name of a symbol as text; bytes that are not UTF-8 are replaced.</summary>
    public string NameText(int index) => Encoding.UTF8.GetString(Name(index));

    /// <summary>Finds symbols by their names.</summary>
    public NameLookup ByName => _byName ?? LazyInitializer.EnsureInitialized(ref _byName, () => new(this));

    /// <summary>Returns the symbols at <paramref name="indexes"/>, in that order.</summary>
    public SymbolList Select(ReadOnlySpan<int> indexes)
    {
        var addresses = new ulong[indexes.Length];
        var types = new byte[indexes.Length];
        var nameOffsets = new int[indexes.Length];
        var nameLengths = new int[indexes.Length];
        var sections = new int[indexes.Length];
        ulong[]? sizes = _sizes is null ? null : new ulong[indexes.Length];
        for (int i = 0; i < indexes.Length; i++)
        {
            int from = indexes[i];
            addresses[i] = _addresses[from];
            types[i] = _types[from];
            nameOffsets[i] = _nameOffsets[from];
            nameLengths[i] = _nameLengths[from];
            sections[i] = _sections[from];
            if (sizes is not null)
                sizes[i] = _sizes![from];
        }
        return new(Names, addresses, types, nameOffsets, nameLengths, sections, sizes);
    }

    /// <summary>Returns these symbols and, behind them, others, without the sizes that either states.</summary>
    public SymbolList FollowedBy(SymbolList others) => new(
        [.. Names, .. others.Names], [.. _addresses, .. others._addresses], [.. _types, .. others._types],
        [.. _nameOffsets, .. Array.ConvertAll(others._nameOffsets, offset => offset + Names.Length)],
        [.. _nameLengths, .. others._nameLengths], [.. _sections, .. others._sections]);

    /// <summary>Returns the symbols with other type letters.</summary>
    public SymbolList WithTypes(byte[] types)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(types.Length, Count);
        return new(Names, _addresses, types, _nameOffsets, _nameLengths, _sections, _sizes);
    }

    /// <summary>Returns the symbols at other addresses.</summary>
    public SymbolList WithAddresses(ulong[] addresses)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(addresses.Length, Count);
        return new(Names, addresses, _types, _nameOffsets, _nameLengths, _sections, _sizes);
    }

    /// <summary>
    /// Undoes a tool's sign extension of 32-bit addresses (nm for 32-bit MIPS prints ffffffff80100000 for 0x80100000). Returns null if
    /// another address has more than 32 bits.
    /// </summary>
    public SymbolList? WithoutSignExtension()
    {
        var narrow = new ulong[Count];
        for (int i = 0; i < narrow.Length; i++)
        {
            narrow[i] = (uint)_addresses[i];
            if (_addresses[i] != narrow[i] && _addresses[i] != (ulong)(int)narrow[i])
                return null;
        }
        return WithAddresses(narrow);
    }

    /// <summary>Whether both have the same addresses, types and names in the same order.</summary>
    public bool IsSame(SymbolList other)
    {
        if (Count != other.Count || !Addresses.SequenceEqual(other.Addresses) || !Types.SequenceEqual(other.Types))
            return false;
        for (int i = 0; i < Count; i++)
        {
            if (!Name(i).SequenceEqual(other.Name(i)))
                return false;
        }
        return true;
    }

    /// <summary>Whether a symbol has no address because it is defined elsewhere or nowhere.</summary>
    public bool IsUndefined(int index) => _sections[index] == SectionIndex.Undefined;

    /// <summary>Scans for the first symbol of a name at or after <paramref name="start"/>; -1 if there is none.</summary>
    public int IndexOf(ReadOnlySpan<byte> name, int start)
    {
        while (_nameLengths.AsSpan(start).IndexOf(name.Length) is >= 0 and int skip)
        {
            if (Name(start + skip).SequenceEqual(name))
                return start + skip;
            start += skip + 1;
        }
        return -1;
    }

    /// <summary>
    /// Scans for the address of the last defined symbol of a name, the one that counts for the kernel's tool; null if there is none.
    /// Meant for a handful of marker symbols.
    /// </summary>
    public ulong? AddressOf(ReadOnlySpan<byte> name)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            if (_nameLengths[i] == name.Length && Name(i).SequenceEqual(name) && !IsUndefined(i))
                return _addresses[i];
        }
        return null;
    }
}
