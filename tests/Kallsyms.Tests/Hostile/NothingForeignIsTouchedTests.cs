using Kallsyms.Files;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>Nothing is deleted or followed that the tool did not make itself.</summary>
[RunsKallsyms]
[Trait("Set", "hostile")]
public class NothingForeignIsTouchedTests
{
    const string Unguessed = ".out.kallsyms-0123456789abcdef";

    [Theory]
    [InlineData(".out.kallsyms")]
    [InlineData(Unguessed)]
    [InlineData(".out.tmp")]
    public void ADirectoryBehindASymbolicLinkNamedLikeOursKeepsItsFiles(string name)
    {
        using LinkDirectory directory = Start();
        Directory.CreateDirectory(directory["victim/files"]);
        directory.Write("victim/files/System.map", "precious");
        directory.Write("victim/lock", "precious");
        File.CreateSymbolicLink(directory[name], "victim");
        directory.Link("--", "ld", "program.o", "-o", "out").Succeeded();
        Assert.Equal("precious", File.ReadAllText(directory["victim/files/System.map"]));
        Assert.Equal("precious", File.ReadAllText(directory["victim/lock"]));
        Assert.Equal("victim", new FileInfo(directory[name]).LinkTarget);
        directory.HasOnly("program.o", "out", "victim", name);
    }

    [Theory]
    [InlineData("755", "files/System.map")] // not private: a checkout of somebody's repository
    [InlineData("700", "files/notes.txt")]
    [InlineData("700", "image/other")]
    [InlineData("700", "thesis.o")]
    [InlineData("700", "files/deep/System.map")]
    public void ADirectoryNamedLikeOursThatHoldsAnythingElseStays(string mode, string file)
    {
        using LinkDirectory directory = Start();
        Directory.CreateDirectory(Path.GetDirectoryName(directory[$"{Unguessed}/{file}"])!);
        directory.Write($"{Unguessed}/{file}", "precious");
        directory.Run("chmod", mode, Unguessed);
        directory.Link("--", "ld", "program.o", "-o", "out").Succeeded();
        Assert.Equal("precious", File.ReadAllText(directory[$"{Unguessed}/{file}"]));
    }

