using System.Text;
using CsCheck;
using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests.Tokens;

public class SampledCompressorTests
{
    [Fact]
    public void EqualsTheDescribedAlgorithm() => Gen.OneOf(Words(1, 8), Words(2, 14), Words(200, 6)).Sample(names =>
    {
        (byte[][] tokens, byte[][] codes) = ReferenceSampledCompressor.Compress(names);
        CompressedNames compressed = SampledCompressor.Compress(SampleNames.List(names));
        Assert.Equal(tokens, SampleNames.Tokens(compressed));
        Assert.Equal(codes, SampleNames.Codes(compressed));
        Assert.Equal(names, SampleNames.Expand(compressed));
    }, iter: 30);

    [Fact]
    public void GivesWhatTheKernelsToolOf2611Gives()
    {
        CompressedNames compressed = SampledCompressor.Compress(
            SampleNames.List("T_text", "T_stext", "taaa", "taaaa", "T_etext", "T_sinittext", "T_einittext", "t_sinit_sinit_sinit"));
        string[] first = ["_sinit", "text", "aa", "T_", "T_e", "taa", "_sinit_sinit", "_sinit_sinit_sinit", "t_sinit_sinit_sinit", "taaaa", "taaa", "T_ei"];
        Assert.Equal(first, Enumerable.Range(0, first.Length).Select(at => Encoding.ASCII.GetString(compressed.Tokens[255 - at])));
        Assert.Equal("T_sinittext"u8, compressed.Tokens[226]);
        Assert.Equal([236, 237, 245, 246, 239, 234, 240, 247], compressed.Codes);
    }

    [Fact]
    public void WhatOnlyNamesBesideTheSampleHoldIsNoToken()
    {
        // Of 4096 names every fourth is sampled: those with the index 3, 7, ...
        string[] names = [.. Enumerable.Range(0, 4096).Select(index => index % 4 == 3 ? $"t_in_{index % 8}" : "t_beside_")];
        CompressedNames compressed = SampledCompressor.Compress(SampleNames.List(names));
        Assert.DoesNotContain(SampleNames.Tokens(compressed), token => token.Length > 1 && Encoding.ASCII.GetString(token).Contains("beside", StringComparison.Ordinal));
        Assert.Equal(names, SampleNames.Expand(compressed).Select(Encoding.ASCII.GetString));
    }

    [Fact]
    public void NamesOfOneByteLeaveTheOtherCodesEmpty()
    {
        CompressedNames compressed = SampledCompressor.Compress(SampleNames.List("a", "b", ""));
        Assert.Equal("ab"u8.ToArray(), compressed.Codes);
        Assert.Equal(TokenTable.Size + 2, compressed.Tokens.ByteLength);
    }

    // Few letters give many equally good tokens.
    static Gen<byte[][]> Words(int letters, int longest) => Gen.Byte[1, (byte)letters].Array[0, longest].Array[0, 12];
}
