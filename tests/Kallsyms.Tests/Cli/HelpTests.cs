using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>What commands say of themselves.</summary>
[RunsKallsyms]
public class HelpTests
{
    public static TheoryData<string> Commands => [.. CommandTree.Root.Subcommands.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfACommand_IsWhatItsOptionPrints(string command)
    {
        string page = Command.Kallsyms(["help", command]).Succeeded().Output;
        Assert.Contains($"\nUsage: kallsyms {command} [OPTION...]", page);
        Assert.Contains("\nExamples:\n", page);
        Assert.All(page.Split('\n'), line => Assert.True(line.Length <= 100, line));
        Assert.Equal(page, Command.Kallsyms([command, "--help"]).Succeeded().Output);
    }

    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Help_OfTheProgram_NamesEveryCommand(string word)
    {
        string page = Command.Kallsyms([word]).Succeeded().Output;
        Assert.All(CommandTree.Root.Subcommands, command => Assert.Contains($"\n  {command.Name}\n", page));
    }

    // What make and a kernel's script are given is theirs; cc is always quiet.
    [Fact]
    public void EveryCommandOfOurs_TakesQuietAndVerbose() => Assert.All(
        CommandTree.Root.Subcommands.Where(command => command.Name is not ("make" or "kbuild-link" or "help" or "cc")),
        command => Assert.Equal(["-q", "-v"], command.Options.SelectMany(option => option.Aliases).Where(alias => alias is "-q" or "-v").Order()));

    [Fact]
    public void Help_OfWhatIsNoCommand_IsRefusedWithTheCommands()
    {
        Assert.Contains("there is no command 'frobnicate'; there are link, cc, embed, gen, ", Command.Kallsyms(["help", "frobnicate"]).Exited(2).Error);
        Assert.Equal("kallsyms: there is no command 'verfy'; did you mean 'verify'?\n", Command.Kallsyms(["help", "verfy"]).Exited(2).Error);
    }

    [Fact]
    public void Examples_AreRightCommandLines()
    {
        const string program = "kallsyms ";
        foreach (string line in CommandTree.Examples.Select(example => example.Line).Where(line => line.Contains(program, StringComparison.Ordinal))
            .Select(line => line[line.IndexOf(program, StringComparison.Ordinal)..]))
        {
            string[] words = [.. line.Split(' ').Skip(1).Select(word => word.Trim('\'', ')'))];
            Assert.True(CommandTree.Parse(words).Errors.Count == 0, line);
        }
    }
}
