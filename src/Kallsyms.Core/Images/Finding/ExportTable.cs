using System.Buffers;
using System.Text;
using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Finding;

/// <summary>
/// The table of exported symbols (__ksymtab), which modules are linked against: names beside addresses, independent of the kallsyms
/// table. Entries hold an address and the place of a name, as words (include/linux/export.h), or as 32-bit distances from themselves
/// (4.19 on, if the machine has such relocations); since 5.4 a namespace follows.
/// </summary>
sealed class ExportTable
{
    // Exported in nearly every release and configuration with modules.
    static readonly string[] _probes =
        ["kfree", "schedule", "msleep", "strcmp", "vfree", "snprintf", "queue_work_on", "simple_strtoul", "memcmp"];

    static readonly SearchValues<byte> _nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$"u8);

    const int MaxPlaces = 4;
    const int MaxEntries = 1 << 16;
    const int MaxFound = 1 << 16;
    const int MaxWalks = 64;

    readonly ReadOnlyMemory<byte> _memory;
    readonly ElfFormat _format;
    readonly SymbolList _symbols;

    ExportTable(ReadOnlyMemory<byte> bytes, ElfFormat format, SymbolList symbols)
    {
        (_memory, _format, _symbols) = (bytes, format, symbols);
    }

    /// <summary>The result of the comparison.</summary>
    /// <param name="Right">The number of exports whose symbol has the exported address.</param>
    /// <param name="Wrong">The number of exports whose symbol has another address.</param>
    /// <param name="Origin">The address of the first byte, if the image is contiguous.</param>
    public readonly record struct Result(int Right, int Wrong, ulong Origin);

    // The form of entries: their size, and whether they hold distances.
    readonly record struct Shape(bool IsRelative, int Size);

    /// <summary>Finds the table and compares it; returns null if none is found, as in kernels without modules.</summary>
    /// <param name="bytes">The kernel, and possibly parts of others.</param>
    /// <param name="format">Word size and byte order.</param>
    /// <param name="symbols">The symbols to compare with.</param>
    /// <param name="fit">Judges how well an address of the first byte fits the kernel.</param>
    public static Result? Compare(ReadOnlyMemory<byte> bytes, ElfFormat format, SymbolList symbols, Func<ulong, OriginFit> fit) =>
        new ExportTable(bytes, format, symbols).Compare(fit);

    Result? Compare(Func<ulong, OriginFit> fit)
    {
        Result? best = null;
        IEnumerable<(int Entry, Shape Shape, ulong Origin)> fitting = FindEntries().Where(found => fit(found.Origin) != OriginFit.No);
        // A table has one entry for each probe, while names of probes beside addresses elsewhere are rare, unless the image was crafted.
        IEnumerable<(int Entry, Shape Shape, ulong Origin)> tried = fitting.GroupBy(found => (found.Shape, found.Origin))
            .SelectMany(same => same.Take(MaxWalks / 8)).OrderBy(found => fit(found.Origin)).Take(MaxWalks);
        foreach ((int entry, Shape shape, ulong origin) in tried)
        {
            Result result = Compare(entry, shape, origin);
            if (best is null || result.Right > best.Value.Right)
                best = result;
            if (result.Right >= 256)
                break;
        }
        return best;
    }

    // Entries of the probes: places that refer to the probe's name and fit its address.
    List<(int Entry, Shape Shape, ulong Origin)> FindEntries()
    {
        var places = new Dictionary<int, int>(); // of the names, and the symbols that have them
        foreach (string probe in _probes)
        {
            byte[] text = [0, .. Encoding.ASCII.GetBytes(probe), 0];
            int symbol = _symbols.ByName.Find(text.AsSpan()[1..^1]);
            if (symbol < 0)
                continue;
            int at = 0;
            for (int i = 0; i < MaxPlaces && _memory.Span[at..].IndexOf(text) is >= 0 and int skip; i++)
            {
                at += skip + 1;
                places[at] = symbol;
            }
        }
        return places.Count == 0 ? [] : FindEntries(places);
    }

