using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Kbuild.StandIns;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild.StandIns;

public sealed class LinkKeyTests : IDisposable
{
    readonly Scratch _scratch = new();
    readonly string _object;

    public LinkKeyTests() => _object = _scratch.Write("a.o", "one");

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("-o other")]
    [InlineData("--strip-debug -o vmlinux")]
    [InlineData("-S -o vmlinux")]
    [InlineData("-Map=vmlinux.map -o vmlinux")]
    [InlineData("-Map vmlinux.map -o vmlinux")]
    [InlineData("-Wl,--strip-debug -o vmlinux")]
    public void WhatEveryImageMayDifferInDoesNotCount(string words) => Assert.Equal(Key("-o vmlinux"), Key(words));

    [Theory]
    [InlineData("--emit-relocs -o vmlinux")]
    [InlineData("-o vmlinux more.o")]
    [InlineData("-o vmlinux -z noexecstack")]
    public void EveryOtherWordCounts(string words) => Assert.NotEqual(Key("-o vmlinux"), Key(words));

    [Fact]
    public void TheTablesPlaceCounts() => Assert.NotEqual(
        Key("-o vmlinux"), LinkKey.Of(["ld", LinkerCommandLine.Placeholder, _object, "-o", "vmlinux"], [], DateTime.MaxValue).Text);

    [Fact]
    public void AnInputWithTheSameBytesAndTimeInAnotherFileCounts()
    {
        string before = Key("-o vmlinux");
        DateTime time = File.GetLastWriteTimeUtc(_object);
        File.Move(_object, _scratch["kept"]);
        _scratch.Write("a.o", "one");
        File.SetLastWriteTimeUtc(_object, time);
        Assert.NotEqual(before, Key("-o vmlinux"));
    }

    [Fact]
    public void AnInputThatWasWrittenAgainCounts()
    {
        string before = Key("-o vmlinux");
        File.SetLastWriteTimeUtc(_object, File.GetLastWriteTimeUtc(_object).AddSeconds(1));
        Assert.NotEqual(before, Key("-o vmlinux"));
    }

    [Fact]
    public void AMemberOfAThinArchiveCounts()
    {
        Command.Require("gcc", "ar");
        Command.Run("gcc", ["-xc", "-", "-c", "-o", _scratch["member.o"]], input: "int x;"u8.ToArray()).Succeeded();
        Command.Run("ar", ["rcT", "all.a", "member.o"], _scratch.Directory).Succeeded();
        string before = Key($"-o vmlinux {_scratch["all.a"]}");
        File.SetLastWriteTimeUtc(_scratch["member.o"], File.GetLastWriteTimeUtc(_scratch["member.o"]).AddSeconds(1));
        Assert.NotEqual(before, Key($"-o vmlinux {_scratch["all.a"]}"));
    }

    [Fact]
    public void AFileThatAnOptionNamesCounts()
    {
        string words = $"-o vmlinux --version-script={_scratch.Write("versions", "{ local: *; };")}";
        string before = Key(words);
        _scratch.Write("versions", "{ global: x; };");
        Assert.NotEqual(before, Key(words));
    }

    [Fact]
    public void AnInputThatTheScriptWritesAgainWithTheSameBytesDoesNotCount()
    {
        string before = Of("-o vmlinux", DateTime.MinValue).Text;
        _scratch.Write("a.o", "two");
        Assert.NotEqual(before, Of("-o vmlinux", DateTime.MinValue).Text);
        File.Delete(_object);
        _scratch.Write("a.o", "one");
        File.SetLastWriteTimeUtc(_object, File.GetLastWriteTimeUtc(_object).AddSeconds(1));
        Assert.Equal(before, Of("-o vmlinux", DateTime.MinValue).Text);
    }

    [Theory]
    [InlineData("-o vmlinux --defsym=end=0xffffffff81a2b000", "--defsym=end=0xffffffff81a2b000")]
    [InlineData("-o vmlinux -Tdata 1a2b000", "1a2b000")]
    [InlineData("-o vmlinux -z noexecstack", null)]
    [InlineData("-o .tmp_vmlinux22", null)]
    public void ANumberThatTheFirstLinkHasNotMayBeOfItsImage(string words, string? expected) => Assert.Equal(
        expected, Of(words, DateTime.MaxValue).MadeOfImage(Of("-o vmlinux", DateTime.MaxValue), DateTime.UtcNow));

    [Fact]
    public void AnInputThatIsWrittenBehindTheFirstLinkMayBeOfItsImage()
    {
        LinkKey first = Of("-o vmlinux", DateTime.MinValue);
        DateTime image = File.GetLastWriteTimeUtc(_object).AddSeconds(1);
        _scratch.Write("old.o", "old");
        string made = _scratch.Write("made.o", "new");
        File.SetLastWriteTimeUtc(_scratch["old.o"], image.AddSeconds(-1));
        File.SetLastWriteTimeUtc(made, image);
        Assert.Null(Of($"-o vmlinux {_scratch["old.o"]}", DateTime.MinValue).MadeOfImage(first, image));
        Assert.Equal(made, Of($"-o vmlinux {made}", DateTime.MinValue).MadeOfImage(first, image));
        // Written again, and the same.
        File.SetLastWriteTimeUtc(_object, image.AddSeconds(1));
        Assert.Null(Of("-o vmlinux", DateTime.MinValue).MadeOfImage(first, image));
    }

    [Fact]
    public void TypeDataOfTheFirstImageSaysNothingOfItsAddresses()
    {
        Command.Require("gcc");
        string types = _scratch["types.o"];
        Command.Run("gcc", ["-xassembler", "-", "-c", "-o", types], input: ".section .BTF,\"a\"\n.long 7\n"u8.ToArray()).Succeeded();
        DateTime image = File.GetLastWriteTimeUtc(types);
        Assert.Null(Of($"-o vmlinux {types}", DateTime.MinValue).MadeOfImage(Of("-o vmlinux", DateTime.MinValue), image));
    }

    string Key(string words) => Of(words, DateTime.MaxValue).Text;

    LinkKey Of(string words, DateTime begin) => LinkKey.Of(["ld", _object, LinkerCommandLine.Placeholder, .. words.Split(' ')], [], begin);
}
