using CsCheck;
using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests.Tokens;

public class KnownNamesTests
{
    [Fact]
    public void TheSameNamesInAnotherOrderAreAsIfCompressedAnew() => SampleNames.Any.Sample(names =>
    {
        NameList there = SampleNames.List(names);
        NameList here = SampleNames.List([.. names.Reverse()]);
        foreach (Func<NameList, CompressedNames> compress in new Func<NameList, CompressedNames>[] { PairCompressor.Compress, BestCompressor.Compress })
        {
            (CompressedNames Compressed, int[] Numbers)? known = new KnownNames(there, compress(there)).Compress(here);
            CompressedNames anew = compress(here);
            Assert.NotNull(known);
            Assert.Equal(SampleNames.Tokens(anew), SampleNames.Tokens(known.Value.Compressed));
            Assert.Equal(SampleNames.Codes(anew), SampleNames.Codes(known.Value.Compressed));
            Assert.Equal(names.Reverse(), known.Value.Numbers.Select(number => names[number]));
        }
    });

    [Theory]
    [InlineData("one", "one", "two", "two")]
    [InlineData("one", "one", "one", "six")]
    [InlineData("one", "one", "two", "ten")]
    [InlineData("one", "one", "two")]
    public void OtherNamesAreNotKnown(params string[] names)
    {
        NameList known = SampleNames.List("one", "two", "one", "six");
        Assert.Null(new KnownNames(known, PairCompressor.Compress(known)).Compress(SampleNames.List(names)));
    }
}