    [Fact]
    public void ForeignFilesInALeftoverAreNamed()
    {
        using LinkDirectory directory = Start();
        Directory.CreateDirectory(directory[Unguessed]);
        directory.Write(Unguessed + "/notes.txt", "precious");
        directory.Run("chmod", "700", Unguessed);
        Command link = directory.Link("-q", "--", "ld", "program.o", "-o", "out").Succeeded();
        Assert.Contains($"{Unguessed}/notes.txt was not made by kallsyms", link.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ALeftoverOfAKilledLinkGoesWithTheNext()
    {
        using LinkDirectory directory = Start();
        foreach (string file in (string[])["files/kallsyms.o", "files/System.map", "image/out", "image/out.tmp1a2b"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(directory[$"{Unguessed}/{file}"])!);
            directory.Write($"{Unguessed}/{file}", "stale");
        }
        directory.Run("chmod", "700", Unguessed);
        directory.Link("--", "ld", "program.o", "-o", "out").Succeeded();
        directory.HasOnly("program.o", "out");
    }

    [Fact]
    public void WhatAKilledRunWasAboutToMoveToItsPlaceGoesWithTheNext()
    {
        using LinkDirectory directory = Start();
        directory.Write(Unguessed, "all that was written");
        directory.Kallsyms("map", "program.o", "-o", "out").Succeeded();
        directory.HasOnly("program.o", "out");
    }

    [Theory]
    [InlineData(".out.kallsyms-0123456789abcde")]
    [InlineData(".out.kallsyms-0123456789abcdef0")]
    [InlineData(".out.kallsyms-0123456789ABCDEF")]
    [InlineData(".other.kallsyms-0123456789abcdef")]
    public void AFileNamedAlmostAsOursStays(string name)
    {
        using LinkDirectory directory = Start();
        directory.Write(name, "precious");
        directory.Kallsyms("map", "program.o", "-o", "out").Succeeded();
        Assert.Equal("precious", File.ReadAllText(directory[name]));
    }

    [Fact]
    public void AFileThatAnotherRunIsWritingStays()
    {
        using LinkDirectory directory = Start();
        directory.Write(Unguessed, "half of it");
        using (DirectoryHandle handle = DirectoryHandle.Open(directory.Path))
        using (SafeFileHandle other = handle.OpenRead(Unguessed))
        {
            Assert.True(Native.TryLock(other));
            directory.Kallsyms("map", "program.o", "-o", "out").Succeeded();
            directory.HasOnly("program.o", "out", Unguessed);
        }
        directory.Kallsyms("map", "program.o", "-o", "out").Succeeded();
        directory.HasOnly("program.o", "out");
    }

    // They change places, and back where what was there cannot be removed.
    [Fact]
    public void AFileThatReplacesADirectoryIsPutBack()
    {
        using var directory = new LinkDirectory();
        directory.Write("new", "new");
        Directory.CreateDirectory(directory["there"]);
        directory.Write("there/kept", "kept");
        directory.Write("old", "old");
        using DirectoryHandle handle = DirectoryHandle.Open(directory.Path);
        Assert.ThrowsAny<Exception>(() => handle.Replace("new", handle, "there"));
        Assert.Equal("kept", File.ReadAllText(directory["there/kept"]));
        handle.Replace("new", handle, "old");
        Assert.Equal("new", File.ReadAllText(directory["old"]));
        handle.Replace("old", handle, "nowhere");
        directory.HasOnly("nowhere", "there");
    }

    [Fact]
    public void ALinkNamedLikeAFileOfOursIsNeitherFollowedNorRemoved()
    {
        using LinkDirectory directory = Start();
        directory.Write("victim", "precious");
        File.CreateSymbolicLink(directory[Unguessed], "victim");
        directory.Kallsyms("map", "program.o", "-o", "out").Succeeded();
        Assert.Equal("precious", File.ReadAllText(directory["victim"]));
        directory.HasOnly("program.o", "out", "victim", Unguessed);
    }

    [Fact]
    public void ALinkInsideALeftoverIsRemovedAndNotFollowed()
    {
        using LinkDirectory directory = Start();
        Directory.CreateDirectory(directory["victim"]);
        directory.Write("victim/kallsyms.o", "precious");
        Directory.CreateDirectory(directory[Unguessed]);
        File.CreateSymbolicLink(directory[Unguessed + "/files"], directory["victim"]);
        directory.Run("chmod", "700", Unguessed);
        directory.Link("--", "ld", "program.o", "-o", "out").Succeeded();
        Assert.Equal("precious", File.ReadAllText(directory["victim/kallsyms.o"]));
    }

    [Theory]
    [InlineData("link")]
    [InlineData("directory")]
    [InlineData("file")]
    public void SomethingElseInTheLocksPlaceIsRefusedByName(string kind)
    {
        using LinkDirectory directory = Start();
        const string Lock = ".out.kallsyms-lock";
        directory.Write("victim", kind == "link" ? "" : "precious");
        if (kind == "link")
            File.CreateSymbolicLink(directory[Lock], "victim");
        else if (kind == "directory")
            Directory.CreateDirectory(directory[Lock]);
        else
            directory.Write(Lock, "precious");
        Command link = directory.Link("--", "ld", "program.o", "-o", "out").Exited(3);
        Assert.Contains($"{Lock} beside it is not a lock that kallsyms made", link.Error, StringComparison.Ordinal);
        directory.HasOnly("program.o", "victim", Lock);
    }

    [Theory]
    [InlineData("pass-notes.txt")]
    [InlineData("pass-1.map")]
    public void EvidenceNeverReplacesFilesThatWereThereBefore(string name)
    {
        using LinkDirectory directory = Start();
        Directory.CreateDirectory(directory["evidence"]);
        directory.Write("evidence/" + name, "precious");
        Command link = directory.Link("--evidence", "evidence", "--", "ld", "program.o", "-o", "out").Exited(3);
        Assert.Equal($"kallsyms: evidence: evidence cannot be kept there: {name} in it was not made by kallsyms; name another directory\n", link.Error);
        Assert.Equal("precious", File.ReadAllText(directory["evidence/" + name]));
        directory.HasOnly("program.o", "evidence");
    }

    [Fact]
    public void EvidenceOfAnEarlierLinkIsReplaced()
    {
        using LinkDirectory directory = Start();
        directory.Write("other.txt", "precious");
        for (int i = 0; i < 2; i++)
        {
            directory.Link("--evidence", "evidence", "--", "ld", "program.o", "-o", "out").Succeeded();
            File.Move(directory["other.txt"], directory["evidence/other.txt"], overwrite: true);
            File.Copy(directory["evidence/other.txt"], directory["other.txt"]);
        }
        Assert.Equal("precious", File.ReadAllText(directory["evidence/other.txt"]));
        Assert.Contains(Directory.EnumerateFiles(directory["evidence"]), file => file.EndsWith("pass-1.table", StringComparison.Ordinal));
    }

    [Fact]
    public void EvidenceDirectoryThatIsASymbolicLink_IsRefusedWithWhatItLeadsTo()
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        Directory.CreateDirectory(directory["real"]);
        Directory.CreateSymbolicLink(directory["evidence"], "real");
        Command link = directory.Link("--evidence", "evidence", "--", "ld", "program.o", "-o", "out").Exited(3);
        Assert.Contains("it is a symbolic link, which is not followed; name the directory itself, real", link.Error, StringComparison.Ordinal);
        directory.HasOnly("program.o", "real", "evidence");
    }

    [Fact]
    public void EvidenceDoesNotFollowALinkLaidInItsPlace()
    {
        using LinkDirectory directory = Start();
        directory.Write("victim", "precious");
        Directory.CreateDirectory(directory["evidence"]);
        directory.Write("evidence/kallsyms-evidence", "pass-1.map\n../victim\n");
        File.CreateSymbolicLink(directory["evidence/pass-1.map"], "../victim");
        directory.Link("--evidence", "evidence", "--", "ld", "program.o", "-o", "out").Exited(3);
        Assert.Equal("precious", File.ReadAllText(directory["victim"]));
    }

    static LinkDirectory Start() => new LinkDirectory().Assemble("program.s", "program.o");
}
