namespace Kallsyms.Tests.Tokens;

/// <summary>The algorithm of 2.6.10 to 2.6.13 as it is described, over strings of codes and two lists of them.</summary>
sealed class ReferenceSampledCompressor
{
    readonly LinkedList<string> _good = [];
    readonly LinkedList<string> _bad = [];
    readonly Dictionary<string, int> _profits = [];

    public static (byte[][] Tokens, byte[][] Codes) Compress(IReadOnlyList<byte[]> names)
    {
        ReferenceSampledCompressor lists = new();
        string[] words = [.. names.Select(name => string.Concat(name.Select(value => (char)value)))];
        bool[] sampled = new bool[words.Length];
        int sum = 0;
        for (int index = 0; index < words.Length; index++)
        {
            sum += 1024;
            if (sum < words.Length)
                continue;
            sum -= words.Length;
            sampled[index] = true;
            lists.Learn(words[index]);
        }

        HashSet<char> literals = [.. words.SelectMany(word => word)];
        string[] tokens = [.. Enumerable.Range(0, 256).Select(code => literals.Contains((char)code) ? ((char)code).ToString() : "")];
        for (int code = 255; code >= 0; code--)
        {
            if (literals.Contains((char)code) || lists.Best() is not string best)
                continue;
            tokens[code] = string.Concat(best.Select(part => tokens[part]));
            for (int index = 0; index < words.Length; index++)
            {
                string replaced = words[index].Replace(best, ((char)code).ToString(), StringComparison.Ordinal);
                if (sampled[index] && replaced != words[index])
                {
                    lists.Forget(words[index]);
                    lists.Learn(replaced);
                }
                words[index] = replaced;
            }
        }
        return ([.. tokens.Select(Bytes)], [.. words.Select(Bytes)]);
    }

    static byte[] Bytes(string codes) => [.. codes.Select(code => (byte)code)];

    static IEnumerable<string> Runs(string word) =>
        from start in Enumerable.Range(0, word.Length)
        from length in Enumerable.Range(2, 10).Reverse()
        where start + length <= word.Length
        select word.Substring(start, length);

    void Learn(string word)
    {
        foreach (string run in Runs(word))
        {
            if (_profits.TryAdd(run, -10))
                _bad.AddFirst(run);
            else
                Change(run, run.Length - 1);
        }
    }

    void Forget(string word)
    {
        foreach (string run in Runs(word))
            Change(run, 1 - run.Length);
    }

    void Change(string run, int profit)
    {
        (LinkedList<string> before, LinkedList<string> behind) = (ListOf(run), (_profits[run] += profit) >= 0 ? _good : _bad);
        if (before == behind)
            return;
        before.Remove(run);
        behind.AddFirst(run);
    }

    LinkedList<string> ListOf(string run) => _profits[run] >= 0 ? _good : _bad;

    string? Best() => (_good.Count > 0 ? _good : _bad).MaxBy(run => _profits[run]);
}
