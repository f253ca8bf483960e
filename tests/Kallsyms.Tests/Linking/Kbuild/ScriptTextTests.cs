using Kallsyms.Linking.Kbuild;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

public class ScriptTextTests
{
    const string Script = """
        #!/bin/sh
        # What it is for
        set -e

        first()
        {
        	if test -n "$1"; then
        		echo one
        	fi
        }

        second() {
        	echo two
        }

        first
        second
        """;

    [Fact]
    public void EachFunctionAndTheRestAreParts() =>
        Assert.Equal(["first", "main", "second"], ScriptText.Digests(Script).Keys.Order());

    [Theory]
    [InlineData("# What it is for", "# Something else, and\n#")]
    [InlineData("\techo two", "    echo   two  ")]
    [InlineData("\tif", "\n\t# why\n\tif")]
    [InlineData("\n", "\r\n")]
    public void CommentsAndBlanksDoNotCount(string old, string now) =>
        Assert.Equal(ScriptText.Digests(Script), ScriptText.Digests(Script.Replace(old, now, StringComparison.Ordinal)));

    [Theory]
    [InlineData("echo one", "echo 1", "first")]
    [InlineData("echo two", "echo two # too", "second")]
    [InlineData("set -e", "set -eu", "main")]
    [InlineData("\nfirst\nsecond", "\nsecond\nfirst", "main")]
    public void AChangedWordChangesItsOwnPart(string old, string now, string part)
    {
        IReadOnlyDictionary<string, string> before = ScriptText.Digests(Script);
        IReadOnlyDictionary<string, string> after = ScriptText.Digests(Script.Replace(old, now, StringComparison.Ordinal));
        Assert.Equal([part], before.Keys.Where(name => before[name] != after[name]));
    }

    [Fact]
    public void CommentsOfCDoNotCount() => Assert.Equal(ScriptText.Whole("int a;\nint b;\n"), ScriptText.Whole("/* one\n * two */\nint a; /* a */\n\nint  b;"));

    [Fact]
    public void CodeOfCCounts() => Assert.NotEqual(ScriptText.Whole("int a;"), ScriptText.Whole("int b;"));
}
