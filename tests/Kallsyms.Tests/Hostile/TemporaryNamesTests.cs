using System.Text;
using Kallsyms.Linking.Running;
using Xunit;

namespace Kallsyms.Tests.Hostile;

[Trait("Set", "hostile")]
public class TemporaryNamesTests
{
    static readonly TemporaryNames _names = new(("/w/image/out", "sub/out"), ("/w/image/", "sub/"), ("/w/files/", ""));

    [Theory]
    [InlineData("ld: /w/files/kallsyms.o: error in /w/image/out\n", "ld: kallsyms.o: error in sub/out\n")]
    [InlineData("/w/image/out.d /w/image/x", "sub/out.d sub/x")]
    [InlineData("/w/w/files//w/files/", "/w")]
    [InlineData("/w/image", "/w/image")]
    [InlineData("", "")]
    public void AreReplacedHoweverTheTextIsCut(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int size = 1; size <= bytes.Length + 1; size++)
        {
            TemporaryNames.Restoration restoration = _names.Restore();
            List<byte> result = [];
            foreach (byte[] piece in bytes.Chunk(size))
                result.AddRange(restoration.Next(piece, isLast: false));
            result.AddRange(restoration.Next([], isLast: true));
            Assert.Equal(expected, Encoding.UTF8.GetString([.. result]));
        }
    }

    [Fact]
    public void ALineIsNotKeptBack() => Assert.Equal("ld: warning\n"u8.ToArray(), _names.Restore().Next("ld: warning\n"u8, isLast: false));
}
