namespace Kallsyms.Symbols;

/// <summary>Processes many symbols on all cores, in chunks; the result does not depend on the number of cores.</summary>
static class Chunks
{
    const int Size = 1 << 14;

    /// <summary>Returns how many chunks a number of symbols makes.</summary>
    public static int Count(int symbols) => (symbols + Size - 1) / Size;

    /// <summary>Calls <paramref name="work"/> for every chunk with its number, its first symbol and the one after its last.</summary>
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

    /// <summary>Returns the numbers accepted by <paramref name="keep"/>, ascending.</summary>
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

    // After a failure the chunks run again in order, so that the first failure is reported.
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