    List<(int, Shape, ulong)> FindEntries(Dictionary<int, int> places)
    {
        var found = new List<(int, Shape, ulong)>();
        ReadOnlySpan<byte> bytes = _memory.Span;
        int lowest = places.Keys.Min();
        uint range = (uint)(places.Keys.Max() - lowest);
        ulong[] addresses = places.Values.Distinct().Select(symbol => _symbols.Addresses[symbol]).ToArray();
        ulong low = addresses.Min();
        ulong high = addresses.Max();
        for (int at = 4; at + 8 <= bytes.Length && found.Count < MaxFound; at += 4)
        {
            int name = at + (int)_format.U32(bytes, at);
            if ((uint)(name - lowest) <= range && places.TryGetValue(name, out int symbol))
            {
                long value = at - 4 + (int)_format.U32(bytes, at - 4);
                foreach (int size in (ReadOnlySpan<int>)[12, 8])
                    found.Add((at - 4, new(true, size), _symbols.Addresses[symbol] - (ulong)value & _format.WordMask));
            }
            AddAbsolute(found, places, at, low, high);
        }
        return found;
    }

    void AddAbsolute(List<(int, Shape, ulong)> found, Dictionary<int, int> places, int at, ulong low, ulong high)
    {
        ReadOnlySpan<byte> bytes = _memory.Span;
        int word = _format.WordSize;
        if (at % word != 0 || at + 2 * word > bytes.Length || _format.Word(bytes, at) is var value && (value < low || value > high + 1))
            return;
        foreach ((int place, int symbol) in places)
        {
            ulong origin = _format.Word(bytes, at + word) - (ulong)place & _format.WordMask;
            if (!IsAt(_symbols.Addresses[symbol], value))
                continue;
            foreach (int words in (ReadOnlySpan<int>)[3, 2])
                found.Add((at, new(false, words * word), origin));
        }
    }

    // With bit 0 set, it is the address of a Thumb function as used in calls.
    bool IsAt(ulong symbol, ulong value) => symbol == value || !_format.Is64 && symbol == (value & ~1UL);

    Result Compare(int entry, Shape shape, ulong origin)
    {
        int right = 0;
        int wrong = 0;
        foreach (int direction in (ReadOnlySpan<int>)[1, -1])
        {
            int at = direction > 0 ? entry : entry - shape.Size;
            for (int i = 0; i < MaxEntries && Read(at, shape, origin) is var (name, address); i++, at += direction * shape.Size)
            {
                int symbol = _symbols.ByName.Find(name.Span);
                if (symbol < 0)
                    continue; // data, in a table of functions only
                if (_symbols.ByName.Has(name.Span, address) || !_format.Is64 && _symbols.ByName.Has(name.Span, address & ~1UL))
                    right++;
                else
                    wrong++;
            }
        }
        return new(right, wrong, origin);
    }

    (ReadOnlyMemory<byte> Name, ulong Address)? Read(int at, Shape shape, ulong origin)
    {
        ReadOnlySpan<byte> bytes = _memory.Span;
        if (at < 0 || at + shape.Size > bytes.Length)
            return null;
        int word = _format.WordSize;
        long name = shape.IsRelative ? at + 4 + (int)_format.U32(bytes, at + 4)
            : (long)(_format.Word(bytes, at + word) - origin & _format.WordMask);
        if (name < 0 || name >= bytes.Length)
            return null;
        // Names may be the ends of longer ones, since linkers merge strings.
        int length = bytes[(int)name..].IndexOfAnyExcept(_nameCharacters);
        if (length is <= 0 or > 511 || bytes[(int)name + length] != 0)
            return null;
        ulong address = shape.IsRelative ? origin + (ulong)(at + (int)_format.U32(bytes, at)) & _format.WordMask : _format.Word(bytes, at);
        return (_memory.Slice((int)name, length), address);
    }
}
