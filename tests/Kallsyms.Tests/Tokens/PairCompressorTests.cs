using System.Text;
using CsCheck;
using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests.Tokens;

public class PairCompressorTests
{
    [Fact]
    public void EqualsTheDescribedAlgorithm() => SampleNames.Any.Sample(names =>
    {
        (byte[][] tokens, byte[][] codes) = ReferencePairCompressor.Compress(names);
        CompressedNames compressed = PairCompressor.Compress(SampleNames.List(names));
        Assert.Equal(tokens, SampleNames.Tokens(compressed));
        Assert.Equal(codes, SampleNames.Codes(compressed));
    });

    [Fact]
    public void TiesGoToTheLowestPairNumberAsInTheKernelsTool()
    {
        CompressedNames compressed = PairCompressor.Compress(
            SampleNames.List("T_text", "T_stext", "taaa", "taaaa", "T_etext", "T_sinittext", "T_einittext"));
        Assert.Equal("T_", Encoding.ASCII.GetString(compressed.Tokens[255]));
        Assert.Equal("aa", Encoding.ASCII.GetString(compressed.Tokens[254]));
        Assert.Equal("te", Encoding.ASCII.GetString(compressed.Tokens[253]));
        Assert.NotEqual(0, compressed.Tokens[237].Length);
        Assert.Equal(0, compressed.Tokens[236].Length);
        Assert.All(SampleNames.Codes(compressed), codes => Assert.Single(codes));
    }

    [Fact]
    public void ManyNamesAreCompressedAsInOneBuffer()
    {
        // Enough for the buffer to be compacted several times, and more names than a 16-bit number counts.
        byte[][] names = [.. Enumerable.Range(0, 70_000).Select(index => Encoding.ASCII.GetBytes($"t{index % 977}_trace_{index * 7919 % 100_003:x}_{index % 3}"))];
        CompressedNames compressed = PairCompressor.Compress(SampleNames.List(names));
        Assert.Equal(names, SampleNames.Expand(compressed));
    }

    [Fact]
    public void NoNamesNeedNoTokens() => Assert.Equal(TokenTable.Empty.ByteLength, PairCompressor.Compress(SampleNames.List(Array.Empty<string>())).Tokens.ByteLength);

    [Fact]
    public void NamesThatUseEveryByteStayAsTheyAre()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        CompressedNames compressed = PairCompressor.Compress(SampleNames.List(all, all));
        Assert.Equal([all, all], SampleNames.Codes(compressed));
    }

    [Fact]
    public void OneFreeCodeIsGivenOnce()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Where(value => value != 'c').Select(value => (byte)value)];
        CompressedNames compressed = PairCompressor.Compress(SampleNames.List(all, "abababdab"u8.ToArray(), [], "ab"u8.ToArray()));
        Assert.Equal("ab"u8, compressed.Tokens['c']);
        Assert.Equal("cccdc"u8, compressed[1]);
        Assert.Equal("c"u8, compressed[3]);
    }

    [Fact]
    public void ASliceOfABufferIsEnough()
    {
        NameList whole = SampleNames.List("Tone", "ttwo_two", "ttwo_two_two");
        CompressedNames slice = PairCompressor.Compress(whole with { Offsets = whole.Offsets[1..] });
        CompressedNames alone = PairCompressor.Compress(SampleNames.List("ttwo_two", "ttwo_two_two"));
        Assert.Equal(SampleNames.Codes(alone), SampleNames.Codes(slice));
    }
}
