using System.CommandLine;
using Kallsyms.Cli;
using Kallsyms.Tests.Cli;
using Kallsyms.Tests.Fixtures;
using Xunit;
using Command = System.CommandLine.Command;
using Run = Kallsyms.Tests.Fixtures.Command;

namespace Kallsyms.Tests.Manual;

/// <summary>Manual pages and completions: made from the commands, complete, and right in the eyes of the programs that read them.</summary>
public class ManualTests
{
    const string Manual = "packaging/man";
    const string Completions = "packaging/completions";

    static readonly RootCommand _root = CommandTree.Root;

    static IEnumerable<Command> Commands => [_root, .. _root.Subcommands];

    [Fact]
    [HasGoldenText]
    public void ManualPages_AreThoseOfTheCommands()
    {
        foreach (Command command in Commands)
            Golden.File($"{Manual}/{ManPage.FileName(command)}", ManPage.Of(command, _root));
        Assert.Equal(Commands.Select(ManPage.FileName).Order(), Directory.GetFiles(Path.Combine(Repository.Root, Manual)).Select(Path.GetFileName).Order());
    }

    [Fact]
    [HasGoldenText]
    public void Completions_AreThoseOfTheCommands()
    {
        Golden.File($"{Completions}/{BashCompletion.FileName}", BashCompletion.Of(_root));
        Golden.File($"{Completions}/{FishCompletion.FileName}", FishCompletion.Of(_root));
        Golden.File($"{Completions}/{PowerShellCompletion.FileName}", PowerShellCompletion.Of(_root));
        Golden.File($"{Completions}/{ZshCompletion.FileName}", ZshCompletion.Of(_root));
    }

    [Fact]
    public void ManualPages_HaveEveryOptionAndExitStatus()
    {
        foreach (Command command in Commands)
        {
            string page = ManPage.Of(command, _root);
            Assert.All(command.Options, option => Assert.Contains($"\\fB{option.Name.Replace("-", "\\-", StringComparison.Ordinal)}\\fR", page));
            Assert.All(
                typeof(ExitStatus).GetFields(),
                status => Assert.Contains($".TP\n\\fB{status.GetRawConstantValue()}\\fR\n", page));
        }
    }

    [Fact]
    public void ManualPages_ShowNoNameOfAType() =>
        Assert.All(Commands, command => Assert.DoesNotContain("[]", ManPage.Of(command, _root), StringComparison.Ordinal));

    [Fact]
    public void Options_SayWhatTheyTake() => Assert.All(
        Commands.SelectMany(command => command.Options).Where(option => option.ValueType != typeof(bool) && option is not System.CommandLine.Help.HelpOption),
        option => Assert.True(option.HelpName is not null, option.Name));

    [Fact]
    public void ManualPages_PleaseMandoc()
    {
        Run.Require("mandoc");
        using var scratch = new Scratch();
        foreach (Command command in Commands)
            Assert.Equal("", Run.Run("mandoc", ["-T", "lint", "-W", "warning", Installed(scratch, command)]).Output);
    }

    [Fact]
    public void ManualPages_PleaseGroff()
    {
        Run.Require("groff");
        using var scratch = new Scratch();
        Run all = Run.Run("groff", ["-man", "-ww", "-Tascii", "-z", .. Commands.Select(command => Installed(scratch, command))]).Succeeded();
        Assert.Equal("", all.Error);
    }

    [Theory]
    [InlineData("kallsyms ex", "explain")]
    [InlineData("kallsyms help inf", "info")]
    [InlineData("kallsyms link --mo", "--mode")]
    [InlineData("kallsyms link --mode s", "single")]
    [InlineData("kallsyms link --mode=s", "single")]
    [InlineData("kallsyms verify --layout linux-4.2", "linux-4.20")]
    public void Bash_Completes(string line, string word)
    {
        Run.Require("bash");
        string[] words = [.. line.Replace("=", " = ", StringComparison.Ordinal).Split(' ')];
        string script = $"source {Completions}/{BashCompletion.FileName}; COMP_WORDS=({string.Join(' ', words.Select(one => $"'{one}'"))}); "
            + $"COMP_CWORD={words.Length - 1}; _kallsyms; echo \"${{COMPREPLY[@]}}\"";
        Run run = Run.Run("bash", ["-c", script], Repository.Root).Succeeded();
        Assert.Equal(("", word + "\n"), (run.Error, run.Output));
    }

    [Theory]
    [InlineData("kallsyms ex", "explain")]
    [InlineData("kallsyms help inf", "info")]
    [InlineData("kallsyms link --mode s", "single")]
    [InlineData("kallsyms verify --layout linux-4.2", "linux-4.20")]
    public void Fish_Completes(string line, string word)
    {
        Run.Require("fish");
        Run run = Run.Run("fish", ["--no-config", "-c", $"source {Completions}/{FishCompletion.FileName}; complete -C '{line}'"], Repository.Root).Succeeded();
        Assert.Equal("", run.Error);
        Assert.Contains(run.Output.Split('\n'), offered => offered.Split('\t')[0] == word);
    }

    [Fact]
    public void Zsh_TakesTheScript()
    {
        Run.Require("zsh");
        Run run = Run.Run("zsh", ["-f", "-c", $"autoload -U compinit && compinit -u -D && source {Completions}/{ZshCompletion.FileName} && echo ${{_comps[kallsyms]}}"], Repository.Root);
        Assert.Equal(("", "_kallsyms\n"), (run.Error, run.Output));
    }

    [Theory]
    [InlineData("kallsyms ex", "explain")]
    [InlineData("kallsyms help inf", "info")]
    [InlineData("kallsyms link --mo", "--mode")]
    [InlineData("kallsyms link --mode s", "single")]
    [InlineData("kallsyms link --mode=s", "--mode=single")]
    [InlineData("kallsyms verify --layout linux-4.2", "linux-4.20")]
    public void PowerShell_Completes(string line, string word)
    {
        Run.Require("pwsh");
        string script = $". ./{Completions}/{PowerShellCompletion.FileName}; (TabExpansion2 '{line}' {line.Length}).CompletionMatches.CompletionText";
        Run run = Run.Run("pwsh", ["-NoProfile", "-NonInteractive", "-Command", script], Repository.Root).Succeeded();
        Assert.Equal(("", word + "\n"), (run.Error, run.Output));
    }

    static string Installed(Scratch scratch, Command command) => scratch.Write(
        ManPage.FileName(command),
        ManPage.Of(command, _root).Replace("@DATE@", "2026-01-31", StringComparison.Ordinal).Replace("@VERSION@", "1.2.3", StringComparison.Ordinal));
}
