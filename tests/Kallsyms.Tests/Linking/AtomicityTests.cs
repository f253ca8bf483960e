using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>An output appears whole or not at all, and whatever goes wrong leaves the previous one and nothing else.</summary>
[RunsKallsyms]
public class AtomicityTests
{
    [Fact]
    public void AFailingLinkerIsPassedThrough()
    {
        using LinkDirectory directory = Start();
        Command link = directory.Link("--", "ld", "program.o", "missing.o", "-o", "out").Exited(4);
        Assert.Contains("ld: cannot find missing.o", link.Error, StringComparison.Ordinal);
        Assert.EndsWith("kallsyms: ld failed with exit status 1\n", link.Error, StringComparison.Ordinal);
        LeftAlone(directory);
    }

    [Fact]
    public void ALinkerThatFailsInItsSecondPassLeavesThePreviousOutput()
    {
        using LinkDirectory directory = Start();
        Command link = directory.Link("--map", "map", "--", directory.Hostile("fails"), "program.o", "-o", "out").Exited(4);
        Assert.Contains("hostile-ld: cannot go on", link.Error, StringComparison.Ordinal);
        Assert.Contains("failed with exit status 9", link.Error, StringComparison.Ordinal);
        LeftAlone(directory);
    }

    [Fact]
    public void AMissingLinkerIsNamed()
    {
        using LinkDirectory directory = Start();
        Command link = directory.Link("--", "no-such-ld", "program.o", "-o", "out").Exited(4);
        Assert.Equal("kallsyms: no-such-ld cannot be started: there is no such program\n", link.Error);
        LeftAlone(directory);
    }

    [Fact]
    public void AnInputThatChangesWhilePassesRunIsNamed()
    {
        using LinkDirectory directory = Start();
        string hostile = directory.Hostile("touch");
        File.Copy(directory["program.o"], directory["state/changing.o"]);
        Command link = directory.Link("--", hostile, "state/changing.o", "-o", "out").Exited(1);
        Assert.StartsWith("kallsyms: state/changing.o: input changed during the link: it had ", link.Error, StringComparison.Ordinal);
        LeftAlone(directory);
    }

    [Fact]
    public void InputReplacedByAFileOfItsSizeAndTime_WhilePassesRun_IsNamed()
    {
        using LinkDirectory directory = Start();
        string hostile = directory.Hostile("replaces");
        File.Copy(directory["program.o"], directory["state/changing.o"]);
        Command link = directory.Link("--", hostile, "state/changing.o", "-o", "out").Exited(1);
        Assert.StartsWith(
            "kallsyms: state/changing.o: input changed during the link: another file was put in its place. ", link.Error, StringComparison.Ordinal);
        LeftAlone(directory);
    }

    [Fact]
    public void AChangingMemberOfAThinArchiveIsNamed()
    {
        using LinkDirectory directory = Start();
        string hostile = directory.Hostile("touch");
        File.Copy(directory["program.o"], directory["state/changing.o"]);
        directory.Run("ar", "rcsT", "state/lib.a", "state/changing.o");
        Command link = directory.Link("--", hostile, "--whole-archive", "state/lib.a", "--no-whole-archive", "-o", "out").Exited(1);
        Assert.Contains("state/changing.o: input changed during the link", link.Error, StringComparison.Ordinal);
        LeftAlone(directory);
    }

    [Fact]
    public void WhatTheCommandItselfWritesIsNoChangedInput()
    {
        using LinkDirectory directory = new LinkDirectory().Compile("program.o");
        for (int i = 0; i < 2; i++)
        {
            directory.Link("--", "gcc", "program.o", "-o", "out", "-Xlinker", "-Map", "-Xlinker", "link.map", "-Wl,--dependency-file,link.d").Succeeded();
            Assert.True(new FileInfo(directory["link.map"]).Length > 0);
        }
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("pipe")]
    [InlineData("link-to-null")]
    public void ADeviceOrPipeIsNeverReplaced(string output)
    {
        using LinkDirectory directory = Start();
        directory.Run("mkfifo", "pipe");
        File.CreateSymbolicLink(directory["link-to-null"], "/dev/null");
        Command link = directory.Link("--", "ld", "program.o", "-o", output).Exited(3);
        Assert.Equal($"kallsyms: {output}: cannot be written: it is a device or a pipe, and an image needs a regular file\n", link.Error);
        Assert.Equal("character special file", directory.Run("stat", "-c", "%F", "/dev/null").Output.Trim());
        Assert.Equal("fifo", directory.Run("stat", "-c", "%F", "pipe").Output.Trim());
        LeftAlone(directory, "pipe", "link-to-null");
    }

    [Theory]
    [InlineData(".", "it is a directory")]
    [InlineData("nowhere/out", "there is no directory")]
    [InlineData("program.o/out", "there is no directory")]
    public void AnOutputThatCannotBeIsRefusedBeforeLinking(string output, string reason)
    {
        using LinkDirectory directory = Start();
        Command link = directory.Link("--", directory.Hostile("random"), "program.o", "-o", output).Exited(3);
        Assert.StartsWith($"kallsyms: {output}: cannot be written: {reason}", link.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(directory["state/pass"]));
        LeftAlone(directory);
    }

