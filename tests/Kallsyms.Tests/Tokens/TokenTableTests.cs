using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests.Tokens;

public class TokenTableTests
{
    [Fact]
    public void EmptyTableIsOneNulPerCode() => Assert.Equal(256, TokenTable.Empty.ByteLength);

    [Theory]
    [InlineData(TokenTable.Size - 1)]
    [InlineData(TokenTable.Size + 1)]
    public void Table_OfAnotherNumberOfTokens_IsRefused(int tokens) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenTable(new byte[tokens][]));
}
