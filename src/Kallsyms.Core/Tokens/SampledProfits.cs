using System.Runtime.InteropServices;

namespace Kallsyms.Tokens;

/// <summary>
/// What every run of 2 to 11 codes in the sampled names would save as a token. Ties are broken by the order in which runs were added to
/// two lists, so that order is kept here: the last one added is examined first.
/// </summary>
sealed class SampledProfits
{
    const int MostLength = 11;

    // A run must have saved this much beyond its first occurrence to be on the list that is examined first.
    const int Threshold = 10;

    // The heads of the two lists are themselves runs without codes.
    const int Good = 0;
    const int Bad = 1;

    readonly List<Run> _runs = [new(), new() { Newer = Bad, Older = Bad }];
    readonly Dictionary<UInt128, int> _numbers = [];

    /// <summary>Counts all runs of a name.</summary>
    public void Learn(ReadOnlySpan<byte> name) => Count(name, sign: 1);

    /// <summary>Reverts <see cref="Learn"/>.</summary>
    public void Forget(ReadOnlySpan<byte> name) => Count(name, sign: -1);

    /// <summary>Returns the run to use as the next token, or null if none was ever seen.</summary>
    public byte[]? Best()
    {
        Span<Run> runs = CollectionsMarshal.AsSpan(_runs);
        int head = runs[Good].Older == Good ? Bad : Good;
        int best = head;
        for (int run = runs[head].Older; run != head; run = runs[run].Older)
        {
            if (best == head || runs[run].Profit > runs[best].Profit)
                best = run;
        }
        return best == head ? null : Codes(runs[best].Key);
    }

    void Count(ReadOnlySpan<byte> name, int sign)
    {
        Span<UInt128> keys = stackalloc UInt128[MostLength + 1];
        for (; name.Length >= 2; name = name[1..])
        {
            int most = Math.Min(name.Length, MostLength);
            for (int length = 1; length <= most; length++)
                keys[length] = keys[length - 1] << 8 | name[length - 1];

            // Longer runs are added to the lists first.
            for (int length = most; length >= 2; length--)
                Count(keys[length] << 8 | (uint)length, sign * (length - 1));
        }
    }

    void Count(UInt128 key, int profit)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key, out bool known);
        if (!known)
        {
            number = _runs.Count;
            _runs.Add(new() { Key = key, Profit = -Threshold });
            Insert(Bad, number);
            return;
        }
        ref Run run = ref CollectionsMarshal.AsSpan(_runs)[number];
        bool wasGood = run.Profit >= 0;
        run.Profit += profit;
        if (run.Profit >= 0 != wasGood)
        {
            Remove(number);
            Insert(wasGood ? Bad : Good, number);
        }
    }

    void Insert(int head, int number)
    {
        Span<Run> runs = CollectionsMarshal.AsSpan(_runs);
        runs[number].Older = runs[head].Older;
        runs[number].Newer = head;
        runs[runs[head].Older].Newer = number;
        runs[head].Older = number;
    }

    void Remove(int number)
    {
        Span<Run> runs = CollectionsMarshal.AsSpan(_runs);
        runs[runs[number].Newer].Older = runs[number].Older;
        runs[runs[number].Older].Newer = runs[number].Newer;
    }

    static byte[] Codes(UInt128 key)
    {
        byte[] codes = new byte[(int)(key & 0xff)];
        for (int at = codes.Length - 1; at >= 0; at--)
        {
            key >>= 8;
            codes[at] = (byte)key;
        }
        return codes;
    }

    struct Run
    {
        // The codes, the first one highest, and their number in the lowest byte.
        public UInt128 Key;
        public int Profit;
        public int Newer;
        public int Older;
    }
}
