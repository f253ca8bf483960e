using System.Globalization;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>Whatever a linker leaves behind, waiting for it ends, and so does what it left.</summary>
[Trait("Set", "hostile")]
[RunsKallsyms]
public class StubbornProcessTests
{
    [Fact]
    public void ADaemonThatHoldsOurOutputIsNotWaitedForAndIsEnded()
    {
        using LinkDirectory directory = Start("daemon", "setsid sleep 1000 &\necho $! > daemon\n");
        Command link = directory.Link("--", "./daemon-ld", "program.o", "-o", "out").Succeeded();
        Assert.Contains("left process", link.Error, StringComparison.Ordinal);
        Assert.Contains("(sleep) behind, which is ended now", link.Error, StringComparison.Ordinal);
        directory.IsConsistent("out");
        HasEnded(directory, "daemon");
    }

    [Fact]
    public void ADaemonThatHoldsNothingOfOursIsLeftAlone()
    {
        using LinkDirectory directory = Start("daemon", "[ -e daemon ] || { setsid sleep 1000 < /dev/null > /dev/null 2>&1 & echo $! > daemon; }\n");
        Command link = directory.Link("-q", "--", "./daemon-ld", "program.o", "-o", "out").Succeeded();
        Assert.Equal("", link.Error);
        directory.Run("kill", File.ReadAllText(directory["daemon"]).Trim());
    }

    [Fact]
    public void AGrandchildThatIgnoresTheInterruptIsKilledAndSaid()
    {
        using LinkDirectory directory = Start("stubborn", "mkfifo gate\nsh -c 'trap \"\" TERM INT; echo $$ > child; echo started >&2; read x < gate'\n");
        using RunningCommand link = directory.Start("link", "--", "./stubborn-ld", "program.o", "-o", "out");
        Assert.Equal("started", link.ReadLine());
        link.Signal("TERM");
        Assert.Contains("did not end when asked to, and was killed", link.Exited(143), StringComparison.Ordinal);
        HasEnded(directory, "child");
        Assert.False(File.Exists(directory["out"]));
    }

    static LinkDirectory Start(string name, string before)
    {
        LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Write($"{name}-ld", $"#!/bin/sh\n{before}exec ld \"$@\"\n");
        directory.Run("chmod", "755", $"{name}-ld");
        return directory;
    }

    static void HasEnded(LinkDirectory directory, string file)
    {
        int id = int.Parse(File.ReadAllText(directory[file]), CultureInfo.InvariantCulture);
        string stat = $"/proc/{id}/stat";
        // Nobody but its new parent can take it off the list.
        Assert.True(!File.Exists(stat) || File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal), $"process {id} goes on");
    }
}
