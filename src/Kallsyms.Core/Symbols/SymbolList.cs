using System.Text;

namespace Kallsyms.Symbols;

/// <summary>
/// Symbols as columns: address, type letter, name and section. Names are slices of one shared buffer of bytes, so that a list of a
/// million symbols costs a few arrays. Lists are immutable; selecting and ordering make new columns over the same names.
/// </summary>
public sealed class SymbolList
{
    readonly ulong[] _addresses;
    readonly byte[] _types;
    readonly int[] _nameOffsets;
    readonly int[] _nameLengths;
    readonly int[] _sections;

    /// <summary>Takes columns of equal length; the caller gives them away.</summary>
    public SymbolList(byte[] names, ulong[] addresses, byte[] types, int[] nameOffsets, int[] nameLengths, int[] sections)
    {
        (Names, _addresses, _types, _nameOffsets, _nameLengths, _sections) = (names, addresses, types, nameOffsets, nameLengths, sections);
    }

    /// <summary>A list without symbols.</summary>
    public static SymbolList Empty { get; } = new([], [], [], [], [], []);

    /// <summary>Number of symbols.</summary>
    public int Count => _addresses.Length;

    /// <summary>The buffer that all names are slices of.</summary>
    public byte[] Names { get; }

    /// <summary>Addresses, in the list's order.</summary>
    public ReadOnlySpan<ulong> Addresses => _addresses;

    /// <summary>Type letters as nm prints them.</summary>
    public ReadOnlySpan<byte> Types => _types;

    /// <summary>Index of the ELF section each symbol is defined in; -1 where it is not known (text maps).</summary>
    public ReadOnlySpan<int> Sections => _sections;

    /// <summary>Name of symbol <paramref name="index"/>, raw bytes.</summary>
    public ReadOnlySpan<byte> Name(int index) => Names.AsSpan(_nameOffsets[index], _nameLengths[index]);

    /// <summary>Name of symbol <paramref name="index"/> as text; bytes that are not UTF-8 are replaced.</summary>
    public string NameText(int index) => Encoding.UTF8.GetString(Name(index));

    /// <summary>The symbols at <paramref name="indexes"/>, in that order.</summary>
    public SymbolList Select(ReadOnlySpan<int> indexes)
    {
        var addresses = new ulong[indexes.Length];
        var types = new byte[indexes.Length];
        var nameOffsets = new int[indexes.Length];
        var nameLengths = new int[indexes.Length];
        var sections = new int[indexes.Length];
        for (int i = 0; i < indexes.Length; i++)
        {
            int from = indexes[i];
            addresses[i] = _addresses[from];
            types[i] = _types[from];
            nameOffsets[i] = _nameOffsets[from];
            nameLengths[i] = _nameLengths[from];
            sections[i] = _sections[from];
        }
        return new(Names, addresses, types, nameOffsets, nameLengths, sections);
    }

    /// <summary>The same symbols with other type letters.</summary>
    public SymbolList WithTypes(byte[] types)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(types.Length, Count);
        return new(Names, _addresses, types, _nameOffsets, _nameLengths, _sections);
    }

    /// <summary>Index of the first symbol of that name, or -1. A scan; meant for a handful of marker symbols.</summary>
    public int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_nameLengths[i] == name.Length && Name(i).SequenceEqual(name))
                return i;
        }
        return -1;
    }

    /// <summary>Address of the first symbol of that name, or null.</summary>
    public ulong? AddressOf(ReadOnlySpan<byte> name) => IndexOf(name) is >= 0 and int index ? _addresses[index] : null;
}
