using System.Text;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>Links that are interrupted, killed, or run at the same time as others.</summary>
[RunsKallsyms]
public class InterruptionTests
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    [InlineData("QUIT", 131)]
    public void AnInterruptedLinkEndsItsLinkerAndLeavesThePreviousOutput(string signal, int status)
    {
        using LinkDirectory directory = Start();
        directory.Write("out", "previous");
        using RunningCommand link = StartWaiting(directory);
        link.Signal(signal);
        Assert.Equal("", link.Exited(status));
        Assert.Equal("previous", File.ReadAllText(directory["out"]));
        directory.HasOnly("program.o", "out");
        // Its linker is gone too: nobody reads what it waited for.
        Command write = Command.Run("dd", ["if=/dev/null", "of=" + directory["state/gate"], "oflag=nonblock", "conv=nocreat,notrunc"]).Exited(1);
        Assert.Contains("No such device or address", write.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(143, "--json", ">")]
    [InlineData(0, "-v", "2>")]
    public void ALinkWhoseReaderTakesNothingEndsWhenAsked(int status, string option, string redirection)
    {
        using LinkDirectory directory = Start();
        using FileStream reader = StalledPipe(directory["pipe"]);
        using RunningCommand link = directory.StartShell($"exec \"$0\" link {option} -- ld program.o -o out {redirection} pipe");
        // The image is in its place before anything is said about it.
        Eventually(() => File.Exists(directory["out"]));
        link.Signal("TERM");
        link.Exited(status);
        directory.IsConsistent("out");
    }

    [Fact]
    public void AReaderMayTakeItsTime()
    {
        using LinkDirectory directory = Start();
        using FileStream reader = StalledPipe(directory["pipe"]);
        directory.Run("chmod", "+x", directory.Write("wordy-ld", "#!/bin/sh\n[ -e state ] || { mkdir state; seq 10000; }\nexec ld \"$@\"\n"));
        using RunningCommand link = directory.StartShell("exec \"$0\" link -- ./wordy-ld program.o -o out > pipe");
        // Longer than what a linker is given to close its output.
        Assert.False(link.EndsWithin(TimeSpan.FromSeconds(6)));
        using var text = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        while (!Encoding.ASCII.GetString(text.ToArray()).EndsWith("\n10000\n", StringComparison.Ordinal))
            text.Write(buffer, 0, reader.Read(buffer));
        Assert.DoesNotContain("lost", link.Exited(0), StringComparison.Ordinal);
    }

    // A pipe that is full.
    static FileStream StalledPipe(string path)
    {
        Command.Run("mkfifo", [path]).Succeeded();
        // Opened for both, neither end waits for the other.
        var pipe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        pipe.Write(new byte[1 << 16]);
        return pipe;
    }

    static void Eventually(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromMinutes(2)));

    [Fact]
    public void AnInterruptFromTheTerminalIsNoFailureOfTheLinker()
    {
        using LinkDirectory directory = Start();
        using RunningCommand link = StartWaiting(directory);
        link.Signal("INT", wholeGroup: true);
        Assert.DoesNotContain("kallsyms:", link.Exited(130), StringComparison.Ordinal);
        directory.HasOnly("program.o");
    }

    [Fact]
    public void AnInterruptedCompilerDriverRemovesItsTemporaryFiles()
    {
        Command.Require("gcc");
        using LinkDirectory directory = Start();
        string hostile = directory.Hostile("waits");
        string temporary = Directory.CreateDirectory(directory["state/tmp"]).FullName;
        File.CreateSymbolicLink(directory["state/ld"], hostile);
        directory.Write("main.c", "int main(void) { return 0; }\n");
        directory.Environment["TMPDIR"] = temporary;
        using RunningCommand link = StartWaiting(directory, "gcc", "-Bstate", "main.c");
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(temporary));
        link.Signal("TERM");
        link.Exited(143);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary));
        directory.HasOnly("program.o", "main.c");
    }

    [Fact]
    public void TheSecondLinkOfAnOutputWaitsForTheFirst()
    {
        using LinkDirectory directory = Start();
        using RunningCommand first = StartWaiting(directory);
        using RunningCommand second = directory.Start("link", "--", "ld", "--defsym=second_link=1", "program.o", "-o", "out");
        Assert.Equal($"kallsyms: another kallsyms link is making {directory["out"]}; waiting for it", second.ReadLine());
        LetGo(directory);
        Assert.EndsWith("verified\n", first.Exited(0), StringComparison.Ordinal);
        Assert.EndsWith("verified\n", second.Exited(0), StringComparison.Ordinal);
        directory.IsConsistent("out");
        Assert.Contains("second_link", directory.Run("nm", "out").Output, StringComparison.Ordinal);
        directory.HasOnly("program.o", "out");
    }

    [Fact]
    public void ALinkThatWaitsCanBeInterrupted()
    {
        using LinkDirectory directory = Start();
        using RunningCommand first = StartWaiting(directory);
        using RunningCommand second = directory.Start("link", "--", "ld", "program.o", "-o", "out");
        second.ReadLine();
        second.Signal("INT");
        second.Exited(130);
        LetGo(directory);
        first.Exited(0);
        directory.IsConsistent("out");
        directory.HasOnly("program.o", "out");
    }

    [Fact]
    public void ALinkerThatOutlivesItsKilledLinkCannotDisturbTheNext()
    {
        using LinkDirectory directory = Start();
        directory.Write("out", "previous");
        using RunningCommand first = StartWaiting(directory);
        first.Kill();
        string[] link = ["link", "-q", "--", "ld", "--defsym=second_link=1", "program.o", "-o", "out"];
        directory.Kallsyms(link).Succeeded();
        // The linker still works in the directory of the killed run, which stays until it has ended.
        string left = Assert.Single(Directory.EnumerateDirectories(directory.Path, ".out.kallsyms-*"));
        LetGo(directory);
        Command.Run("timeout", ["60", "flock", left, "true"]).Succeeded();
        directory.IsConsistent("out");
        Assert.Contains("second_link", directory.Run("nm", "out").Output, StringComparison.Ordinal);
        directory.Kallsyms(link).Succeeded();
        directory.HasOnly("program.o", "out");
    }

    [Fact]
    public void ManyLinksOfOneOutputAtOnceAllSucceed()
    {
        using LinkDirectory directory = Start();
        RunningCommand[] links = [.. Enumerable.Range(0, 8).Select(number =>
            directory.Start("link", "-q", "--", "ld", $"--defsym=link_{number}=1", "program.o", "-o", "out"))];
        foreach (RunningCommand link in links)
        {
            link.Exited(0);
            link.Dispose();
        }
        directory.IsConsistent("out");
        directory.HasOnly("program.o", "out");
    }

    [Fact]
    public void WhateverTheMomentAKilledLinkLeavesTheOldOutputOrTheNew()
    {
        using LinkDirectory directory = Start();
        string[] link = ["link", "-q", "--", "ld", "program.o", "-o", "out"];
        directory.Kallsyms(link).Succeeded();
        byte[] fresh = File.ReadAllBytes(directory["out"]);
        byte[] previous = [.. "previous"u8];
        var random = new Random(1);
        var seen = new HashSet<string>();
        for (int moment = 0; moment < 100; moment++)
        {
            File.WriteAllBytes(directory["out"], previous);
            using (RunningCommand running = directory.Start(link))
            {
                running.EndsWithin(TimeSpan.FromMilliseconds(moment == 0 ? 0 : random.NextDouble() * 60));
                running.Kill();
                running.EndsWithin(TimeSpan.FromSeconds(60));
            }
            byte[] left = File.ReadAllBytes(directory["out"]);
            bool old = left.AsSpan().SequenceEqual(previous);
            Assert.True(old || left.AsSpan().SequenceEqual(fresh), $"neither the old output nor the new one after kill {moment}");
            seen.Add(old ? "old" : "new");
            if (moment % 5 != 0)
                continue;
            // A linker may outlive its link, and works in the directory that stays until then.
            foreach (string leftover in Directory.EnumerateDirectories(directory.Path, ".out.kallsyms-*"))
                Command.Run("timeout", ["60", "flock", leftover, "true"]).Succeeded();
            directory.Kallsyms(link).Succeeded();
            Assert.Equal(fresh, File.ReadAllBytes(directory["out"]));
            directory.HasOnly("program.o", "out");
        }
        Assert.Contains("old", seen);
    }

    [Fact]
    public void ACommandThatReadsItsInputCanBeInterrupted()
    {
        using LinkDirectory directory = new();
        using RunningCommand gen = directory.Start("gen", "-o", "table.s");
        // More than a pipe holds: once it is written, somebody reads.
        gen.Write(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("ffffffff81000000 T name\n", 1 << 16))));
        gen.Signal("INT");
        gen.Exited(130);
        directory.HasOnly();
    }

    static LinkDirectory Start() => new LinkDirectory().Assemble("program.s", "program.o");

    // A link whose linker has begun and goes on when it is told.
    static RunningCommand StartWaiting(LinkDirectory directory) => StartWaiting(directory, directory.Hostile("waits"), "program.o");

    static RunningCommand StartWaiting(LinkDirectory directory, params string[] command)
    {
        directory.Run("mkfifo", "state/started", "state/gate");
        RunningCommand link = directory.Start(["link", "--", .. command, "-o", "out"]);
        Assert.Equal("started\n", Command.Run("timeout", ["60", "cat", directory["state/started"]]).Succeeded().Output);
        return link;
    }

    static void LetGo(LinkDirectory directory) => Command.Run("timeout", ["60", "sh", "-c", "echo go > state/gate"], directory.Path).Succeeded();
}
