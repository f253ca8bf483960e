using Kallsyms.Linking.Estimate;
using Xunit;

namespace Kallsyms.Tests.Linking.Estimate;

public class ScriptNumberTests
{
    [Theory]
    [InlineData("(4)", 4UL)]
    [InlineData("(((1 << 12)))", 4096UL)]
    [InlineData("0x00010000", 0x10000UL)]
    [InlineData("(1<<(12+1))", 8192UL)]
    [InlineData("1 + 2 * 3 - 4 - 1", 2UL)]
    [InlineData("1 << 2 + 1", 8UL)]
    [InlineData("64K", 65536UL)]
    [InlineData("2 * 1M", 0x200000UL)]
    public void ConstantsHaveTheirValue(string expression, ulong value) => Assert.Equal(value, ScriptNumber.Of(expression));

    [Theory]
    [InlineData("")]
    [InlineData("(")]
    [InlineData("(4")]
    [InlineData("(4))")]
    [InlineData("4 4")]
    [InlineData("_end")]
    [InlineData("1 << 64")]
    [InlineData("(., 16)")]
    [InlineData("4 / 2")]
    [InlineData("CONSTANT(MAXPAGESIZE)")]
    public void OtherExpressionsHaveNone(string expression) => Assert.Null(ScriptNumber.Of(expression));

    [Fact]
    public void ParenthesesWithoutEndHaveNone() => Assert.Null(ScriptNumber.Of(new string('(', 100_000)));
}
