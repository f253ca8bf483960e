using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>annotate: names in the place of addresses, and every other byte as it was.</summary>
[RunsKallsyms]
public class AnnotateCommandTests
{
    [Fact]
    public void OnlyAddressesChange()
    {
        using var files = KernelFiles.WithMap();
        string log = "RIP: 0010:ffffffff81000044 \xff\r\nRAX: 0000000000001000 [<ffffffff810000c0>] x_ffffffff81000044 ffffffff8100004 Code: 81 00\nlast 0xffffffff81000010";
        string expected = "RIP: 0010:schedule+0x4/0x40 \xff\r\nRAX: 0000000000001000 [<helper+0x40/0x80>] x_ffffffff81000044 ffffffff8100004 Code: 81 00\nlast helper+0x0/0x30";
        Assert.Equal(expected, System.Text.Encoding.Latin1.GetString(files.RunOn(log, "annotate", "System.map").Succeeded().OutputBytes));
        File.WriteAllBytes(files["log"], System.Text.Encoding.Latin1.GetBytes(log));
        files.Run("annotate", "System.map", "log", "-o", "out").Succeeded();
        Assert.Equal(expected, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(files["out"])));
    }

    [Theory]
    [InlineData("gzip -c text", "is packed (gzip)")]
    [InlineData("xz -c text", "is packed (xz)")]
    [InlineData("printf '\\377\\376'; cat text", "iconv -f UTF-16 -t UTF-8")]
    public void ALogThatIsNoText_IsRefused_AndNotCopied(string make, string said)
    {
        using var files = KernelFiles.WithMap();
        files.Write("text", "at ffffffff81000044\n");
        byte[] log = Command.Run("sh", ["-c", make], Path.GetDirectoryName(files["text"])).Succeeded().OutputBytes;
        File.WriteAllBytes(files["log"], log);
        Command file = files.Run("annotate", "System.map", "log").Exited(3);
        Command pipe = Command.Kallsyms(["annotate", "System.map"], Path.GetDirectoryName(files["text"]), log).Exited(3);
        foreach (Command refused in (Command[])[file, pipe])
        {
            Assert.Contains(said, refused.Error);
            Assert.Empty(refused.Output);
        }
    }

    [Theory]
    [InlineData("at ffffffff9a000044\nKernel Offset: 0x19000000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)\n", "at schedule+0x4/0x40\nKernel Offset: 0x19000000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)\n")]
    [InlineData("KERNELOFFSET=19000000\nat ffffffff9a000044\n", "KERNELOFFSET=19000000\nat schedule+0x4/0x40\n")]
    [InlineData("[<ffffffff9a000050>] ? schedule+0x10/0x40\nat ffffffff9a000044\n", "[<schedule+0x10/0x40>] ? schedule+0x10/0x40\nat schedule+0x4/0x40\n")]
    [InlineData("at ffffffff81000044\n", "at schedule+0x4/0x40\n")]
    public void TheLogTellsHowFarTheKernelWasMoved(string log, string expected)
    {
        using var files = KernelFiles.WithMap();
        Assert.Equal(expected, files.RunOn(log, "annotate", "--kaslr", "auto", "System.map").Succeeded().Output);
    }

    [Fact]
    public void AnAddressWhoseNameMustNotStandInALog_IsCounted()
    {
        using var files = KernelFiles.WithMap();
        files.Write("map", KernelFiles.Map.Replace("schedule", "sched\aule", StringComparison.Ordinal));
        Command command = files.RunOn("at ffffffff81000044\n", "annotate", "map").Succeeded();
        Assert.Equal("at ffffffff81000044\n", command.Output);
        Assert.Contains("1 address stays a number: the name of the symbol has characters", command.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("none of them", command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnImageIsTakenAtItsWord()
    {
        using var files = KernelFiles.WithKernel();
        ulong address = files.Kernel.Symbols.Addresses[100];
        string name = files.Kernel.Symbols.NameText(100);
        Command command = files.RunOn($"at {address:x}\n", "annotate", "bzImage").Succeeded();
        Assert.StartsWith($"at {name}+0x0/0x", command.Output);
        Assert.StartsWith("kallsyms: from line 1 on, 1 address is named, but nothing in the log", command.Error);
        Assert.Empty(files.RunOn($"at {address:x}\n", "annotate", "--kaslr", "0", "bzImage").Succeeded().Error);
    }

    [Fact]
    public void AKernelThatMayBeMovedIsNotGuessedAt()
    {
        using var files = KernelFiles.WithMap();
        files.Write("map", KernelFiles.Map.Replace("helper", "kaslr_get_random_long"));
        Command command = files.RunOn("at ffffffff81000044\n", "annotate", "map").Succeeded();
        Assert.Equal("at ffffffff81000044\n", command.Output);
        Assert.Equal(
            "kallsyms: from line 1 on, 1 address stays a number: the log does not tell how far this kernel was moved (KASLR); if you know, say "
            + "--kaslr OFFSET, or --kaslr SYMBOL=ADDRESS with an address of that boot, or --kaslr 0 if it was not moved\n", command.Error);
        Assert.Empty(files.RunOn("at ffffffff81000044\n", "annotate", "-q", "map").Succeeded().Error);
        Assert.Equal("at schedule+0x4/0x40\n", files.RunOn("at ffffffff9a000044\n", "annotate", "--kaslr", "schedule=ffffffff9a000040", "map").Succeeded().Output);
    }

    [Fact]
    public void TheNameOfAListTellsItsRelease()
    {
        using var files = KernelFiles.WithMap();
        files.Write("System.map-6.12.9-amd64", KernelFiles.Map);
        string log = "Linux version 6.12.8-amd64 (a@b) #1 SMP\nat ffffffff81000044\n";
        Command command = files.RunOn(log, "annotate", "System.map-6.12.9-amd64").Succeeded();
        Assert.Equal(log, command.Output);
        Assert.Contains("6.12.8-amd64 #1 SMP, and the symbols are those of 6.12.9-amd64", command.Error);
    }

    [Fact]
    public void ModulesOfTheRunningKernelAreNamed()
    {
        using var files = KernelFiles.WithMap();
        files.Write("live", KernelFiles.Map + "ffffffffc0000000 t early\t[drm]\nffffffffc0000010 t late\t[drm]\n");
        Assert.Equal("pc early+0x8/0x10 [drm]\n", files.RunOn("pc ffffffffc0000008\n", "annotate", "live").Succeeded().Output);
    }

    [Fact]
    public void ADistanceThatTheLogDeniesIsRefused()
    {
        using var files = KernelFiles.WithMap();
        string log = "[<ffffffff81000050>] schedule+0x10/0x40\nat ffffffff81001040\n";
        Command command = files.RunOn(log, "annotate", "--kaslr", "0x1000", "System.map").Succeeded();
        Assert.Equal(log, command.Output);
        Assert.Contains("--kaslr says that it was moved by 0x1000, and the log denies that", command.Error);
    }
}
