using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Diagnosis;

/// <summary>What kallsyms explain takes, prints and exits with.</summary>
[RunsKallsyms]
public class ExplainCommandTests
{
    const string Before = "ffffffff81000000 T _stext\nffffffff81000040 T first\nffffffff81000080 T second\nffffffff81002000 B _end\n";

    [Fact]
    public void TheSameListsExitWithZero()
    {
        using var directory = new LinkDirectory();
        directory.Write("a", Before);
        directory.Write("b", Before);
        Assert.Equal("a -> b\nsame: 4 symbols, none differs\n", directory.Kallsyms("explain", "a", "b").Exited(0).Output);
    }

    [Fact]
    public void OtherListsExitWithOneAndAreListed()
    {
        using var directory = new LinkDirectory();
        directory.Write("a", Before);
        directory.Write("b", Before.Replace("first", "third", StringComparison.Ordinal));
        string text = directory.Kallsyms("explain", "a", "b").Exited(1).Output;
        Assert.Contains("class unknown: the evidence does not tell the cause\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  - ffffffff81000040 T first\n  + ffffffff81000040 T third\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void APageAndJsonOnOneStream_AreWrongUsage()
    {
        using var directory = new LinkDirectory();
        directory.Write("a", Before);
        Assert.Empty(directory.Kallsyms("explain", "--html", "-", "--json", "a", "a").Exited(2).Output);
        Assert.Empty(directory.Kallsyms("stat", "--html", "-", "--json", "a").Exited(2).Output);
    }

    [Fact]
    public void AnEmptyWord_IsNoFile()
    {
        using var directory = new LinkDirectory();
        directory.Write("a", Before);
        Assert.Contains("an empty word", directory.Kallsyms("explain", "a", "").Exited(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileOfAPassWhoseNumberIsNotOfAscii_IsNoneOfTheBuild()
    {
        using var directory = new LinkDirectory();
        directory.Write("System.map", Before);
        directory.Write(".tmp_System.map", Before);
        directory.Write(".tmp_map\u0663", Before);
        Assert.Contains("same", directory.Kallsyms("explain", ".").Exited(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void OnePassIsWrongUsage()
    {
        using var directory = new LinkDirectory();
        directory.Write("a", Before);
        Assert.Contains("one pass says nothing", directory.Kallsyms("explain", "a").Exited(2).Error, StringComparison.Ordinal);
        directory.Kallsyms("explain").Exited(2);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("damaged")]
    [InlineData("binary")]
    public void WhatCannotBeReadExitsWithThreeAndNamesTheFile(string file)
    {
        using var directory = new LinkDirectory();
        directory.Write("a", Before);
        directory.Write("damaged", Before + "no such line\n");
        File.WriteAllBytes(directory["binary"], [1, 2, 3, 0, 0, 0, 4, 5]);
        Assert.Contains(file, directory.Kallsyms("explain", "a", file).Exited(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void HiddenAddressesAreAnError()
    {
        using var directory = new LinkDirectory();
        directory.Write("a", Before);
        directory.Write("running", "0000000000000000 T _stext\n0000000000000000 T first\n0000000000000000 t loaded\t[module]\n");
        Assert.Contains("hidden", directory.Kallsyms("explain", "a", "running").Exited(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunningKernelIsMovedBackToWhereItWasLinked()
    {
        using var directory = new LinkDirectory();
        directory.Write("a", Before);
        string moved = Before.Replace("ffffffff81", "ffffffffa6", StringComparison.Ordinal);
        directory.Write("running", moved + "ffffffffc0000000 t loaded\t[module]\n");
        directory.Kallsyms("explain", "a", "running").Exited(0);
    }

    [Theory]
    [InlineData("--- a\n+++ b\n@@ -1,2 +1,2 @@\n 0000000000001000 T first\n-0000000000002000 t L0\n 0000000000003000 T last\n")]
    [InlineData("2d1\n< 0000000000002000 t L0\n")]
    public void ADiffIsTwoLists(string diff)
    {
        using var directory = new LinkDirectory();
        directory.Write("diff", diff);
        JsonElement json = Json(directory.Kallsyms("explain", "--json", "diff").Exited(1));
        Assert.Equal("L0", json.GetProperty("firstSymbol").GetString());
        Assert.DoesNotContain("is empty", json.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnImageAndItsMapAreTheSame()
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Link("--map", "System.map", "--", "ld", "program.o", "-o", "out").Succeeded();
        directory.Kallsyms("explain", "out", "System.map").Exited(0);
        directory.Write("all", directory.Run("nm", "-n", "out").Output);
        directory.Kallsyms("explain", "out", "all").Exited(0);
        directory.Write("unsorted", directory.Run("nm", "out").Output);
        directory.Kallsyms("explain", "out", "unsorted").Exited(0);
    }

    [Fact]
    public void JsonHasEveryDifferenceAndHexAddresses()
    {
        using var directory = new LinkDirectory();
        string[] many = [.. Enumerable.Range(0, 50).Select(i => $"{0xffffffff81003000 + (ulong)i * 16:x16} T new_{i}\n")];
        directory.Write("a", Before);
        directory.Write("b", Before + string.Concat(many));
        JsonElement json = Json(directory.Kallsyms("explain", "--json", "a", "b").Exited(1));
        Assert.Equal(1, json.GetProperty("schema").GetInt32());
        Assert.Equal("explain", json.GetProperty("command").GetString());
        JsonElement[] added = [.. json.GetProperty("differences").GetProperty("added").EnumerateArray()];
        Assert.Equal(50, added.Length);
        Assert.Equal("ffffffff81003000", added[0].GetProperty("address").GetString());
        Assert.Contains("and 40 more (--all)", directory.Kallsyms("explain", "a", "b").Output, StringComparison.Ordinal);
        Assert.Contains("T new_49\n", directory.Kallsyms("explain", "--all", "a", "b").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ALinkWithoutFixedPointPrintsTheSameVerdictAsItsEvidenceGives()
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        string hostile = directory.Hostile("random");
        string error = directory.Link("--max-passes", "3", "--evidence", "seen", "--", hostile, "program.o", "-o", "out").Exited(1).Error;
        string verdict = directory.Kallsyms("explain", "seen").Exited(1).Output;
        foreach (string line in verdict.Split('\n').SkipWhile(line => !line.StartsWith("class ", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("differences", StringComparison.Ordinal)))
            Assert.Contains(line, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty", "wide", "ffffffff81000000 T _text")]
    [InlineData("wide", "empty", "ffffffff81000000 T _text")]
    [InlineData("empty", "narrow", "+ c0008000 T _text")]
    public void BesideAnEmptyList_AddressesStayWhole(string before, string after, string line)
    {
        using var scratch = new Scratch();
        scratch.Write("empty", "");
        scratch.Write("wide", "ffffffff81000000 T _text\nffffffff81000040 T schedule\n");
        scratch.Write("narrow", "c0008000 T _text\nc0008040 T schedule\n");
        Assert.Contains(line, Command.Kallsyms(["explain", scratch[before], scratch[after]]).Exited(1).Output);
        Assert.Contains(line.Split(' ')[^3], Command.Kallsyms(["explain", "--json", scratch[before], scratch[after]]).Exited(1).Output);
    }

    [Theory]
    [InlineData("ffffffff81000000 T _text\nffffffff81000040 T schedule\n", "c0008000 T _text\nc0008040 T schedule\n")]
    [InlineData("c0008000 T _text\nc0008040 T schedule\n", "ffffffff81000000 T _text\nffffffff81000040 T schedule\n")]
    public void ListsOfDifferentMachines_AreSaidToBeThat(string before, string after)
    {
        using var scratch = new Scratch();
        string output = Command.Kallsyms(["explain", scratch.Write("a", before), scratch.Write("b", after)]).Exited(1).Output;
        Assert.Contains("lists of different machines", System.Text.RegularExpressions.Regex.Replace(output, @"\s+", " "));
        Assert.DoesNotContain("(0xc0008000) moved by", output);
    }

    [Fact]
    public void ANameAtTheStartOfASentence_IsNotCapitalised()
    {
        using var scratch = new Scratch();
        string first = scratch.Write("p1", "ffffffff81000000 T _text\nffffffff81000040 T vfs_read\nffffffff81000080 B _end\n");
        string second = scratch.Write("p2", "ffffffff81000000 T _text\nffffffff81000040 W vfs_read\nffffffff81000080 B _end\n");
        File.Copy(first, scratch["p3"]);
        string output = Command.Kallsyms(["explain", "--json", first, second, scratch["p3"]]).Exited(1).Output;
        string summary = JsonDocument.Parse(output).RootElement.GetProperty("summary").GetString()!;
        Assert.StartsWith("the passes repeat themselves: pass 3 is pass 1 again; vfs_read", summary);
    }

    [Fact]
    public void OneFileTwice_IsNoComparison()
    {
        using var directory = new LinkDirectory();
        directory.Write("a", Before);
        Assert.Contains("given twice", directory.Kallsyms("explain", "a", "./a").Exited(2).Error, StringComparison.Ordinal);
        directory.Write("b", Before);
        directory.Kallsyms("explain", "a", "b").Exited(0);
    }

    [Fact]
    public void AnIncident_HasALink_InTextJsonAndPage()
    {
        using var directory = new LinkDirectory();
        directory.Write("a", Before);
        directory.Write("b it's", Before + "ffffffff81000080 t __first_veneer\n");
        const string Link = "https://git.kernel.org/torvalds/c/bd8b22d2888e";
        Assert.Contains(Link, directory.Kallsyms("explain", "a", "b it's").Exited(1).Output, StringComparison.Ordinal);
        JsonElement json = Json(directory.Kallsyms("explain", "--json", "a", "b it's").Exited(1));
        Assert.Equal(Link, json.GetProperty("incident").GetProperty("link").GetString());
        Assert.Equal("stubs of the linker", json.GetProperty("classTitle").GetString());
        string page = directory.Kallsyms("explain", "--html", "-", "a", "b it's").Exited(1).Output;
        string data = page[(page.IndexOf("id=\"data\">", StringComparison.Ordinal) + "id=\"data\">".Length)..];
        JsonElement shown = JsonDocument.Parse(data[..data.IndexOf("</script>", StringComparison.Ordinal)]).RootElement;
        Assert.Equal("kallsyms explain --html - a 'b it'\\''s'", shown.GetProperty("command").GetString());
        Assert.StartsWith("kallsyms ", shown.GetProperty("program").GetString(), StringComparison.Ordinal);
        Assert.Equal("stubs of the linker", shown.GetProperty("explanation").GetProperty("classTitle").GetString());
        Assert.Equal(Link, shown.GetProperty("explanation").GetProperty("verdict").GetProperty("incident").GetProperty("link").GetString());
    }

    [Fact]
    public void DistancesBetweenLabels_HaveADirection()
    {
        using var directory = new LinkDirectory();
        directory.Write("a", "c0001000 D first\nc0002000 D _edata\nc0002000 B __bss_start\nc0003000 B _end\n");
        directory.Write("b", "c0001000 D first\nc0002000 B __bss_start\nc0002010 D _edata\nc0003000 B _end\n");
        string chain = string.Join('\n', Json(directory.Kallsyms("explain", "--json", "a", "b").Exited(1)).GetProperty("chain").EnumerateArray());
        Assert.Contains("-0x10 bytes", chain, StringComparison.Ordinal);
        Assert.DoesNotContain("0xffff", chain, StringComparison.Ordinal);
    }

    // One function gone, one come, and nearly all others of another length.
    [Fact]
    public void ListsOfDifferentKernels_AreSaidToBeThat()
    {
        using var directory = new LinkDirectory();
        string Kernel(bool isEdited, string only)
        {
            ulong at = 0xffffffff81000010;
            string functions = string.Concat(Enumerable.Range(0, 300).Select(i => $"{at += 128 + (isEdited ? (ulong)(i * 37 % 5 * 16) - 32 : 0):x16} t function_{i}\n"));
            return $"ffffffff81000000 T _stext\n{functions}ffffffff81200000 t {only}\nffffffff81300000 B _end\n";
        }
        directory.Write("a", Kernel(false, "gone"));
        directory.Write("b", Kernel(true, "come"));
        JsonElement json = Json(directory.Kallsyms("explain", "--json", "a", "b").Exited(1));
        Assert.Equal("unknown", json.GetProperty("class").GetString());
        Assert.Contains("different kernels", json.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    // The filter of today drops veneers, but they push what follows; labels of the table take no room.
    [Fact]
    public void StubsThatTheFilterDrops_AreTheCause_WhereTheyPush()
    {
        using var directory = new LinkDirectory();
        const string List = "c0008000 T _stext\nc0008010 a COUNT\nc0008100 T f\nc0008200 T g\n";
        directory.Write("a", List + "c0009000 R __start_rodata\nc000a000 B _end\n");
        directory.Write("b", List.Replace("c0008200 T g", "c0008200 t __f_veneer\nc0008210 T g", StringComparison.Ordinal)
            + "c0009000 R __start_rodata\nc0009010 R kallsyms_names\nc000a000 B _end\n");
        JsonElement json = Json(directory.Kallsyms("explain", "--json", "a", "b").Exited(1));
        Assert.Equal("A", json.GetProperty("class").GetString());
        Assert.Equal(["__f_veneer"], json.GetProperty("symbols").EnumerateArray().Select(symbol => symbol.GetString()));
        Assert.Contains("D", json.GetProperty("others").EnumerateArray().Select(other => other.GetProperty("class").GetString()));
    }

    static JsonElement Json(Command command) => JsonDocument.Parse(command.OutputBytes).RootElement;
}
