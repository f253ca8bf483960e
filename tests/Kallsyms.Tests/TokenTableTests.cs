using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests;

public class TokenTableTests
{
    [Fact]
    public void EmptyTableIsOneNulPerCode() => Assert.Equal(256, TokenTable.Empty.ByteLength);
}
