using System.Text;
using CsCheck;
using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests.Tokens;

/// <summary>Sums over a sample, against spelling each name anew for each question.</summary>
public class TokenScoresTests
{
    static readonly Gen<byte[][]> _names = Gen.Byte[(byte)'a', (byte)'c'].Array[0, 14].Array[1, 12];

    [Fact]
    public void Candidates_OfAnyNames_AreAllStringsThatPay() => _names.Sample(names =>
    {
        var candidates = new TokenCandidates(SampleNames.List(names));
        Dictionary<string, int> strings = names.SelectMany(Strings).CountBy(text => text).Where(text => text.Value > 1)
            .ToDictionary(text => text.Key, text => text.Value);
        // The ones that nearly always go on in the same way are left to the longer ones.
        IEnumerable<string> expected = strings.Keys.Where(text => strings[text] * 19
            > 20 * strings.Where(longer => longer.Key.Length == text.Length + 1 && longer.Key.StartsWith(text, StringComparison.Ordinal))
                .Select(longer => longer.Value).DefaultIfEmpty(0).Max());
        Assert.Equal(expected.Order(StringComparer.Ordinal), Enumerable.Range(1, candidates.Count - 1)
            .Select(candidate => Encoding.ASCII.GetString(candidates[candidate])).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Sums_OfAnyNamesAndTokens_AreThoseOfSpellingAnew() => Gen.Select(_names, Gen.Int).Sample((names, seed) =>
    {
        var candidates = new TokenCandidates(SampleNames.List(names));
        var scores = new TokenScores(candidates);
        var random = new Random(seed);
        for (int candidate = 1; candidate < candidates.Count; candidate++)
            scores.Chosen[candidate] = random.Next(3) == 0;
        scores.Update(names.Length, gains: true, losses: true);

        byte[][] tokens = [.. Enumerable.Range(1, candidates.Count - 1).Where(candidate => scores.Chosen[candidate])
            .Select(candidate => candidates[candidate].ToArray())];
        Assert.Equal(names.Sum(name => Codes(name, tokens)), scores.Total);
        for (int candidate = 1; candidate < candidates.Count; candidate++)
        {
            byte[] token = candidates[candidate].ToArray();
            int changed = names.Sum(name => Places(name, token).Sum(place => Math.Abs(Codes(name, tokens) - (scores.Chosen[candidate]
                ? Codes(name, tokens, without: (place, token.Length))
                : Codes(name, tokens, with: (place, token.Length))))));
            Assert.Equal(changed, (scores.Chosen[candidate] ? scores.Losses : scores.Gains)[candidate]);
        }
    });

    static IEnumerable<string> Strings(byte[] name)
    {
        for (int start = 0; start < name.Length; start++)
        {
            for (int length = 2; start + length <= name.Length; length++)
                yield return Encoding.ASCII.GetString(name, start, length);
        }
    }

    static IEnumerable<int> Places(byte[] name, byte[] token) =>
        Enumerable.Range(0, name.Length).Where(place => name.AsSpan(place).StartsWith(token));

    // The least number of codes that spell a name, with one token more at one place, or without the one there.
    static int Codes(byte[] name, byte[][] tokens, (int At, int Length)? with = null, (int At, int Length)? without = null)
    {
        int[] from = new int[name.Length + 1];
        for (int at = name.Length - 1; at >= 0; at--)
        {
            from[at] = 1 + from[at + 1];
            foreach (byte[] token in tokens)
            {
                if (name.AsSpan(at).StartsWith(token) && without != (at, token.Length))
                    from[at] = Math.Min(from[at], 1 + from[at + token.Length]);
            }
            if (with is var (place, length) && place == at)
                from[at] = Math.Min(from[at], 1 + from[at + length]);
        }
        return from[0];
    }
}
