namespace Kallsyms.Symbols;

/// <summary>Goes through many symbols on all cores, piece by piece; the outcome does not depend on how many there are.</summary>
static class Chunks
{
    const int Size = 1 << 14;

    /// <summary>How many pieces so many symbols make.</summary>
    public static int Count(int symbols) => (symbols + Size - 1) / Size;

    /// <summary>Calls <paramref name="work"/> for every piece with its number, its first symbol and the one behind its last.</summary>
    public static void ForEach(int symbols, Action<int, int, int> work)
    {
        int count = Count(symbols);
        if (count <= 1 || !TryParallel(count, Piece))
        {
            for (int chunk = 0; chunk < count; chunk++)
                Piece(chunk);
        }

        void Piece(int chunk) => work(chunk, chunk * Size, Math.Min((chunk + 1) * Size, symbols));
    }

    /// <summary>The numbers that <paramref name="keep"/> lets through, ascending.</summary>
    public static int[] Where(int symbols, Func<int, bool> keep)
    {
        var kept = new bool[symbols];
        var counts = new int[Count(symbols)];
        ForEach(symbols, (chunk, from, to) =>
        {
            for (int i = from; i < to; i++)
                counts[chunk] += (kept[i] = keep(i)) ? 1 : 0;
        });
        var numbers = new int[counts.Sum()];
        for (int i = 0, at = 0; at < numbers.Length; i++)
        {
            if (kept[i])
                numbers[at++] = i;
        }
        return numbers;
    }

    // A failure is found again, in order, so that the first one is told.
    static bool TryParallel(int count, Action<int> piece)
    {
        try
        {
            Parallel.For(0, count, piece);
            return true;
        }
        catch (AggregateException)
        {
            return false;
        }
    }
}
