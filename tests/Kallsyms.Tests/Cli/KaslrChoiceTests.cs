using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Logs;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>--kaslr takes distances that are possible.</summary>
[RunsKallsyms]
public class KaslrChoiceTests
{
    [Theory]
    [InlineData("x86_64", "0x123", 2, "0x200000")]
    [InlineData("x86_64", "0x18ff3000", 2, "0x200000")]
    [InlineData("arm64", "0x1000", 2, "0x10000")]
    [InlineData("arm", "0x123", 2, "0x1000")]
    [InlineData("arm", "100000000", 2, "32 bits")]
    [InlineData("x86_64", "schedule=ffffffff9ad0a7a0", 1, "0x19d097a0 is not a multiple of 0x200000")]
    [InlineData("x86_64", "schedule=9a001000", 1, "where none of this kind can be")]
    [InlineData("x86_64", "-2000000", 2, "where none of this kind can be")]
    [InlineData("arm64", "8000000000000000", 2, "where none of this kind can be")]
    [InlineData("x86_64", "cpu_tss_rw=ffffffff9a001000", 1, "does not move")]
    [InlineData("x86_64", "number=ffffffff9a001000", 1, "does not move")]
    [InlineData("x86_64", "late=ffffffffc0201000", 1, "does not move")]
    public void ImpossibleDistances_AreRefused(string machine, string choice, int status, string reason)
    {
        using var files = KernelFiles.WithMap();
        files.Write("map", MadeKernel.List(machine, "ffffffff81005000 A number\nffffffffc0001000 t late\t[drm]\n"[..(machine == "x86_64" ? ^0 : 0)]));
        foreach (Command command in new[]
            { files.Run("lookup", "--kaslr", choice, "map", "schedule"), files.RunOn("", "annotate", "--kaslr", choice, "map") })
        {
            command.Exited(status);
            Assert.Empty(command.Output);
            Assert.Contains(reason, command.Error);
        }
    }

    [Fact]
    public void OffsetsOfPerCpuSymbols_StayWhereTheyAre()
    {
        using var files = KernelFiles.WithMap();
        files.Write("map", MadeKernel.List("x86_64"));
        string output = files.Run("lookup", "--kaslr", "schedule=ffffffff9a001000", "map", "cpu_tss_rw", "vfs_read").Succeeded().Output;
        Assert.StartsWith("0000000000001000 ", output);
        Assert.Contains("ffffffff9a001100 ", output);
    }
}
