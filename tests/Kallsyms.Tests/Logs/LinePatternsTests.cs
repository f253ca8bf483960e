using System.Text;
using Kallsyms.Logs;
using Xunit;

namespace Kallsyms.Tests.Logs;

/// <summary>Several patterns looked for at once.</summary>
public class LinePatternsTests
{
    [Theory]
    [InlineData("Kernel panic", true)]
    [InlineData("the Ker", true)]
    [InlineData("KeKer", true)]
    [InlineData("a [#1]", true)]
    [InlineData("", false)]
    [InlineData("Ke", false)]
    [InlineData("KeLier", false)] // the first of one, the rest of another
    [InlineData("[ #K e r", false)]
    public void ALineHasAny_IfOneIsInItWhole(string line, bool has)
    {
        var patterns = new LinePatterns([.. new[] { "Ker", "Lin", "[#", "Ker" }.Select(Encoding.ASCII.GetBytes)]);
        Assert.Equal(has, patterns.AnyIn(Encoding.ASCII.GetBytes(line)));
    }

    [Fact]
    public void AllBitsMayBeUsed_AndNoMore()
    {
        byte[][] full = [.. Enumerable.Range(0, 32).Select(i => new[] { (byte)i, (byte)(i + 100) })];
        var patterns = new LinePatterns(full);
        Assert.All(full, pattern => Assert.True(patterns.AnyIn(pattern)));
        Assert.False(patterns.AnyIn([31, 130]));
        Assert.Throws<ArgumentException>(() => new LinePatterns([.. full, [200]]));
    }
}
