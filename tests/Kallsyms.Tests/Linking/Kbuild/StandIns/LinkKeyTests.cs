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
        LinkKey.Of(["ld", _object, LinkerCommandLine.Placeholder, "-o", "vmlinux"]), LinkKey.Of(["ld", LinkerCommandLine.Placeholder, _object, "-o", "vmlinux"]));

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

    string Key(string words) => LinkKey.Of(["ld", _object, LinkerCommandLine.Placeholder, .. words.Split(' ')]);
}
