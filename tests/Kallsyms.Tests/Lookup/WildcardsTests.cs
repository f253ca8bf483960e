using System.Text;
using Kallsyms.Lookup;
using Xunit;

namespace Kallsyms.Tests.Lookup;

public class WildcardsTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("vfs_*", "vfs_read", true)]
    [InlineData("vfs_*", "vfs_", true)]
    [InlineData("vfs_*", "xvfs_read", false)]
    [InlineData("*read", "vfs_readv_read", true)]
    [InlineData("*read", "vfs_reads", false)]
    [InlineData("*a*b", "aab", true)]
    [InlineData("*ab*ab", "abab", true)]
    [InlineData("*ab*ab", "ab", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("a?c", "aéc", true)]
    [InlineData("a??c", "aéc", false)]
    [InlineData("?*?", "é", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("[a]*", "[a]b", true)]
    [InlineData("**", "anything\nat all", true)]
    public void ANameMatches_WhereItIsAsThePatternSays(string pattern, string name, bool expected) =>
        Assert.Equal(expected, Wildcards.IsMatch(Encoding.UTF8.GetBytes(pattern), Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void BytesThatAreNotUtf8_AreCharactersOfTheirOwn()
    {
        Assert.True(Wildcards.IsMatch("a?c"u8, [(byte)'a', 0xff, (byte)'c']));
        Assert.False(Wildcards.IsMatch("a?c"u8, [(byte)'a', 0xff, 0xff, (byte)'c']));
    }

    [Fact]
    public void APatternMadeToTakeLong_DoesNot()
    {
        byte[] name = Encoding.ASCII.GetBytes(new string('a', 60_000));
        byte[] pattern = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("*a", 2_000)) + "*b");
        Assert.False(Wildcards.IsMatch(pattern, name));
    }
}
