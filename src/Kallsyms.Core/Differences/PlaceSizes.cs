using Kallsyms.Lookup;

namespace Kallsyms.Differences;

/// <summary>
/// The bytes of two kernels, handed out to the symbols that differ. Several names of one address share its bytes: whoever takes them first
/// has them, so that the sum over all symbols is the sum of bytes.
/// </summary>
sealed class PlaceSizes(KernelSymbols old, KernelSymbols @new)
{
    readonly bool[] _oldTaken = new bool[old.Count];
    readonly bool[] _newTaken = new bool[@new.Count];

    /// <summary>No name has taken the bytes of either symbol yet.</summary>
    public bool AreFree(int i, int j) => IsFree(old, i, _oldTaken) && IsFree(@new, j, _newTaken);

    /// <summary>Sizes of a symbol that both have. A size that is known of one only is none.</summary>
    public (ulong Old, ulong New) TakePair(int i, int j)
    {
        bool free = AreFree(i, j);
        (ulong then, ulong now) = (TakeOld(i), TakeNew(j));
        return free && (then == 0 || now == 0) ? (0, 0) : (then, now);
    }

    /// <summary>Size of a symbol that the first alone has.</summary>
    public ulong TakeOld(int i) => Take(old, i, _oldTaken);

    /// <summary>Size of a symbol that the second alone has.</summary>
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