    [Fact]
    public void AReadOnlyDirectoryIsSaid()
    {
        using LinkDirectory directory = Start();
        string readOnly = Directory.CreateDirectory(directory["read-only"]).FullName;
        directory.Run("chmod", "755", directory.Path);
        directory.Run("chmod", "555", readOnly);
        // Nothing is read-only for root.
        string[] unprivileged = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"];
        Command link = Command.Run(
            unprivileged[0], [.. unprivileged[1..], ProgramUnderTest.Executable, "link", "--", "ld", "program.o", "-o", "read-only/out"], directory.Path).Exited(3);
        Assert.Equal($"kallsyms: {readOnly}/out: cannot be written: no permission in its directory {readOnly}\n", link.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(readOnly));
        LeftAlone(directory, "read-only");
    }

    [Theory]
    [InlineData(16, 3)]
    [InlineData(64, 4)]
    public void AFullDiskLosesNothing(int kilobytes, int status)
    {
        using LinkDirectory directory = Start();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount a small file system");
        directory.Write("large.s", ".data\n.space 100000, 1\n");
        directory.Run("as", "large.s", "-o", "large.o");
        string full = Directory.CreateDirectory(directory["full"]).FullName;
        Command mount = Command.Run("mount", ["-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", full]);
        Assert.SkipUnless(mount.Status == 0, $"cannot mount a small file system: {mount.Error}");
        try
        {
            File.WriteAllText(directory["full/out"], "previous");
            if (status == 3)
                File.WriteAllBytes(directory["full/filler"], new byte[(kilobytes - 4) * 1024]);
            string[] before = Directory.GetFileSystemEntries(full);
            Command link = directory.Link("--", "ld", "program.o", "large.o", "-o", "full/out").Exited(status);
            Assert.Contains(status == 3 ? "full/out: cannot be written: No space left on device" : "ld failed", link.Error, StringComparison.Ordinal);
            Assert.Equal("previous", File.ReadAllText(directory["full/out"]));
            Assert.Equal(before, Directory.GetFileSystemEntries(full));
        }
        finally
        {
            Command.Run("umount", [full]).Succeeded();
        }
    }

    [Fact]
    public void AMapThatCannotBeWrittenFailsTheLink()
    {
        using LinkDirectory directory = Start();
        Command link = directory.Link("--map", "/dev/full", "--", "ld", "program.o", "-o", "out").Exited(3);
        Assert.StartsWith("kallsyms: /dev/full: cannot be written: No space left on device", link.Error, StringComparison.Ordinal);
        link = directory.Link("--map", "nowhere/map", "--", "ld", "program.o", "-o", "out").Exited(3);
        Assert.StartsWith("kallsyms: nowhere/map: cannot be written: there is no directory", link.Error, StringComparison.Ordinal);
        LeftAlone(directory);
    }

    [Fact]
    public void EvidenceThatCannotBeKeptFailsTheLink()
    {
        using LinkDirectory directory = Start();
        Command link = directory.Link("--evidence", "program.o", "--", "ld", "program.o", "-o", "out").Exited(3);
        Assert.StartsWith("kallsyms: program.o: evidence cannot be kept there: ", link.Error, StringComparison.Ordinal);
        LeftAlone(directory);
    }

    [Fact]
    public void AMapMayGoToADeviceOrAnotherFileSystem()
    {
        using LinkDirectory directory = Start();
        directory.Link("-q", "--map", "/dev/null", "--", "ld", "program.o", "-o", "out").Succeeded();
        Command link = directory.Link("-q", "--map", "/dev/stdout", "--", "ld", "program.o", "-o", "out").Succeeded();
        Assert.Equal(directory.Kallsyms("map", "out").Output, link.Output);
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "there is no /dev/shm");
        string elsewhere = Directory.CreateDirectory($"/dev/shm/kallsyms-test-{Environment.ProcessId}").FullName;
        try
        {
            File.WriteAllText(Path.Combine(elsewhere, "map"), "previous");
            directory.Link("--map", Path.Combine(elsewhere, "map"), "--", "ld", "program.o", "-o", "out").Succeeded();
            Assert.Equal(link.Output, File.ReadAllText(Path.Combine(elsewhere, "map")));
            Assert.Single(Directory.EnumerateFileSystemEntries(elsewhere));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("kallsyms.o")]
    [InlineData("System.map")]
    [InlineData("files")]
    public void AnOutputMayHaveAnyName(string name)
    {
        using LinkDirectory directory = Start();
        directory.Link("--map", "map", "--", "ld", "program.o", "-o", name).Succeeded();
        directory.IsConsistent(name);
        directory.HasOnly("program.o", "out", "map", name);
    }

    static LinkDirectory Start()
    {
        LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Write("out", "previous");
        return directory;
    }

    static void LeftAlone(LinkDirectory directory, params string[] more)
    {
        Assert.Equal("previous", File.ReadAllText(directory["out"]));
        directory.HasOnly(["program.o", "out", .. more]);
    }
}
