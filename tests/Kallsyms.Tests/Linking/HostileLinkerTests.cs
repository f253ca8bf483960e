using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>Linkers that do on purpose what real ones do by accident (tests/cases/link/hostile-ld).</summary>
[RunsKallsyms]
public class HostileLinkerTests
{
    [Fact]
    public void VeneersThatComeWithTheTableEndUpInTheTable()
    {
        using LinkDirectory directory = Start();
        int passes = Converges(directory, "veneers");
        Assert.True(passes >= 2, "the stubs were there before the table");
        int stubs = directory.Kallsyms("dump", "out").Succeeded().Output.Split('\n').Count(line => line.Contains("long_branch_stub_", StringComparison.Ordinal));
        Assert.Equal(stubs, directory.Run("nm", "out").Output.Split('\n').Count(line => line.Contains("long_branch_stub_", StringComparison.Ordinal)));
        Assert.InRange(stubs, 8, 1000);
    }

    [Fact]
    public void SymbolsOfEqualAddressMayComeInAnyOrder()
    {
        using LinkDirectory directory = Start();
        string hostile = directory.Hostile("reorder");
        Assemble(directory, "one", "first_alias");
        Assemble(directory, "two", "second_alias");
        Converges(directory, hostile: hostile);
        byte[] odd = File.ReadAllBytes(directory["out"]);
        Converges(directory, hostile: hostile);
        Converges(directory, hostile: hostile);
        Assert.Equal(Table(directory, odd), Table(directory, File.ReadAllBytes(directory["out"])));
    }

    [Fact]
    public void ASectionMayMoveFromPassToPass()
    {
        using LinkDirectory directory = Start();
        Converges(directory, "align", "-T", LinkDirectory.Case("boundary.lds"));
    }

    [Fact]
    public void TemporarySymbolsMayHaveOtherNamesInEveryPass()
    {
        using LinkDirectory directory = Start();
        Converges(directory, "rename");
    }

    [Fact]
    public void WhatALinkerWroteBeforeItEndedDoesNotCount()
    {
        using LinkDirectory directory = Start();
        Converges(directory, "rewrites");
        string table = directory.Kallsyms("dump", "out").Succeeded().Output;
        Assert.Contains("final_0", table, StringComparison.Ordinal);
        Assert.DoesNotContain("draft_", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public void ALinkerWithoutFixedPointFailsClearlyAndLeavesThePreviousOutput(int maxPasses)
    {
        using LinkDirectory directory = Start();
        directory.Write("out", "previous");
        string hostile = directory.Hostile("random");
        Command link = directory.Link("--max-passes", $"{maxPasses}", "--map", "map", "--", hostile, "program.o", "-o", "out").Exited(1);
        Assert.Contains($"kallsyms: out: Inconsistent kallsyms data: no fixed point after {maxPasses} passes;", link.Error, StringComparison.Ordinal);
        Assert.Contains($"t new_in_pass_{maxPasses}_0\n", link.Error, StringComparison.Ordinal);
        Assert.Contains($"t new_in_pass_{maxPasses - 1}_0\n", link.Error, StringComparison.Ordinal);
        Assert.Equal("previous", File.ReadAllText(directory["out"]));
        directory.HasOnly("program.o", "out");
    }

    [Fact]
    public void ALinkerWithoutFixedPointIsExplainedInJsonToo()
    {
        using LinkDirectory directory = Start();
        string hostile = directory.Hostile("random");
        Command link = directory.Link("--json", "--max-passes", "3", "--", hostile, "program.o", "-o", "out").Exited(1);
        using JsonDocument report = JsonDocument.Parse(link.Output);
        Assert.Equal("not-converged", report.RootElement.GetProperty("result").GetString());
        Assert.False(report.RootElement.GetProperty("consistent").GetBoolean());
        Assert.Equal(3, report.RootElement.GetProperty("passes").GetArrayLength());
        Assert.Empty(report.RootElement.GetProperty("differences").EnumerateArray());
        string title = report.RootElement.GetProperty("verdict").GetProperty("classTitle").GetString()!;
        Assert.Contains(title, link.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ASinglePassThatIsNotEnoughSaysWhatItLacked()
    {
        using LinkDirectory directory = Start();
        string hostile = directory.Hostile("random");
        Command link = directory.Link("--max-passes", "1", "--", hostile, "program.o", "-o", "out").Exited(1);
        Assert.Matches("^kallsyms: out: Inconsistent kallsyms data: [0-9]+ bytes were reserved and [0-9]+ are needed after the only pass; --max-passes allows more\n$", link.Error);
        directory.HasOnly("program.o");
    }

    [Fact]
    public void ALinkerWithoutFixedPointLeavesEvidenceThatNamesTheSymbols()
    {
        using LinkDirectory directory = Start();
        string hostile = directory.Hostile("random");
        Command link = directory.Link("--max-passes", "3", "--evidence", "seen", "--", hostile, "program.o", "-o", "out").Exited(1);
        Assert.Contains("what each pass saw is in seen", link.Error, StringComparison.Ordinal);
        for (int pass = 1; pass <= 3; pass++)
            Assert.Contains($" t new_in_pass_{pass}_0\n", File.ReadAllText(directory[$"seen/pass-{pass}.symbols"]), StringComparison.Ordinal);
        directory.HasOnly("program.o", "seen");
    }

    static LinkDirectory Start() => new LinkDirectory().Assemble("program.s", "program.o");

    static int Converges(LinkDirectory directory, string how, params string[] more) => Converges(directory, more, directory.Hostile(how));

    static int Converges(LinkDirectory directory, string[]? more = null, string hostile = "")
    {
        string[] before = [.. Directory.EnumerateFileSystemEntries(directory.Path).Select(path => Path.GetFileName(path)!).Where(name => name is not ("state" or "out"))];
        Command link = directory.Link(["--json", "--", hostile, "program.o", .. more ?? [], "-o", "out"]).Succeeded();
        directory.IsConsistent("out");
        directory.HasOnly([.. before, "out"]);
        using JsonDocument report = JsonDocument.Parse(link.Output);
        return report.RootElement.GetProperty("passes").GetArrayLength();
    }

    static void Assemble(LinkDirectory directory, string name, string symbol)
    {
        directory.Write("alias.s", $".text\n.globl {symbol}\n{symbol}:\n");
        directory.Run("as", "alias.s", "-o", $"state/{name}.o");
    }

    static string Table(LinkDirectory directory, byte[] image)
    {
        File.WriteAllBytes(directory["image"], image);
        string table = directory.Kallsyms("dump", "image").Succeeded().Output;
        File.Delete(directory["image"]);
        return table;
    }
}
