using System.Text.Json;
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
    [InlineData("there is no command 'dmup'; did you mean 'dump'?", "kallsyms", "dmup", "x")]
    [InlineData("there is no option '--versoin'; did you mean '--version'?", "kallsyms", "--versoin")]
    [InlineData("there is no option '-q'", "kallsyms", "-q")]
    [InlineData("there is no option '--lyout'; did you mean '--layout'?", "kallsyms verify", "verify", "--lyout", "auto", "x")]
    [InlineData("there is no option '--jsn'; did you mean '--json'?", "kallsyms link", "link", "--jsn", "--mode", "single", "--", "ld", "-q")]
    [InlineData("there is no option '--layot'; did you mean '--layout'?", "kallsyms link", "link", "--layot", "image", "ld", "-q")]
    [InlineData("there is no option '--qiet'; did you mean '--quiet'?", "kallsyms lookup", "lookup", "System.map", "--kaslr", "-5", "--qiet", "main")]
    [InlineData(
        "unknown layout 'linux-9.9'; expected one of linux-2.6.10, linux-4.6, linux-4.20, linux-5.0, linux-6.1, linux-6.2, linux-6.4, linux-6.15, linux-7.0, linux-7.3, linux-6.1.y, "
        + "or linux- and any release from 2.6.10 to 7.3", "kallsyms gen", "gen", "--layout", "linux-9.9", "x")]
    [InlineData("--json and another --format say the opposite of each other: give one of them", "kallsyms lookup", "lookup", "--json", "--format=gdb", "x", "main")]
    [InlineData("Unrecognized command or argument 'b'.", "kallsyms dump", "dump", "a", "b")]
    [InlineData("--with sizes,index: expected sizes, index or build-id; for several, repeat --with", "kallsyms link", "link", "--with", "sizes,index", "--", "ld")]
    [InlineData("--mode foo: expected exact or single", "kallsyms link", "link", "--mode", "foo", "--", "ld")]
    [InlineData("--format xml: expected table, kallsyms, json, gdb or r2", "kallsyms lookup", "lookup", "--format=xml", "x", "main")]
    [InlineData("--by size: expected prefix or module", "kallsyms diff", "diff", "--by", "size", "a", "b")]
    [InlineData("--top few: expected a number from 1 to 2147483647", "kallsyms diff", "diff", "--top", "few", "a", "b")]
    [InlineData("--top 0: expected a number from 1 to 2147483647", "kallsyms diff", "diff", "--top", "0", "a", "b")]
    [InlineData("--max-passes -1: expected a number from 1 to 2147483647", "kallsyms link", "link", "--max-passes=-1", "--", "ld")]
    [InlineData("--color blue: expected auto, always or never", "kallsyms explain", "explain", "--color", "blue", "a", "b")]
    public void AWrongWord_IsNamedInOneLine(string message, string command, params string[] arguments)
    {
        Command run = Command.Kallsyms(arguments).Exited(2);
        Assert.Equal($"kallsyms: {message}\nkallsyms: see '{command} --help'\n", run.Error);
        Assert.Equal("", run.Output);
    }

    public static TheoryData<string> CommandsWithBoth() =>
        [.. CommandTree.Root.Subcommands.Where(command => command.Options.Count(option => option.Name is "--quiet" or "--verbose") == 2).Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(CommandsWithBoth))]
    public void QuietAndVerbose_Together_AreRefusedByEveryCommand(string command) => Assert.Equal(
        $"kallsyms: -q and -v say the opposite of each other: give one of them\nkallsyms: see 'kallsyms {command} --help'\n",
        Command.Kallsyms([command, "-q", "-v", "a", "b"]).Exited(2).Error);

    public static TheoryData<string[]> Words()
    {
        var words = new TheoryData<string[]>();
        foreach (System.CommandLine.Command command in CommandTree.Root.Subcommands.Where(command => command.Name is not ("make" or "kbuild-link" or "help" or "doctor")))
        {
            foreach (string odd in (string[])["", ".", "/dev/null"])
            {
                string[] arguments = [.. Enumerable.Repeat(odd, Math.Max(1, command.Arguments.Sum(argument => Math.Min(2, argument.Arity.MaximumNumberOfValues))))];
                words.Add([command.Name, .. arguments]);
                foreach (System.CommandLine.Option option in command.Options.Where(option => option.Arity.MaximumNumberOfValues > 0))
                    words.Add([command.Name, option.Name, odd, .. command.Name == "link" ? (string[])["--", "ld"] : ["/dev/null"]]);
            }
        }
        return words;
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void OddWords_AreNoFaultOfThisProgram(string[] words)
    {
        using var scratch = new Scratch();
        Command run = Command.Kallsyms(words, scratch.Directory);
        Assert.InRange(run.Status, 0, 4);
        Assert.True(run.Status == 0 || run.Error.Length > 0 || words.Contains("--quiet"), string.Join(' ', words));
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("diff")]
    [InlineData("annotate")]
    public void StandardInput_IsOneInput(string command) => Assert.Contains(
        "standard input", Command.Kallsyms([command, "-", "-"], input: System.Text.Encoding.ASCII.GetBytes(KernelFiles.Map)).Exited(2).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("link", "linux-4.21")]
    [InlineData("verify", "linux-2.6.40")]
    [InlineData("map", "linux-7.4")]
    [InlineData("gen", "auto")]
    public void ALayoutThatIsNone_IsRefusedByEveryCommand(string command, string layout) =>
        Assert.StartsWith($"kallsyms: unknown layout '{layout}'; expected one of ", Command.Kallsyms([command, "--layout", layout, "x"]).Exited(2).Error);

    [Fact]
    public void Version_NamesTheReleaseInItsFirstLine() =>
        Assert.Matches("^kallsyms [0-9]+[.][0-9]+[.][0-9]+\n(commit [^\n]*\n)?$", Command.Kallsyms(["--version"]).Succeeded().Output);

    [Fact]
    public void Version_AsJson_HasTheSameRelease()
    {
        using var json = JsonDocument.Parse(Command.Kallsyms(["--version", "--json"]).Succeeded().OutputBytes);
        Assert.StartsWith($"kallsyms {json.RootElement.GetProperty("release").GetString()}\n", Command.Kallsyms(["--version"]).Succeeded().Output);
    }
}
