using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Symbols;
using Xunit;

namespace Kallsyms.Tests.Oracle;

/// <summary>kallsyms map leaves out what each release's scripts/mksysmap leaves out.</summary>
[RunsKallsyms]
public class MkSysMapTests
{
    const string Nm = "x86_64-linux-gnu-nm";

    [Theory]
    [InlineData("6.1", "linux-6.1")]
    [InlineData("6.12", "linux-6.12")]
    [InlineData("7.2", "linux-7.0")]
    public void TheSameSymbolsAreLeftOut(string release, string layout)
    {
        Command.Require("x86_64-linux-gnu-as", Nm);
        string script = KernelTool.MkSysMap(release);
        using var scratch = new Scratch();
        Command.Run("x86_64-linux-gnu-as", ["-L", "-o", scratch["a.o"], scratch.Write("a.s", SampleSymbols.Source)]).Succeeded();
        var environment = new Dictionary<string, string> { ["LC_ALL"] = "C", ["NM"] = Nm };
        string theirs;
        if (release == "6.1")
        {
            Command.Run("sh", [script, scratch["a.o"], scratch["theirs"]], environment: environment).Succeeded();
            theirs = File.ReadAllText(scratch["theirs"]);
        }
        else
        {
            byte[] all = Command.Run(Nm, ["-n", scratch["a.o"]], environment: environment).Succeeded().OutputBytes;
            theirs = Command.Run("sed", ["-f", script], input: all, environment: environment).Succeeded().Output;
        }
        string ours = Command.Kallsyms(["map", "--layout", layout, scratch["a.o"]]).Succeeded().Output;
        Assert.Equal(theirs, ours);
    }
}
