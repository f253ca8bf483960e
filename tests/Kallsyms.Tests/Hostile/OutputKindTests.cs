using Kallsyms.Files;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>What an output is decides how it is written, not what it is called.</summary>
[RunsKallsyms]
[Trait("Set", "hostile")]
public class OutputKindTests
{
    [Fact]
    public void AFileOnAnotherFileSystemIsReplacedWhole()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "there is no /dev/shm");
        using LinkDirectory directory = Linked();
        string elsewhere = Directory.CreateDirectory($"/dev/shm/kallsyms-test-{Guid.NewGuid():n}").FullName;
        try
        {
            string old = Path.Combine(elsewhere, "old"), image = Path.Combine(elsewhere, "image");
            File.WriteAllText(old, new string('x', 100_000));
            string expected = directory.Kallsyms("dump", "out").Succeeded().Output;
            directory.Kallsyms("dump", "out", "-o", old).Succeeded();
            Assert.Equal(expected, File.ReadAllText(old));
            directory.Kallsyms("dump", "out", "-o", Path.Combine(elsewhere, "new")).Succeeded();
            Assert.Equal(expected, File.ReadAllText(Path.Combine(elsewhere, "new")));
            directory.Link("--map", Path.Combine(elsewhere, "map"), "--", "ld", "program.o", "-o", image).Succeeded();
            directory.IsConsistent(image);
            Assert.Equal(4, Directory.GetFileSystemEntries(elsewhere).Length);
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Theory]
    [InlineData("/dev/stdout", "")]
    [InlineData("/dev/fd/3", "3>&1")]
    [InlineData("/proc/self/fd/1", "")]
    [InlineData("pipe", "& cat pipe")]
    [InlineData("/dev/stdout", "| cat")]
    [InlineData("/dev/stdout", "> file; tail -n +2 file >&2; cat file")]
    public void ADescriptorOrPipeTakesTheBytes(string output, string redirection)
    {
        using LinkDirectory directory = Linked();
        directory.Run("mkfifo", "pipe");
        string expected = directory.Kallsyms("dump", "out").Succeeded().Output;
        Command shell = Command.Run("sh", ["-c", $"\"$0\" dump out -o {output} {redirection}; wait", ProgramUnderTest.Executable], directory.Path).Succeeded();
        Assert.Equal(expected, shell.Output);
    }

    [Theory]
    [InlineData("dump out")]
    [InlineData("lookup out '*'")]
    [InlineData("info --json out")]
    [InlineData("dump out -o /dev/stdout")]
    [InlineData("stat out")]
    [InlineData("link --help")]
    public void WhereTheReaderHasGone_TheStatusIsThatOfSigpipe_WithoutAMessage(string arguments)
    {
        using LinkDirectory directory = Linked();
        directory.Run("mkfifo", "pipe");
        // The reader opens the pipe and ends before anything is written.
        Command shell = Command.Run(
            "sh", ["-c", $"true < pipe & exec 3> pipe; wait; \"$0\" {arguments} >&3; echo $?", ProgramUnderTest.Executable], directory.Path).Succeeded();
        Assert.Equal(("141\n", ""), (shell.Output, shell.Error));
    }

    [Fact]
    public void WhatWasWrittenToADescriptorBeforeStays()
    {
        using LinkDirectory directory = Linked();
        string expected = directory.Kallsyms("dump", "out").Succeeded().Output;
        Command.Run("sh", ["-c", "{ echo before; \"$0\" dump out -o /dev/stdout; echo behind; } > file", ProgramUnderTest.Executable], directory.Path).Succeeded();
        Assert.Equal($"before\n{expected}behind\n", File.ReadAllText(directory["file"]));
    }

    [Theory]
    [InlineData("dump", "out", "-o", "pipe")]
    [InlineData("link", "-q", "--layout", "linux-7.0", "--map", "pipe", "--", "ld", "program.o", "-o", "other")]
    public void APipeThatNobodyReadsIsWaitedForUntilASignalComes(params string[] arguments)
    {
        using LinkDirectory directory = Linked();
        directory.Run("mkfifo", "pipe");
        using RunningCommand command = directory.Start(arguments);
        Assert.False(command.EndsWithin(TimeSpan.FromSeconds(1)));
        command.Signal("TERM");
        command.Exited(143);
        Assert.False(File.Exists(directory["other"]));
    }

    [Theory]
    [InlineData("socket")]
    [InlineData("block")]
    public void WhatCannotTakeAFileIsRefused(string kind)
    {
        using LinkDirectory directory = Linked();
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        if (kind == "socket")
            socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(directory["socket"]));
        else
            Assert.SkipUnless(Command.Run("mknod", ["block", "b", "7", "250"], directory.Path).Status == 0, "no device can be made here");
        Command dump = directory.Kallsyms("dump", "out", "-o", kind).Exited(3);
        Assert.Contains(kind == "socket" ? "it is a socket" : "it is a block device", dump.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsBeingWritten_HasNoNameOrOneThatCannotBeGuessed()
    {
        using var scratch = new Scratch();
        var names = new List<string>();
        for (int i = 0; i < 8; i++)
        {
            OutputFile.Write(scratch["map"], stream =>
            {
                stream.Write("x"u8);
                foreach (string temporary in Directory.EnumerateFiles(scratch.Directory).Where(file => Path.GetFileName(file) != "map"))
                {
                    names.Add(temporary);
                    Assert.Matches(@"/\.map\.kallsyms-[0-9a-f]{16}$", temporary);
                    Assert.Equal("600", Command.Run("stat", ["-c", "%a", temporary]).Succeeded().Output.Trim());
                }
            }, TestContext.Current.CancellationToken);
        }
        Assert.Equal(names.Distinct(), names);
        Assert.Equal("x", File.ReadAllText(Assert.Single(Directory.EnumerateFileSystemEntries(scratch.Directory))));
    }

    [Fact]
    public void AFileThatIsNeverMovedToItsPlace_LeavesNothing()
    {
        using var scratch = new Scratch();
        Assert.Throws<InvalidOperationException>(() => OutputFile.Write(
            scratch["map"], _ => throw new InvalidOperationException(), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch.Directory));
    }

    [Fact]
    public void AnotherUsersLinkInASharedDirectoryIsNotFollowed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make another user's link");
        using LinkDirectory directory = Linked();
        Directory.CreateDirectory(directory["shared"]);
        directory.Run("chmod", "1777", "shared");
        directory.Write("victim", "precious");
        File.CreateSymbolicLink(directory["shared/map"], "../victim");
        directory.Run("chown", "-h", "65534", "shared/map");
        Command dump = directory.Kallsyms("dump", "out", "-o", "shared/map").Exited(3);
        Assert.Contains("is another user's symbolic link in a directory that everybody can write to", dump.Error, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(directory["victim"]));
    }

    static LinkDirectory Linked()
    {
        LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Link("--", "ld", "program.o", "-o", "out").Succeeded();
        return directory;
    }
}
