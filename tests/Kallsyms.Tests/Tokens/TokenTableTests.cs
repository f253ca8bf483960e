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

    [Fact]
    public void WhatDoesNotFitIsNotExpanded()
    {
        TokenTable table = new([.. Enumerable.Range(0, TokenTable.Size).Select(code => new[] { (byte)code, (byte)code })]);
        Assert.True(table.TryExpand("ab"u8, new byte[4], out int length));
        Assert.Equal(4, length);
        Assert.False(table.TryExpand("ab"u8, new byte[3], out _));
    }
}
