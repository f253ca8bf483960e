using System.Text;
using CsCheck;
using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests.Tokens;

public class TokenEncoderTests
{
    [Fact]
    public void NamesComeBackFromTokensLearntOnThem() => SampleNames.Any.Sample(names =>
        Assert.Equal(names, SampleNames.Expand(new TokenEncoder(PairCompressor.Compress(SampleNames.List(names)).Tokens).Encode(SampleNames.List(names)))));

    [Fact]
    public void NoSpellingIsShorter() => Gen.Select(Words(1, 12), Words(0, 30)).Sample((tokens, names) =>
    {
        TokenTable table = Table(["a", "b", "c", .. tokens]);
        CompressedNames encoded = new TokenEncoder(table).Encode(SampleNames.List(names));
        Assert.Equal(names.Select(name => FewestCodes(table, Encoding.ASCII.GetBytes(name))), SampleNames.Codes(encoded).Select(codes => codes.Length));
        Assert.Equal(names, SampleNames.Expand(encoded).Select(Encoding.ASCII.GetString));
    });

    [Fact]
    public void TheFirstNameThatCannotBeSpeltIsTold()
    {
        // Further apart than one core's share of the names.
        string[] names = [.. Enumerable.Range(0, 40_000).Select(index => index is 21_000 or 35_000 ? "abd" : "abc")];
        Assert.False(new TokenEncoder(Table(["a", "b", "c"])).TryEncode(SampleNames.List(names), out CompressedNames? encoded, out int failed));
        Assert.Null(encoded);
        Assert.Equal(21_000, failed);
    }

    [Fact]
    public void AByteThatOnlyALongerTokenHoldsIsSpeltWhereThatFits()
    {
        TokenEncoder encoder = new(Table(["a", "b", "bx"]));
        Assert.Equal([0, 2, 0], encoder.Encode(SampleNames.List("abxa"))[0].ToArray());
        Assert.False(encoder.TryEncode(SampleNames.List("ab", "ax"), out _, out int failed));
        Assert.Equal(1, failed);
    }

    [Fact]
    public void OnlyTheEmptyNameIsSpeltWithoutTokens()
    {
        TokenEncoder encoder = new(TokenTable.Empty);
        Assert.Equal(0, encoder.Encode(SampleNames.List("", ""))[1].Length);
        Assert.Throws<KallsymsException>(() => encoder.Encode(SampleNames.List("", "a")));
    }

    [Fact]
    public void ATableThatNoIndexReachesIsRefused()
    {
        byte[][] tokens = [.. Enumerable.Range(0, TokenTable.Size).Select(code => Enumerable.Repeat((byte)code, 256).ToArray())];
        Assert.Throws<KallsymsException>(() => new TokenEncoder(new(tokens)));
    }

    [Fact]
    public void ALongTokenIsUsedWhole()
    {
        string name = new('a', 511);
        CompressedNames encoded = new TokenEncoder(Table(["a", new string('a', 255)])).Encode(SampleNames.List(name));
        Assert.Equal(3, encoded[0].Length);
        Assert.Equal(name, Encoding.ASCII.GetString(SampleNames.Expand(encoded)[0]));
    }

    static Gen<string[]> Words(int shortest, int longest) => Gen.Char['a', 'c'].Array[shortest, longest].Select(letters => new string(letters)).Array[0, 25];

    static TokenTable Table(params string[] tokens) =>
        new([.. tokens.Select(Encoding.ASCII.GetBytes), .. Enumerable.Repeat(Array.Empty<byte>(), TokenTable.Size - tokens.Length)]);

    static int FewestCodes(TokenTable table, byte[] name)
    {
        int[] fewest = new int[name.Length + 1];
        for (int at = 1; at <= name.Length; at++)
        {
            fewest[at] = 1 + Enumerable.Range(0, TokenTable.Size)
                .Where(code => table[code].Length > 0 && name.AsSpan(0, at).EndsWith(table[code]))
                .Min(code => fewest[at - table[code].Length]);
        }
        return fewest[^1];
    }
}
