using Kallsyms.Symbols;

namespace Kallsyms.Lookup;

/// <summary>
/// The places that addresses belong to: one for each address at which symbols start. Of several symbols there the first counts, as for
/// the kernel (get_symbol_pos); mapping symbols are ignored, and an end marker counts only where nothing else starts.
/// </summary>
sealed class SymbolPlaces
{
    // No kernel has a symbol of this size: a larger gap is unused space.
    const ulong MaxSize = 64 << 20;

    // No function has this size.
    const ulong MaxFunction = 1 << 20;

    // Entries of code generated at run time lie in pages of their own, with nothing between them.
    const ulong MaxGenerated = 1 << 16;

    const ulong Page = 1 << 12;

    readonly SymbolList _list;
    // So many starts share one in the index, which stays in the processor's cache while the whole of them does not.
    const int Step = 64;

    readonly ulong[] _starts;
    readonly ulong[] _index;
    readonly int[] _symbols;
    readonly ulong[] _sizes;
    int[]? _placeOf;

    /// <summary>Determines the places of symbols in address order.</summary>
    /// <param name="list">The symbols.</param>
    /// <param name="modules">The module of each symbol, or null if all are the kernel's.</param>
    /// <param name="ends">Addresses, ascending, at which something ends; empty if only starts are known.</param>
    public SymbolPlaces(SymbolList list, string?[]? modules, ulong[] ends)
    {
        _list = list;
        var starts = new List<ulong>(list.Count);
        var symbols = new List<int>(list.Count);
        ReadOnlySpan<ulong> addresses = list.Addresses;
        bool atMarker = false;
        for (int i = 0; i < addresses.Length; i++)
        {
            ReadOnlySpan<byte> name = list.Name(i);
            bool isNew = starts.Count == 0 || starts[^1] != addresses[i];
            if (!isNew && !atMarker || IsMapping(name))
                continue;
            bool isMarker = LinkerLabel.IsEnd(name, list.Types[i]);
            if (isNew)
            {
                starts.Add(addresses[i]);
                symbols.Add(i);
            }
            else if (!isMarker)
            {
                symbols[^1] = i;
            }
            atMarker = isMarker;
        }
        (_starts, _symbols) = ([.. starts], [.. symbols]);
        _index = new ulong[(_starts.Length + Step - 1) / Step];
        for (int i = 0; i < _index.Length; i++)
            _index[i] = _starts[i * Step];
        _sizes = new ulong[_starts.Length];
        for (int i = 0; i + 1 < _starts.Length; i++)
            _sizes[i] = Size(modules, i);
        if (ends.Length > 0)
            EndAt(ends);
    }

    /// <summary>Returns the place with the highest start that is not above an address, or -1.</summary>
    public int Find(ulong address)
    {
        int first = (CountUpTo(_index, address) - 1) * Step;
        return first < 0 ? -1 : first + CountUpTo(_starts.AsSpan(first, Math.Min(Step, _starts.Length - first)), address) - 1;
    }

    // Looked-up addresses are effectively random: a branch on each comparison would be mispredicted half of the time.
    static int CountUpTo(ReadOnlySpan<ulong> starts, ulong address)
    {
        int low = 0;
        for (int count = starts.Length; count > 0;)
        {
            int half = (count + 1) >> 1;
            low += half & -(starts[low + half - 1] <= address ? 1 : 0);
            count -= half;
        }
        return low;
    }

    /// <summary>Returns the place with the highest start that is not above a symbol of the list, or -1.</summary>
    public int Of(int symbol) => (_placeOf ??= PlaceOfEach())[symbol];

    /// <summary>The number of places.</summary>
    public int Count => _starts.Length;

    /// <summary>Returns the start address of a place.</summary>
    public ulong Start(int place) => _starts[place];

    /// <summary>Returns the number of the symbol that names a place.</summary>
    public int Symbol(int place) => _symbols[place];

    /// <summary>Returns the number of bytes up to the next place; 0 if the end of this one is unknown.</summary>
    public ulong Size(int place) => _sizes[place];

    // For callers that ask about all symbols: one pass instead of a search for each.
    int[] PlaceOfEach()
    {
        var places = new int[_list.Count];
        int place = -1;
        for (int i = 0; i < places.Length; i++)
        {
            while (place + 1 < _starts.Length && _starts[place + 1] <= _list.Addresses[i])
                place++;
            places[i] = place;
        }
        return places;
    }

    // A known end applies even if nothing follows, and whatever the size.
    void EndAt(ulong[] ends)
    {
        for (int i = 0; i < _starts.Length; i++)
        {
            int at = Array.BinarySearch(ends, _starts[i] + 1);
            at = at < 0 ? ~at : at;
            if (at < ends.Length && (i + 1 == _starts.Length || ends[at] <= _starts[i + 1]))
                _sizes[i] = ends[at] - _starts[i];
        }
    }

    ulong Size(string?[]? modules, int place)
    {
        (int symbol, int next) = (_symbols[place], _symbols[place + 1]);
        ulong size = _starts[place + 1] - _starts[place];
        string? module = modules?[symbol];
        if (size > MaxSize || module != modules?[next] || LinkerLabel.IsEnd(_list.Name(symbol), _list.Types[symbol]))
            return 0;
        bool isCode = TypeLetter.IsFunction(_list.Types[symbol]);
        if (module is null)
            return isCode && size > MaxFunction ? 0 : size;
        if (module == "bpf" || module.StartsWith("__builtin__", StringComparison.Ordinal))
            return size > MaxGenerated ? 0 : size;
        // Code and data of a module lie in pages of their own, with anything in between.
        return isCode == TypeLetter.IsFunction(_list.Types[next]) && size <= MaxFunction ? size
            : Math.Min(size, (_starts[place] / Page + 1) * Page - _starts[place]);
    }

    /// <summary>Names of symbols that mark code or data for tools.</summary>
    public static bool IsMapping(ReadOnlySpan<byte> name) => name.IsEmpty
        || name[0] is (byte)'$' or (byte)'.' && MappingSymbol.IsAnywhere(name);
}
