using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kallsyms.Tokens;

/// <summary>
/// One core's share of <see cref="TokenScores"/>. For every byte of a name it computes the minimum number of codes before it and from
/// it on; these two give the effect of one token more or less without spelling the name again.
/// </summary>
sealed class TokenScorePart(TokenCandidates candidates, TokenScores scores)
{
    // Longer names are left out of the sums; they can still be spelt.
    const int MostNameLength = 1023;

    readonly int[] _before = new int[MostNameLength + 1];
    readonly int[] _from = new int[MostNameLength + 1];

    /// <summary>See <see cref="TokenScores.Gains"/>.</summary>
    public int[] Gains { get; } = new int[candidates.Count];

    /// <summary>See <see cref="TokenScores.Losses"/>.</summary>
    public int[] Losses { get; } = new int[candidates.Count];

    /// <summary>See <see cref="TokenScores.Total"/>.</summary>
    public int Total { get; private set; }

    /// <summary>Adds up the names from index <paramref name="start"/> up to <paramref name="stop"/>.</summary>
    public void Run(int start, int stop, bool gains, bool losses)
    {
        Array.Clear(Gains);
        Array.Clear(Losses);
        Total = 0;
        int[] offsets = candidates.Names.Offsets;
        for (int index = start; index < stop; index++)
        {
            ReadOnlySpan<int> longest = candidates.LongestAt.AsSpan(offsets[index]..offsets[index + 1]);
            if (longest.Length > MostNameLength)
                continue;
            Spell(longest);
            Total += _from[0];
            if (gains)
                AddGains(longest);
            if (losses)
                AddLosses(longest);
        }
    }

    // The hot loops index without checks: a candidate ends within its name, and the lowest bit of a mask is the single byte.
    void Spell(ReadOnlySpan<int> longest)
    {
        ref int node = ref MemoryMarshal.GetReference(longest);
        ref uint lengths = ref MemoryMarshal.GetArrayDataReference(scores.TokenLengths);
        ref int from = ref MemoryMarshal.GetArrayDataReference(_from);
        Unsafe.Add(ref from, longest.Length) = 0;
        for (int at = longest.Length - 1; at >= 0; at--)
        {
            uint mask = Unsafe.Add(ref lengths, Unsafe.Add(ref node, at));
            int least = Unsafe.Add(ref from, at + 1);
            for (mask &= mask - 1; mask != 0; mask &= mask - 1)
                least = Math.Min(least, Unsafe.Add(ref from, at + BitOperations.TrailingZeroCount(mask)));
            Unsafe.Add(ref from, at) = least + 1;
        }

        ref int before = ref MemoryMarshal.GetArrayDataReference(_before);
        _before.AsSpan(1, longest.Length).Fill(int.MaxValue);
        for (int at = 0; at < longest.Length; at++)
        {
            int next = Unsafe.Add(ref before, at) + 1;
            for (uint mask = Unsafe.Add(ref lengths, Unsafe.Add(ref node, at)); mask != 0; mask &= mask - 1)
            {
                ref int end = ref Unsafe.Add(ref before, at + BitOperations.TrailingZeroCount(mask));
                end = Math.Min(end, next);
            }
        }
    }

    void AddGains(ReadOnlySpan<int> longest)
    {
        ref int parents = ref MemoryMarshal.GetArrayDataReference(candidates.Parents);
        ref byte lengths = ref MemoryMarshal.GetArrayDataReference(candidates.Lengths);
        ref int gains = ref MemoryMarshal.GetArrayDataReference(Gains);
        ref int from = ref MemoryMarshal.GetArrayDataReference(_from);
        for (int at = 0; at < longest.Length; at++)
        {
            int most = from - _before[at] - 1;
            for (int candidate = longest[at]; candidate != 0; candidate = Unsafe.Add(ref parents, candidate))
            {
                int gain = most - Unsafe.Add(ref from, at + Unsafe.Add(ref lengths, candidate));
                if (gain > 0)
                    Unsafe.Add(ref gains, candidate) += gain;
            }
        }
    }

    void AddLosses(ReadOnlySpan<int> longest)
    {
        int total = _from[0];
        int reach = 0;
        for (int at = 0; at < longest.Length; at++)
        {
            if (_before[at] + _from[at] == total)
            {
                for (int token = scores.NearestChosen[longest[at]]; token != 0; token = scores.NearestChosen[candidates.Parents[token]])
                {
                    int end = at + candidates.Lengths[token];
                    if (_before[at] + 1 + _from[end] == total)
                        Losses[token] += Without(longest, at, end, reach) - total;
                }
            }
            reach = Math.Max(reach, at + BitOperations.Log2(scores.TokenLengths[longest[at]]));
        }
    }

    // The minimum number of codes for the name without the token from `at` to `end`, if tokens from further left reach up to `reach`:
    // either there is a boundary between two codes inside the token's place, or one other token covers it.
    int Without(ReadOnlySpan<int> longest, int at, int end, int reach)
    {
        int total = _from[0];
        int least = total + end - at - 1;
        for (int inside = at + 1; inside < end; inside++)
            least = Math.Min(least, _before[inside] + _from[inside]);
        if (least == total)
            return total;
        for (int left = reach < end ? at : Math.Max(0, end - TokenCandidates.MostLength); left <= at; left++)
        {
            uint over = scores.TokenLengths[longest[left]] >> end - left;
            if (left == at)
                over &= ~1u;
            for (; over != 0; over &= over - 1)
                least = Math.Min(least, _before[left] + 1 + _from[end + BitOperations.TrailingZeroCount(over)]);
        }
        return least;
    }
}
