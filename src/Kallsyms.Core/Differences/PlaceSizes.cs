using Kallsyms.Lookup;

namespace Kallsyms.Differences;

/// <summary>
/// Distributes the bytes of two kernels over the symbols that differ. Several names at one address share its bytes: the first to take
/// them gets them, so that the sum over all symbols is the sum of bytes. A size that a list states counts, if both state one; otherwise
/// it is the distance to the next symbol.
/// </summary>
sealed class PlaceSizes(KernelSymbols old, KernelSymbols @new)
{
    readonly bool[] _oldTaken = new bool[old.Count];
    readonly bool[] _newTaken = new bool[@new.Count];

    /// <summary>Whether no name has taken the bytes of either symbol yet.</summary>
    public bool AreFree(int i, int j) => IsFree(old, i, _oldTaken) && IsFree(@new, j, _newTaken);

    /// <summary>Whether both state the size of a symbol, which then has no padding in it.</summary>
    public bool AreStated(int i, int j) => old.List.StatedSize(i) > 0 && @new.List.StatedSize(j) > 0;

    /// <summary>Takes the sizes of a symbol that both have. If only one size is known, neither counts.</summary>
    public (ulong Old, ulong New) TakePair(int i, int j)
    {
        bool free = AreFree(i, j);
        bool stated = AreStated(i, j);
        (ulong then, ulong now) = (Take(old, i, _oldTaken, stated), Take(@new, j, _newTaken, stated));
        return free && (then == 0 || now == 0) ? (0, 0) : (then, now);
    }

    /// <summary>Takes the size of a symbol that only the first has.</summary>
    public ulong TakeOld(int i) => Take(old, i, _oldTaken, old.List.StatedSize(i) > 0);

    /// <summary>Takes the size of a symbol that only the second has.</summary>
    public ulong TakeNew(int j) => Take(@new, j, _newTaken, @new.List.StatedSize(j) > 0);

    static bool IsFree(KernelSymbols symbols, int index, bool[] taken) =>
        symbols.PlaceAt(index) is not (>= 0 and int place) || !taken[place];

    static ulong Take(KernelSymbols symbols, int index, bool[] taken, bool stated)
    {
        if (symbols.PlaceAt(index) is not (>= 0 and int place) || taken[place])
            return 0;
        taken[place] = true;
        return stated ? symbols.List.StatedSize(index) : Padding.IsMarker(symbols, index) ? 0 : symbols.SizeAt(index);
    }
}
