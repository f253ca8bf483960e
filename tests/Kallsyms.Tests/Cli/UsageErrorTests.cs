using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>Wrong command lines: exit status 2, one line for an error, and one that says where to read on.</summary>
[RunsKallsyms]
public class UsageErrorTests
{
    [Theory]
    [InlineData("there is no command 'verfy'; did you mean 'verify'?", "kallsyms", "verfy", "x")]
    [InlineData("there is no command 'frobnicate'", "kallsyms", "frobnicate")]
    [InlineData("there is no option '--versoin'; did you mean '--version'?", "kallsyms", "--versoin")]
    [InlineData("there is no option '-q'", "kallsyms", "-q")]
    [InlineData("there is no option '--lyout'; did you mean '--layout'?", "kallsyms verify", "verify", "--lyout", "auto", "x")]
    [InlineData("there is no option '--jsn'; did you mean '--json'?", "kallsyms link", "link", "--jsn", "--mode", "single", "--", "ld", "-q")]
    [InlineData("there is no option '--qiet'; did you mean '--quiet'?", "kallsyms lookup", "lookup", "System.map", "--kaslr", "-5", "--qiet", "main")]
    [InlineData("Unrecognized command or argument 'b'.", "kallsyms dump", "dump", "a", "b")]
    [InlineData("Argument 'foo' not recognized. Must be one of: 'exact' 'single'", "kallsyms link", "link", "--mode", "foo", "--", "ld")]
    public void AWrongWord_IsNamedInOneLine(string message, string command, params string[] arguments)
    {
        Command run = Command.Kallsyms(arguments).Exited(2);
        Assert.Equal($"kallsyms: {message}\nkallsyms: see '{command} --help'\n", run.Error);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void Version_IsOneLineThatNamesTheRelease() => Assert.Matches("^kallsyms [0-9]+[.][0-9]+[.][0-9]+[^\n]*\n$", Command.Kallsyms(["--version"]).Succeeded().Output);
}
