using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

/// <summary>Linkers whose build ids nobody can recompute (mold) still link kernels.</summary>
[RunsKallsyms]
public class UnknownBuildIdTests
{
    const string Id = "000102030405060708090a0b0c0d0e0f10111213";

    [Fact]
    public void ABuildIdMadeInAnUnknownWayStaysAndIsReported()
    {
        Command.Require("gcc");
        using var here = new LinkDirectory();
        var notices = new List<string>();
        LinkOutcome outcome = KernelLink.Run(Job(here) with { KeepUnknownBuildId = true }, notices.Add, TestContext.Current.CancellationToken);
        Assert.Equal(LinkResult.Published, outcome.Result);
        Assert.Contains("it stays as the linker made it", Assert.Single(notices));
        here.IsConsistent("main");
    }

    [Fact]
    public void ABuildIdThatTheCommandNamesStays()
    {
        Command.Require("gcc");
        using var here = new LinkDirectory();
        LinkOutcome outcome = KernelLink.Run(Job(here, "0x" + Id), line => Assert.Fail(line), TestContext.Current.CancellationToken);
        Assert.Equal(LinkResult.Published, outcome.Result);
        Assert.True(File.ReadAllBytes(here["main"]).AsSpan().IndexOf(Convert.FromHexString(Id)) > 0);
        here.IsConsistent("main");
    }

    [Fact]
    public void OtherwiseItIsAnErrorAndNothingIsWritten()
    {
        Command.Require("gcc");
        using var here = new LinkDirectory();
        Assert.Throws<KallsymsException>(() => KernelLink.Run(Job(here), _ => { }, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(here["main"]));
    }

    static LinkJob Job(LinkDirectory here, string buildId = "uuid") => new(
        LinkerCommandLine.Parse(["gcc", "-Wl,--build-id=" + buildId, here.Compile("main.o")["main.o"], "-o", here["main"]]), KernelRelease.Newest)
    {
        RecomputeBuildId = true,
    };
}
