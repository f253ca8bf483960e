using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>Where something is missing, a command does its work or says what is missing; it never aborts.</summary>
[Trait("Set", "hostile")]
[Trait("Needs", "binary")]
[RunsKallsyms]
public class ScarcityTests
{
    const int FewestThreads = 4;

    [Theory]
    [InlineData("0<&-")]
    [InlineData("1>&-")]
    [InlineData("2>&-")]
    [InlineData("0<&- 1>&-")]
    [InlineData("0<&- 2>&-")]
    [InlineData("1>&- 2>&-")]
    [InlineData("0<&- 1>&- 2>&-")]
    [InlineData("1>/dev/full")]
    [InlineData("2>/dev/full")]
    [InlineData("1>/dev/full 2>/dev/full")]
    public void StandardDescriptorsThatAreClosedOrFullChangeNoLink(string how)
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Link("-q", "--", "ld", "program.o", "-o", "expected").Succeeded();
        Shell(directory, $"\"$0\" link --layout linux-7.0 -- ld program.o -o out {how}").Exited(0);
        Assert.Equal(File.ReadAllBytes(directory["expected"]), File.ReadAllBytes(directory["out"]));
        Shell(directory, $"\"$0\" link -- ld missing.o program.o -o failed {how}").Exited(4);
        Shell(directory, $"\"$0\" dump missing {how}").Exited(3);
        Shell(directory, $"\"$0\" info --json missing {how}").Exited(3);
        directory.HasOnly("program.o", "expected", "out");
    }

    [Fact]
    public void ADumpThatCannotBePrintedIsNoSuccess()
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Link("-q", "--", "ld", "program.o", "-o", "out").Succeeded();
        Assert.Equal("kallsyms: standard output is closed\n", Shell(directory, "\"$0\" dump out 1>&-").Exited(3).Error);
        Assert.StartsWith("kallsyms: standard output cannot be written: ", Shell(directory, "\"$0\" dump out 1>/dev/full").Exited(3).Error,
            StringComparison.Ordinal);
        Shell(directory, "\"$0\" dump out 0<&- 1>&- 2>&-").Exited(3);
    }

    [Theory]
    [InlineData("ulimit -n 16", 0)]
    [InlineData("ulimit -v 524288", 0)]
    [InlineData("ulimit -v 524288; export DOTNET_PROCESSOR_COUNT=64", 0)]
    [InlineData("ulimit -n 8", 4)]
    public void ALinkMakesDoWithLittle(string limit, int status)
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        Command link = Shell(directory, $"{limit}; \"$0\" link -- ld program.o -o out");
        Assert.True(link.Status == 0 || link.Status <= status, $"exit status {link.Status}: {link.Error}");
        Assert.NotEmpty(link.Error);
        if (link.Status == 0)
            directory.IsConsistent("out");
    }

    [Theory]
    [InlineData("gen --layout linux-6.12 --all-symbols list -o out")]
    [InlineData("explain list other --html out")]
    [InlineData("annotate list list -o out")]
    [InlineData("annotate list - > out < list")]
    [InlineData("link --layout linux-7.0 --map out -- ld many.o -o image")]
    public void AFileThatMayNotBecomeSoLargeIsAnErrorAndKeepsTheOldOne(string command)
    {
        using LinkDirectory directory = new();
        string[] names = [.. Enumerable.Range(0, 5000).Select(i => $"function_{i * 7919 % 5000}")];
        directory.Write("many.s", string.Concat(names.Select(name => $"{name}:\n\tnop\n")));
        directory.Run("as", "many.s", "-o", "many.o");
        directory.Write("list", string.Concat(names.Select((name, i) => $"{0xffffffff81000000 + (ulong)i:x} t {name}\n")));
        directory.Write("other", string.Concat(names.Select((name, i) => $"{0xffffffff81000000 + (ulong)i:x} t {name}.{i % 2}\n")));
        directory.Write("out", "old");
        foreach (string signal in (string[])["", "trap '' XFSZ; "])
        {
            Command limited = Shell(directory, $"{signal}ulimit -f 4; \"$0\" {command}");
            Assert.True(limited.Status is 3 or 4, $"exit status {limited.Status}: {limited.Error}");
            Assert.StartsWith("kallsyms: ", limited.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
            if (!command.Contains('>', StringComparison.Ordinal))
                Assert.Equal("old", File.ReadAllText(directory["out"]));
            directory.HasOnly("many.s", "many.o", "list", "other", "out");
        }
    }

    [Theory]
    [InlineData("ulimit -v 524288", "doctor")]
    [InlineData("ulimit -n 16", "doctor")]
    [InlineData("ulimit -n 10", "doctor")]
    [InlineData("ulimit -n 10", "embed image")]
    [InlineData("ulimit -n 10", "gen --all-symbols list -o out")]
    [InlineData("ulimit -n 9", "dump image -o out")]
    [InlineData("ulimit -n 8", "stat image --html out")]
    public void ACommandDoesItsWorkOrSaysWhatIsMissing(string limit, string command)
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.LinkProgram("-q", "--", "ld", "program.o", "-o", "image").Succeeded();
        directory.Write("list", "ffffffff81000000 T _text\n");
        Command limited = Shell(directory, $"{limit}; \"$0\" {command}");
        Assert.True(limited.Status is 0 or 1 or 3 or 4, $"exit status {limited.Status}: {limited.Error}");
        Assert.True(limited.Status == 0 || limited.Error.Length + limited.Output.Length > 0, "nothing is said");
    }

    [Fact]
    public void TooFewThreadsAreSaidOrEnough()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs a user of its own, whose processes are counted");
        Command.Require("setpriv");
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Run("chmod", "-R", "777", directory.Path);
        for (int threads = FewestThreads; threads < FewestThreads + 12; threads++)
        {
            string user = $"{61000 + threads}";
            Command link = Command.Run(
                "setpriv", ["--reuid=" + user, "--regid=" + user, "--clear-groups", "sh", "-c", $"ulimit -u {threads}; exec \"$0\" link -- ld program.o -o out-{threads}", ProgramUnderTest.Binary],
                directory.Path);
            Assert.True(link.Status is 0 or 3 or 4, $"exit status {link.Status} with {threads} threads: {link.Error}");
            Assert.StartsWith("kallsyms: ", link.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        }
    }

    static Command Shell(LinkDirectory directory, string script) => Command.Run("bash", ["-c", script, ProgramUnderTest.Binary], directory.Path);
}
