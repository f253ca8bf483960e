using Kallsyms.Lookup;

namespace Kallsyms.Differences;

/// <summary>
/// Distributes the bytes of two kernels over the symbols that differ. Several names at one address share its bytes: the first to take
/// them gets them, so that the sum over all symbols is the sum of bytes.
/// </summary>
sealed class PlaceSizes(KernelSymbols old, KernelSymbols @new)
{
    readonly bool[] _oldTaken = new bool[old.Count];
    readonly bool[] _newTaken = new bool[@new.Count];

    /// <summary>Whether no name has taken the bytes of either symbol yet.</summary>
    public bool AreFree(int i, int j) => IsFree(old, i, _oldTaken) && IsFree(@new, j, _newTaken);

    /// <summary>Takes the sizes of a symbol that both have. If only one size is known, neither counts.</summary>
    public (ulong Old, ulong New) TakePair(int i, int j)
    {
        bool free = AreFree(i, j);
        (ulong then, ulong now) = (TakeOld(i), TakeNew(j));
        return free && (then == 0 || now == 0) ? (0, 0) : (then, now);
    }

    /// <summary>Takes the size of a symbol that only the first has.</summary>
    public ulong TakeOld(int i) => Take(old, i, _oldTaken);

    /// <summary>Takes the size of a symbol that only the second has.</summary>
    public ulong TakeNew(int j) => Take(@new, j, _newTaken);

    static bool IsFree(KernelSymbols symbols, int index, bool[] taken) =>
        symbols.PlaceAt(index) is not (>= 0 and int place) || !taken[place];

    static ulong Take(KernelSymbols symbols, int index, bool[] taken)
    {
        if (symbols.PlaceAt(index) is not (>= 0 and int place) || taken[place])
            return 0;
        taken[place] = true;
        return Padding.IsMarker(symbols, index) ? 0 : symbols.SizeAt(index);
    }
}
