using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.OtherTables.Parts;

/// <summary>Assembles the bytes of a table of another kernel, from its start to its end.</summary>
sealed class OtherTableBuilder(ElfFormat format)
{
    readonly List<byte> _bytes = [];
    readonly List<ObjectLabel> _labels = [];
    readonly List<InnerPointer> _pointers = [];
    int _alignment = 1;

    /// <summary>The number of bytes so far.</summary>
    public int Length => _bytes.Count;

    /// <summary>Pads to a multiple of some bytes.</summary>
    public void Align(int alignment)
    {
        _alignment = Math.Max(_alignment, alignment);
        while (Length % alignment != 0)
            _bytes.Add(0);
    }

    /// <summary>Adds a part that has a label.</summary>
    /// <param name="label">Its label.</param>
    /// <param name="alignment">Its alignment in bytes.</param>
    /// <param name="write">Adds its contents.</param>
    /// <param name="isSized">Whether the label has a size.</param>
    public void Part(string label, int alignment, Action write, bool isSized = true)
    {
        Align(alignment);
        int start = Length;
        write();
        _labels.Add(new(label, start, isSized ? Length - start : 0));
    }

    /// <summary>Adds numbers of some bytes each.</summary>
    /// <exception cref="KallsymsException">A number does not fit.</exception>
    public void Numbers(int size, IEnumerable<ulong> values)
    {
        Span<byte> field = stackalloc byte[8];
        foreach (ulong value in values)
        {
            if (size < sizeof(ulong) && value >> 8 * size != 0)
                throw new KallsymsException(ErrorKind.Negative,
                    $"0x{value:x} does not fit the {size} bytes that the table has for it; are symbols far away from the code?");
            for (int i = 0; i < size; i++)
                field[format.BigEndian ? size - 1 - i : i] = (byte)(value >> 8 * i);
            _bytes.AddRange(field[..size]);
        }
    }

    /// <summary>Adds an address.</summary>
    public void Word(ulong value) => Numbers(format.WordSize, [value]);

    /// <summary>Adds a word that will hold the address of a place in the table.</summary>
    /// <param name="target">The place, in bytes from the start.</param>
    public void Pointer(int target)
    {
        _pointers.Add(new(Length, target));
        Word(0);
    }

    /// <summary>Adds bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    /// <summary>Adds C strings, each once.</summary>
    /// <returns>The offset of each, in bytes from the start of the table.</returns>
    public Dictionary<string, int> Strings(IEnumerable<string> strings)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string text in strings)
        {
            if (!places.TryAdd(text, Length))
                continue;
            Bytes(Encoding.UTF8.GetBytes(text));
            Bytes([0]);
        }
        return places;
    }

    /// <summary>Returns the table.</summary>
    /// <param name="entries">The number of symbols in it.</param>
    public OtherTable Build(int entries) => new(entries, format, _alignment, [.. _bytes], _labels, _pointers);
}
