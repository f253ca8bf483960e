using System.Text;

namespace Kallsyms.Diagnosis.Statistics;

/// <summary>
/// Names grouped by their leading words, down to where a word is too small to draw. Words end after an underscore or a dot, and where a
/// capital follows a small letter.
/// </summary>
/// <param name="Text">The words since the enclosing node; empty for the root, and for the remainder.</param>
/// <param name="Symbols">The number of symbols.</param>
/// <param name="Bytes">Their total size in the table, in bytes.</param>
/// <param name="Parts">
/// The nodes inside, most bytes first, with any remainder last. Their bytes add up to this node's. Empty for a leaf.
/// </param>
sealed record PrefixTree(string Text, int Symbols, long Bytes, IReadOnlyList<PrefixTree> Parts)
{
    // A node with less than this share of all bytes is not shown separately, so there are at most this many leaves, and a third of that
    // in practice.
    const int Leaves = 12_000;

    // Hostile names could nest as deep as they are long.
    const int Deepest = 12;

    /// <summary>Builds the tree of all symbols.</summary>
    internal static PrefixTree Grow(SymbolCosts costs)
    {
        long[] sums = Sums(costs, costs.ByName);
        return new Grower(costs, costs.ByName, sums, Least(sums[^1])).Grow("");
    }

    /// <summary>Builds the tree of all symbols with type letters as its first level.</summary>
    internal static PrefixTree ByType(SymbolCosts costs)
    {
        long least = Least(Sums(costs, costs.ByName)[^1]);
        PrefixTree[] parts = [.. costs.ByName
            .GroupBy(symbol => costs.Symbols.Types[symbol])
            .Select(type => (Letter: ((char)type.Key).ToString(), Symbols: type.ToArray()))
            .Select(type => new Grower(costs, type.Symbols, Sums(costs, type.Symbols), least).Grow(type.Letter))
            .OrderByDescending(part => part.Bytes).ThenBy(part => part.Text, StringComparer.Ordinal)];
        return new("", costs.Count, parts.Sum(part => part.Bytes), parts);
    }

    static long Least(long bytes) => Math.Max(1, bytes / Leaves);

    static long[] Sums(SymbolCosts costs, int[] order)
    {
        var sums = new long[order.Length + 1];
        for (int i = 0; i < order.Length; i++)
            sums[i + 1] = sums[i] + costs[order[i]];
        return sums;
    }

    // Names in byte order: those with a common prefix are neighbours.
    sealed class Grower(SymbolCosts costs, int[] order, long[] sums, long least)
    {
        public PrefixTree Grow(string text) => Grow(0, order.Length, 0, 0, 0) with { Text = text };

        PrefixTree Grow(int start, int end, int shared, int length, int depth)
        {
            string text = start == end ? "" : Encoding.UTF8.GetString(Name(start)[shared..length]);
            (int symbols, long bytes) = (end - start, sums[end] - sums[start]);
            if (depth == Deepest || bytes < 2 * least)
                return new(text, symbols, bytes, []);

            var parts = new List<PrefixTree>();
            long left = bytes;
            int alone = symbols;
            for (int at = start; at < end;)
            {
                int wordEnd = WordEnd(Name(at), length);
                int next = Next(at, end, length, wordEnd);
                if (wordEnd > length && sums[next] - sums[at] >= least)
                {
                    // A word that all these names have next is not worth a node of its own.
                    while (WordEnd(Name(at), wordEnd) is int more && more > wordEnd && Next(at, next, wordEnd, more) == next)
                        wordEnd = more;
                    PrefixTree part = Grow(at, next, length, wordEnd, depth + 1);
                    parts.Add(part);
                    (left, alone) = (left - part.Bytes, alone - part.Symbols);
                }
                at = next;
            }
            parts.Sort((one, other) => other.Bytes.CompareTo(one.Bytes) is not 0 and int order ? order
                : string.CompareOrdinal(one.Text, other.Text));
            if (parts.Count > 0 && alone > 0)
                parts.Add(new("", alone, left, []));
            return new(text, symbols, bytes, parts);
        }

        ReadOnlySpan<byte> Name(int place) => costs.Symbols.Name(order[place]);

        // The first place after `at` whose name has another word next. All names agree up to `length`.
        int Next(int at, int end, int length, int wordEnd)
        {
            ReadOnlySpan<byte> word = Name(at)[length..wordEnd];
            int next = at + 1;
            while (next < end && WordEnd(Name(next), length) == wordEnd && Name(next)[length..wordEnd].SequenceEqual(word))
                next++;
            return next;
        }

        static int WordEnd(ReadOnlySpan<byte> name, int start)
        {
            int at = start;
            while (at < name.Length && name[at] == '_')
                at++;
            for (; at < name.Length && name[at] is not ((byte)'_' or (byte)'.'); at++)
            {
                if (at > start && char.IsAsciiLetterUpper((char)name[at]) && char.IsAsciiLetterLower((char)name[at - 1]))
                    return at;
            }
            // Only one underscore: __pfx___x64_sys_read is __pfx_ followed by __x64_sys_read.
            return Math.Min(at + 1, name.Length);
        }
    }
}
