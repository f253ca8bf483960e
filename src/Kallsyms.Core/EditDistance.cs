namespace Kallsyms;

/// <summary>The edit distance between words.</summary>
static class EditDistance
{
    /// <summary>
    /// Counts the letters to insert, delete or change, and the neighbours to swap, that turn one word into another (restricted
    /// Damerau-Levenshtein).
    /// </summary>
    /// <param name="from">The first word.</param>
    /// <param name="to">The second word.</param>
    /// <param name="most">A distance above this may be reported as any larger number.</param>
    public static int Between(string from, string to, int most = int.MaxValue)
    {
        int[] beforeLast = new int[to.Length + 1], last = Enumerable.Range(0, to.Length + 1).ToArray(), row = new int[to.Length + 1];
        for (int i = 1; i <= from.Length; i++)
        {
            int least = row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int changed = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(changed, 1 + Math.Min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                least = Math.Min(least, row[j]);
            }
            if (least > most)
                return least;
            (beforeLast, last, row) = (last, row, beforeLast);
        }
        return last[to.Length];
    }
}
