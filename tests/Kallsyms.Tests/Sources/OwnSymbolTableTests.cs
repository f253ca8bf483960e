using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Sources;

/// <summary>An ELF file with symbols and no table is read by its symbols, which is said; what needs the table refuses it.</summary>
[RunsKallsyms]
public class OwnSymbolTableTests
{
    const string TwoSections = """
            .text
            nop
        first:
            nop
            .size first, 1
            .section .init.text, "ax"
        second:
            .skip 0x30
            .size second, 0x30
        """;

    [Fact]
    public void ALinkedImage_AnswersByItsOwnSymbols_AndItIsSaid()
    {
        using LinkDirectory directory = Linked();
        string address = directory.Run("sh", "-c", "nm out | grep ' first$'").Output.Split(' ')[0];
        Command found = directory.Kallsyms("lookup", "out", "first", address).Succeeded();
        Assert.All(found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith($"{address} t first+0x0/", line, StringComparison.Ordinal));
        Assert.Equal(1, found.Error.Count(character => character == '\n'));
        Assert.Contains(" of its own symbol table are read instead", found.Error, StringComparison.Ordinal);
        directory.Write("log", $"pc : {address}\n");
        Assert.Contains("first+0x0/", directory.Kallsyms("annotate", "out", "log").Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("alike", directory.Kallsyms("diff", "out", "out").Succeeded().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Stat_ShowsTheTableThatABuildWouldMake()
    {
        using LinkDirectory directory = Linked();
        using var json = JsonDocument.Parse(directory.Kallsyms("stat", "--json", "out").Succeeded().Output);
        Assert.True(json.RootElement.GetProperty("workedOut").GetBoolean());
        Assert.True(json.RootElement.GetProperty("table").GetProperty("symbols").GetInt32() >= 2);
    }

    [Fact]
    public void AnObjectOfNothingButANumber_MakesAnEmptyTable()
    {
        using LinkDirectory directory = Assembled();
        directory.Write("number.s", ".globl number\nnumber = 5\n");
        directory.Run("as", "number.s", "-o", "number.o");
        directory.Run("objcopy", "-R", ".text", "-R", ".data", "-R", ".bss", "number.o");
        Assert.StartsWith("number.o: 0 symbols", directory.Kallsyms("stat", "number.o").Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains(" A number+0x0", directory.Kallsyms("lookup", "number.o", "number").Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnObject_HasItsSectionsOneAfterAnother_SoThatNoSymbolReachesIntoAnother()
    {
        using LinkDirectory directory = Assembled();
        Command found = directory.Kallsyms("lookup", "a.o", "first", "second").Succeeded();
        Assert.Equal(
            ["0000000000000001 t first+0x0/0x1", "0000000000000002 t second+0x0/0x30"],
            found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("not linked", found.Error, StringComparison.Ordinal);
        directory.Write("log", "pc : 0000000000000002\n");
        Assert.Contains("is not linked", directory.Kallsyms("annotate", "a.o", "log").Exited(3).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dump", "out")]
    [InlineData("elf", "out")]
    [InlineData("verify", "out")]
    public void WhatNeedsTheTable_RefusesIt_AndSaysNothingElse(params string[] command)
    {
        using LinkDirectory directory = Linked();
        string error = directory.Kallsyms(command).Exited(1).Error;
        Assert.Contains("kallsyms map lists the image's own symbols", error, StringComparison.Ordinal);
        Assert.DoesNotContain("read instead", error, StringComparison.Ordinal);
    }

    static LinkDirectory Assembled()
    {
        Command.Require("as");
        var directory = new LinkDirectory();
        directory.Write("a.s", TwoSections + "\n");
        directory.Run("as", "a.s", "-o", "a.o");
        return directory;
    }

    static LinkDirectory Linked()
    {
        LinkDirectory directory = Assembled();
        directory.Run("ld", "-e", "0", "a.o", "-o", "out");
        return directory;
    }
}
