using System.Text;
using Kallsyms.Images.Finding;
using Xunit;

namespace Kallsyms.Tests.Images;

public class KnownLettersTests
{
    [Theory]
    [InlineData("tTdDbBrRaAwWvViuGgSsnNp?-", null)]
    [InlineData("tTPtt", "1 of 5 symbols have a type that nm does not print; the first is f, 'P'")]
    [InlineData("tjTPtt", "2 of 6 symbols have a type that nm does not print; the first is f, 'j'")]
    [InlineData("qqqqtt", null)] // somebody's own letters
    public void ATypeThatNmDoesNotPrint_IsNoticed(string types, string? expected) => Assert.Equal(expected, KnownLetters.Objection(new(
        [.. "f"u8], new ulong[types.Length], Encoding.ASCII.GetBytes(types), new int[types.Length], [.. Enumerable.Repeat(1, types.Length)], new int[types.Length])));
}
