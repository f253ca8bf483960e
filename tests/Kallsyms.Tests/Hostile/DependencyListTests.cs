using System.Text;
using Kallsyms.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

[Trait("Set", "hostile")]
public class DependencyListTests
{
    [Theory]
    [InlineData("o: \\\n  a.o \\\n  /w/t.o\n\na.o:\n\n/w/t.o:\n", "o: \\\n  a.o\n\na.o:\n")]
    [InlineData("o: \\\n  /w/t.o \\\n  a.o\n\n/w/t.o:\n\na.o:\n", "o: \\\n  a.o\n\na.o:\n")]
    [InlineData("o: a.o /w/t.o\n\na.o:\n\n/w/t.o:\n", "o: a.o\n\na.o:\n")]
    [InlineData("o: /w/t.o a.o\n", "o: a.o\n")]
    [InlineData("o: a/w/t.o /w/t.oo\n", "o: a/w/t.o /w/t.oo\n")]
    [InlineData("o: a.o\n", "o: a.o\n")]
    public void TheTableIsTakenOut(string rules, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(DependencyList.Without(Encoding.UTF8.GetBytes(rules), "/w/t.o")));

    [Fact]
    public void ANameIsTakenOutAsMakeWritesItToo() =>
        Assert.Equal("o: a.o\n", Encoding.UTF8.GetString(DependencyList.Without("o: a.o /w\\ $$x/t.o\n"u8.ToArray(), "/w $x/t.o")));
}
