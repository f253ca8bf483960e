using Kallsyms.Cli;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>A link to the program whose name is that of a compiler.</summary>
public class CompilerNameTests
{
    [Theory]
    [InlineData("/opt/kallsyms-sh", "", "link -q -- sh -c x.c")]
    [InlineData("kallsyms-sh", "--max-name 60  --demangle", "link -q --max-name 60 --demangle -- sh -c x.c")]
    [InlineData("/usr/bin/kallsyms", "", "-c x.c")]
    [InlineData("kallsyms-", "", "-c x.c")]
    [InlineData("kallsyms-0.2", "", "-c x.c")]
    [InlineData("sh", "", "-c x.c")]
    public void Name_OfATool_IsALinkWithIt(string name, string options, string expected) => Assert.Equal(
        expected,
        string.Join(' ', CompilerName.Arguments(name, ["-c", "x.c"], variable => variable == CompilerName.OptionsVariable ? options : "/usr/bin:/bin")));
}
