namespace Kallsyms.Tests.Tokens;

/// <summary>The pair algorithm word by word as the format sheet describes it: slow, and short enough to be seen to be right.</summary>
static class ReferencePairCompressor
{
    public static (byte[][] Tokens, byte[][] Codes) Compress(IReadOnlyList<byte[]> names)
    {
        byte[][] words = [.. names];
        HashSet<byte> literals = [.. names.SelectMany(name => name)];
        byte[][] tokens = [.. Enumerable.Range(0, 256).Select(code => literals.Contains((byte)code) ? new[] { (byte)code } : [])];
        foreach (byte code in Enumerable.Range(0, 256).Reverse().Select(code => (byte)code).Where(code => !literals.Contains(code)))
        {
            (byte First, byte Second)[] pairs = [.. words.SelectMany(word => word.Zip(word.Skip(1)))];
            if (pairs.Length == 0)
                break;
            (byte first, byte second) = pairs.GroupBy(pair => pair)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key.Second).ThenBy(group => group.Key.First)
                .First().Key;
            tokens[code] = [.. tokens[first], .. tokens[second]];
            words = [.. words.Select(word => Replace(word, first, second, code))];
        }
        return (tokens, words);
    }

    static byte[] Replace(byte[] word, byte first, byte second, byte code)
    {
        List<byte> result = [];
        for (int at = 0; at < word.Length; at++)
        {
            if (at + 1 < word.Length && word[at] == first && word[at + 1] == second)
            {
                result.Add(code);
                at++;
            }
            else
            {
                result.Add(word[at]);
            }
        }
        return [.. result];
    }
}
