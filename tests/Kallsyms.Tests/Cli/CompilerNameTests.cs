using Kallsyms.Cli;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>A link to the program whose name is that of a compiler.</summary>
public class CompilerNameTests
{
    [Theory]
    [InlineData("/opt/kallsyms-sh", "", "cc -- /usr/bin/sh -c x.c")]
    [InlineData("kallsyms-sh", "--max-name 60  --demangle", "cc --max-name 60 --demangle -- /usr/bin/sh -c x.c")]
    [InlineData("/usr/bin/kallsyms", "", "-c x.c")]
    [InlineData("kallsyms-", "", "-c x.c")]
    [InlineData("kallsyms-0.2", "", "-c x.c")]
    [InlineData("sh", "", "-c x.c")]
    public void Name_OfATool_IsALinkWithIt(string name, string options, string expected) => Assert.Equal(
        expected,
        string.Join(' ', CompilerName.Arguments(name, "/opt/kallsyms", ["-c", "x.c"], variable =>
            variable == CompilerName.OptionsVariable ? options : "/usr/bin:/bin")));

    [Theory]
    [InlineData("ld", true)]
    [InlineData("x86_64-linux-gnu-gcc-12", true)]
    [InlineData("nm", false)]
    public void Name_ThatIsATools_IsTheNextToolOfThatNameInPath(string name, bool isTool)
    {
        using var directory = new Scratch();
        string program = directory.Write("kallsyms", "");
        Directory.CreateDirectory(directory["bin"]);
        Directory.CreateDirectory(directory["first"]);
        directory.Write(Path.Combine("bin", name), "");
        File.CreateSymbolicLink(directory[Path.Combine("first", name)], program);
        string[] arguments = CompilerName.Arguments(name, program, ["x.o"], variable =>
            variable == "PATH" ? $"{directory["first"]}:{directory["bin"]}" : null);
        Assert.Equal(isTool ? ["cc", "--", directory[Path.Combine("bin", name)], "x.o"] : ["x.o"], arguments);
    }

    [Fact]
    public void Name_OfAToolThatIsNowhere_IsNone() => Assert.Equal(
        ["x.o"], CompilerName.Arguments("gcc", "/opt/kallsyms", ["x.o"], _ => "/nowhere"));
}
