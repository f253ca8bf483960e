using System.Text;
using System.Text.Json;
using Kallsyms.Files;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Images;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>kallsyms scan: every file and every kernel in it, a line for each.</summary>
[RunsKallsyms]
public class ScanCommandTests
{
    const string LineOfScan = """{"schema":1,"command":"scan","path":"p","kernels":0,"problem":null,"kernel":null}""" + "\n";

    static readonly byte[] _image = new SampleKernel { Release = KernelRelease.Parse("linux-6.12") }.Build();

    [Fact]
    public void EveryKernelOfEveryFileBelowADirectoryHasALine()
    {
        using Scratch scratch = Files();
        JsonElement[] lines = Lines(Command.Kallsyms(["scan", scratch["all"]]).Succeeded().Output);
        Assert.Equal(
            [("both", 2), ("both", 2), ("none", 0), ("one", 1)],
            lines.Select(line => (Path.GetFileName(line.GetProperty("path").GetString()!), line.GetProperty("kernels").GetInt32())).Order());
        Assert.All(lines, line => Assert.Equal(
            line.GetProperty("kernels").GetInt32() > 0, line.GetProperty("kernel").ValueKind == JsonValueKind.Object));
        Assert.NotNull(lines.Single(line => line.GetProperty("kernels").GetInt32() == 0).GetProperty("problem").GetString());
    }

    [Fact]
    public void AScanThatWasInterruptedGoesOnWithWhatIsMissing()
    {
        using Scratch scratch = Files();
        string log = scratch["log"];
        Command.Kallsyms(["scan", "--resume", log, scratch["all/one"], scratch["all/both"]]).Succeeded();
        string[] whole = File.ReadAllLines(log);
        Assert.Equal(3, whole.Length);
        // The first line of "both", and half of the second.
        File.WriteAllText(log, $"{whole[0]}\n{whole[1]}\n{whole[2][..20]}");
        Command.Kallsyms(["scan", "--resume", log, scratch["all"]]).Succeeded();
        Assert.Equal(
            ["both", "both", "none", "one"],
            Lines(File.ReadAllText(log)).Select(line => Path.GetFileName(line.GetProperty("path").GetString()!)).Order());
        Assert.Contains("0 files, 0 kernels", Command.Kallsyms(["scan", "--resume", log, scratch["all"]]).Succeeded().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AListOfFilesComesOnStandardInput()
    {
        using Scratch scratch = Files();
        Assert.Single(Lines(Command.Kallsyms(["scan", "-"], input: Encoding.UTF8.GetBytes(scratch["all/one"] + "\n")).Succeeded().Output));
    }

    [Theory]
    [InlineData("my letter\n")]
    [InlineData("my letter without an end")]
    [InlineData("{\"command\":\"scan\",\"path\":\"p\",\"kernels\":0}\n")]
    [InlineData(LineOfScan + "and my letter")]
    [InlineData(LineOfScan + "{\"path\":\"")]
    [InlineData(LineOfScan + "\n")]
    public void WhatIsNoScanIsLeftAsItIs(string text)
    {
        using Scratch scratch = Files();
        File.WriteAllText(scratch["log"], text);
        Command run = Command.Kallsyms(["scan", "--resume", scratch["log"], scratch["all"]]).Exited(3);
        Assert.Contains("is not what kallsyms scan wrote", run.Error, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(scratch["log"]));
    }

    [Fact]
    public void AScanThatGoesOnHasFoundNoMoreThanIsInItsLog()
    {
        using Scratch scratch = Files();
        foreach (int _ in (int[])[1, 2])
            Command.Kallsyms(["scan", "--resume", scratch["log"], scratch["all/below/none"]]).Exited(1);
        foreach (int _ in (int[])[1, 2])
            Command.Kallsyms(["scan", "--resume", scratch["log"], scratch["all"]]).Exited(0);
    }

    [Fact]
    public void ADirectoryThatCannotBeListedIsNamed()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "everything can be listed by this user");
        using Scratch scratch = Files();
        Command.Run("chmod", ["0", scratch["all/below"]]).Succeeded();
        Command run = Command.Kallsyms(["scan", scratch["all"]]).Succeeded();
        Command.Run("chmod", ["700", scratch["all/below"]]).Succeeded();
        Assert.Contains("1 file not read", run.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be listed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AScanCannotGoOnInAPipe()
    {
        using Scratch scratch = Files();
        Command.Run("mkfifo", [scratch["pipe"]]).Succeeded();
        Assert.Contains("read again", Command.Kallsyms(["scan", "--resume", scratch["pipe"], scratch["all"]]).Exited(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoScansDoNotShareOneFile()
    {
        using Scratch scratch = Files();
        using SafeFileHandle held = File.OpenHandle(scratch["log"], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        Assert.True(Native.TryLock(held));
        Assert.Contains("another scan is writing it", Command.Kallsyms(["scan", "--resume", scratch["log"], scratch["all"]]).Exited(3).Error, StringComparison.Ordinal);
        Assert.Equal(0, RandomAccess.GetLength(held));
    }

    static Scratch Files()
    {
        var scratch = new Scratch();
        Directory.CreateDirectory(scratch["all/below"]);
        File.WriteAllBytes(scratch["all/one"], _image);
        File.WriteAllBytes(scratch["all/both"], [.. _image, .. new byte[8192 - _image.Length % 4096], .. _image]);
        File.WriteAllText(scratch["all/below/none"], "nothing");
        return scratch;
    }

    static JsonElement[] Lines(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => JsonSchemas.Check(new("a line of json", 0, Encoding.UTF8.GetBytes(line), "")));
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
