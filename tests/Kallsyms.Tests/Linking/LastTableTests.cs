using System.Text.Json;
using Kallsyms.Elf;
using Kallsyms.Linking;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>The table of the last build's image tells how large one of the same names is; whatever it says, the image is the same.</summary>
[RunsKallsyms]
public sealed class LastTableTests : IDisposable
{
    const string Script = """
        SECTIONS {
            . = 0x10000;
            _text = .;
            .text : { *(.text) }
            .rodata : { *(.rodata) *(.kallsyms*) }
            .data : { *(.data) }
        }
        """;

    readonly LinkDirectory _directory = new();

    public LastTableTests()
    {
        Command.Require("as", "ld");
        _directory.Write("script.lds", Script);
        Assemble("name");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TableOfTheSameNames_HasTheSizesThatAreNeeded()
    {
        Assert.Equal(1, Link("exact"));
        LastTable last = Assert.IsType<LastTable>(LastTable.Read(_directory["out"], Spec));
        Assert.Equal(1, Link("exact"));
        LastTable again = Assert.IsType<LastTable>(LastTable.Read(_directory["out"], Spec));
        Assert.Equal(last, again);
        Assert.True(last.Names.Count > 400);
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("single")]
    public void TableThatIsMadeOtherwise_CostsALinkAndLeavesNothing(string mode)
    {
        byte[] fresh = Fresh(mode);
        File.Delete(_directory["out"]);
        Assert.Equal(1, Link(mode, "--compress", "best"));
        Assert.Equal(2, Link(mode));
        Assert.Equal(fresh, File.ReadAllBytes(_directory["out"]));
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("single")]
    public void TableOfOtherNames_IsPassedOver(string mode)
    {
        Link(mode);
        Assemble("other_name");
        Assert.Equal(1, Link(mode));
        byte[] linked = File.ReadAllBytes(_directory["out"]);
        Assert.Equal(Fresh(mode), linked);
    }

    [Fact]
    public void FileThatHasNoTable_IsPassedOver()
    {
        _directory.Write("out", "no image");
        Assert.Null(LastTable.Read(_directory["out"], Spec));
        Assert.Null(LastTable.Read(_directory["name.o"], Spec));
        Assert.Null(LastTable.Read(_directory["missing"], Spec));
        Assert.Null(LastTable.Read("/dev/zero", Spec));
    }

    [Fact]
    public void DamagedTable_IsPassedOver()
    {
        Link("exact");
        byte[] image = File.ReadAllBytes(_directory["out"]);
        byte[] fresh = Fresh("exact");
        foreach (int step in (int[])[1, 7, 61])
        {
            byte[] damaged = [.. image];
            for (int at = 0x1000; at < damaged.Length; at += step)
                damaged[at] ^= 0x55;
            File.WriteAllBytes(_directory["out"], damaged);
            _ = LastTable.Read(_directory["out"], Spec);
            Link("exact");
            Assert.Equal(fresh, File.ReadAllBytes(_directory["out"]));
        }
    }

    static TableSpec Spec => new(
        KernelRelease.Parse("linux-7.0"), new(Is64: true, BigEndian: false), ElfMachine.X8664, AddressEncoding.PlaceRelative);

    void Assemble(string prefix)
    {
        _directory.Write("names.s", string.Concat(Enumerable.Range(0, 400).Select(i => $".globl {prefix}_of_{i}\n{prefix}_of_{i}: nop\n"))
            + ".globl _start\n_start: nop\n.data\n.quad kallsyms_names\n");
        _directory.Run("as", "names.s", "-o", "name.o");
    }

    byte[] Fresh(string mode)
    {
        File.Delete(_directory["out"]);
        Link(mode);
        return File.ReadAllBytes(_directory["out"]);
    }

    int Link(string mode, params string[] options)
    {
        Command link = _directory.Link(
            ["--json", "--mode", mode, .. options, "--", "ld", "-T", "script.lds", "name.o", "-o", "out"]).Succeeded();
        return JsonDocument.Parse(link.Output).RootElement.GetProperty("passes").GetArrayLength();
    }
}
