using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.Differences;

/// <summary>
/// Finds changes of size that may be due to what follows a symbol: sizes are distances to the next symbol, so they include padding and
/// unnamed bytes.
/// </summary>
/// <param name="old">The first kernel.</param>
/// <param name="new">The second.</param>
/// <param name="pairs">The pairs of the same symbol in both.</param>
sealed class Padding(KernelSymbols old, KernelSymbols @new, IReadOnlyList<(int Old, int New)> pairs)
{
    // Functions follow each other at small alignments; an address that is a multiple of this is intended.
    const ulong Page = 1 << 12;

    // What data and functions are aligned to without a reason of their own.
    const ulong CacheLine = 64;

    readonly int[] _partners = Partners(old.Count, pairs); // for each symbol of the first, or -1
    readonly HashSet<int> _paired = [.. pairs.Select(pair => pair.New)];

    /// <summary>Whether the difference in size may lie entirely in what follows a symbol that both have.</summary>
    public bool Explains(int i, int j)
    {
        // If a table's labels are left out, the table follows the banner, whose text differs in any two builds.
        if (IsMarker(old, i) || IsMarker(@new, j) || old.List.Name(i).SequenceEqual("linux_banner"u8))
            return true;
        (ulong then, ulong now) = (old.SizeAt(i), @new.SizeAt(j));
        (ulong oldEnd, ulong newEnd) = (old.AddressAt(i) + then, @new.AddressAt(j) + now);
        (int oldNext, int newNext) = (old.SymbolBehind(i), @new.SymbolBehind(j));
        bool sameNext = oldNext >= 0 && newNext >= 0 && _partners[oldNext] == newNext;
        // What follows is aligned as in both; where something else follows, padding is in the larger one.
        ulong alignment = AddressBits.Alignment(sameNext ? oldEnd | newEnd : now > then ? newEnd : oldEnd);
        ulong difference = Math.Max(then, now) - Math.Min(then, now);
        // One that only this side has took what the other side has behind the symbol: a part that was split off, or is one with it now.
        bool isTaken = now < then ? newNext >= 0 && !_paired.Contains(newNext) : oldNext >= 0 && _partners[oldNext] < 0;
        if (isTaken && difference >= CacheLine)
            return false;
        bool isCode = IsFunctionInCode(old, i, oldNext) && IsFunctionInCode(@new, j, newNext);
        return difference < alignment && (!isCode || sameNext && alignment >= Page);
    }

    public static bool IsMarker(KernelSymbols symbols, int index) =>
        LinkerLabel.IsStart(symbols.List.Name(index), symbols.List.Types[index])
        || LinkerLabel.IsEnd(symbols.List.Name(index), symbols.List.Types[index]);

    // A function with another behind it.
    static bool IsFunctionInCode(KernelSymbols symbols, int index, int next) => TypeLetter.IsFunction(symbols.List.Types[index])
        && next >= 0 && TypeLetter.IsFunction(symbols.List.Types[next]) && !IsMarker(symbols, next);

    static int[] Partners(int count, IReadOnlyList<(int Old, int New)> pairs)
    {
        var partners = new int[count];
        Array.Fill(partners, -1);
        foreach ((int before, int after) in pairs)
            partners[before] = after;
        return partners;
    }
}
