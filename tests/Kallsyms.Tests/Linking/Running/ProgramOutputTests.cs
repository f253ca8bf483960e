using System.Text;
using Kallsyms.Linking.Running;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Running;

public sealed class ProgramOutputTests
{
    [Fact]
    public void WhatAProgramPrints_IsReadWhole_AndWhatItComplainsOfIsNot()
    {
        byte[] output = Read("sh", ["-c", "echo complaint >&2; head -c 1000000 /dev/zero; echo end"]);
        Assert.Equal(1_000_004, output.Length);
        Assert.Equal("\0end\n", Encoding.ASCII.GetString(output[^5..]));
    }

    [Fact]
    public void StandardInput_IsTheFile_OrNothing()
    {
        using var scratch = new Scratch();
        Assert.Equal("given", Encoding.ASCII.GetString(Read("cat", [], scratch.Write("input", "given"))));
        Assert.Empty(Read("cat", []));
    }

    [Fact]
    public void AScriptWithoutAFirstLineForTheSystem_IsRunAsShellsRunIt()
    {
        using var scratch = new Scratch();
        string script = scratch.Write("script", "echo \"$1-$2\"\n");
        Command.Run("chmod", ["+x", script]).Succeeded();
        Assert.Equal("a b-c\n", Encoding.ASCII.GetString(Read(script, ["a b", "c"])));
    }

    [Fact]
    public void AProgramThatFails_OrIsNone_IsAnErrorOfTheTool()
    {
        KallsymsException failed = Assert.Throws<KallsymsException>(() => Read("sh", ["-c", "echo some; exit 3"]));
        Assert.Equal((ErrorKind.Tool, "sh failed with exit status 3"), (failed.Kind, failed.Message));
        KallsymsException none = Assert.Throws<KallsymsException>(() => Read("no-such-program-here", []));
        Assert.Equal(ErrorKind.Tool, none.Kind);
        Assert.Contains("there is no such program", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_TheProgramAndWhatItStartedEnd()
    {
        using var scratch = new Scratch();
        string started = scratch["started"];
        using var cancellation = new CancellationTokenSource();
        // The pipe is open in the grandchild as well: reading ends only when both are gone.
        Task reading = Task.Run(() => ProgramOutput.Read(
            "sh", ["-c", "sh -c 'echo $$ > \"$0\"; exec sleep 1000' \"$0\" & wait", started], cancellation: cancellation.Token));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(started) && File.ReadAllText(started).EndsWith('\n'), 60_000));
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => reading.GetAwaiter().GetResult());
        string process = "/proc/" + File.ReadAllText(started).Trim();
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists(process), 60_000));
    }

    static byte[] Read(string program, string[] arguments, string input = "/dev/null") =>
        ProgramOutput.Read(program, arguments, input, cancellation: TestContext.Current.CancellationToken);
}
