using Kallsyms.Logs;
using Xunit;

namespace Kallsyms.Tests.Logs;

/// <summary>What a log says against a distance, or for a build, is heeded; where it says nothing, that is told.</summary>
public class LogConfirmationTests
{
    const string Version = "Linux version 6.12.9 (a@b) (gcc) #1 SMP Debian";

    [Theory]
    [InlineData("[<ffffffff9a001124>] vfs_read+0x20/0x200\n", null, "another build")] // no kernel is moved by that
    [InlineData("[<ffffffff9a101120>] vfs_read+0x20/0x200\n", null, "another build")]
    [InlineData("[<ffffffff9a001220>] vfs_read+0x20\nKernel Offset: 0x19000000 from 0xffffffff81000000\n", null, "contradicts itself")]
    [InlineData("[<ffffffff9a001120>] vfs_read+0x20/0x200\n", 0x200000L, "--kaslr says")]
    [InlineData("KERNELOFFSET=19000000\n", 0L, "--kaslr says")]
    [InlineData("[<ffffffff81001220>] vfs_read+0x20\n", 0L, "--kaslr says")]
    [InlineData("vfs_read+0x20/0x300\n", 0L, "another build")]
    public void ADistanceThatTheLogDenies_NamesNothing(string lines, long? distance, string reason)
    {
        string log = lines + "at ffffffff9a001010, at ffffffff81001010, at ffffffff81201010\n";
        LogKernel kernel = MadeKernel.Read("x86_64");
        Annotated answer = Annotated.File(kernel, log, (ulong?)distance);
        Assert.Equal(log, answer.Text);
        Assert.Contains(reason, answer.Unnamed[0].Reason);
    }

    [Theory]
    [InlineData("[<c0009010>] 0xc0009010\n[<c000b008>] 0xc000b008\n[<c000b010>] 0xc000b010\n", false)] // two of them in data
    [InlineData("[<c0009010>] 0xc0009010\n[<c000b008>] 0xc000b008\n[<bf000010>] 0xbf000010\n[<bf000020>] 0xbf000020\n", true)] // modules
    [InlineData("[<c0009010>] 0xc0009010\n[<c000b008>] vfs_read+0x20/0x200\n[<c000b010>] x\n vfs_read+0x20/0x200\n", false)]
    public void ATraceThroughData_IsOfAnotherKernel(string log, bool isNamed)
    {
        Annotated answer = Annotated.File(MadeKernel.Read("arm"), log);
        Assert.Equal(isNamed, answer.Text.Contains("schedule+0x10/0x100", StringComparison.Ordinal));
        Assert.Equal(isNamed ? 0 : 1, answer.Unnamed.Count);
    }

    [Fact]
    public void ANameOfAModule_DeniesNothing() => Assert.Equal(
        "ffffffffc0001220 vfs_read+0x20 ([xfs])\nat schedule+0x10/0x100\nKernel Offset: 0x19000000 from 0xffffffff81000000\n",
        Annotated.File(
            MadeKernel.Read("x86_64"),
            "ffffffffc0001220 vfs_read+0x20 ([xfs])\nat ffffffff9a001010\nKernel Offset: 0x19000000 from 0xffffffff81000000\n").Text);

    [Theory]
    [InlineData(0x10000000L, ", moved by 0x10000000 (--kaslr)")]
    [InlineData(null, " (it says 'Kernel Offset: disabled')")]
    public void ADistanceThatPutsTheKernelElsewhere_IsTold(long? distance, string reason)
    {
        string log = "RIP: 0010:ffffffff9a001010\n" + (distance is null ? "Kernel Offset: disabled\n" : "");
        Annotated answer = Annotated.File(MadeKernel.Read("x86_64"), log, (ulong?)distance);
        Assert.Equal(log, answer.Text);
        Assert.Contains($"none of them lies in this kernel{reason}", Assert.Single(answer.Unnamed).Reason);
    }

    [Theory]
    [InlineData("arm", "PC is at 0xc0009010\n", true)]
    [InlineData("arm", "PC is at 0xc0009010\n vfs_read+0x20/0x200\n", false)]
    [InlineData("arm", "CPU: 0 PID: 1 Comm: init Not tainted 6.12.9 #1 Debian\nPC is at 0xc0009010\n", false)]
    [InlineData("x86_64", "at ffffffff9a001010\nKernel Offset: 0x19000000 from 0xffffffff81000000\n", true)]
    public void NamesThatNothingButAddressesSpeaksFor_AreTold(string machine, string log, bool isTold)
    {
        Annotated answer = Annotated.File(MadeKernel.Read(machine, SymbolOrigin.Image, Version), log);
        Assert.Contains("schedule+0x10/0x100", answer.Text);
        Assert.Equal(isTold ? 1 : 0, answer.Unconfirmed.Count);
    }

    [Theory]
    [InlineData(3, null, true, false)]
    [InlineData(2, null, true, true)] // of three, chance has two
    [InlineData(1, null, false, false)]
    [InlineData(0, null, false, false)]
    [InlineData(3, "CPU: 0 PID: 1 Comm: init Not tainted 6.12.9 #1 Debian\n", true, false)]
    [InlineData(2, "CPU: 0 PID: 1 Comm: init Not tainted 6.12.9 #1 Debian\n", true, false)]
    [InlineData(0, "CPU: 0 PID: 1 Comm: init Not tainted 6.12.9 #1 Debian\n", false, false)] // another boot of this version
    public void ReturnAddressesAreBehindCalls_OrOfAnotherBuild(int calls, string? head, bool isNamed, bool isTold)
    {
        ulong[] addresses = [0xffffffff81001010, 0xffffffff81001120, 0xffffffff81001128];
        string log = head + "Call Trace:\n <TASK>\n"
            + string.Concat(addresses.Select(address => $" 0x{address + 0x19000000:x}\n ? 0xffffffff9a001130\n"))
            + "Kernel Offset: 0x19000000 from 0xffffffff81000000\n";
        Annotated answer = Annotated.File(MadeKernel.WithCalls("x86_64", Version, addresses[..calls]), log);
        Assert.Equal(isNamed, answer.Text.Contains("vfs_read+0x20/0x200", StringComparison.Ordinal));
        Assert.Equal(isTold ? 1 : 0, answer.Unconfirmed.Count);
        if (!isNamed)
            Assert.Contains($"of 3 return addresses in a trace, {calls} are behind a call", Assert.Single(answer.Unnamed).Reason);
        Annotated told = Annotated.File(MadeKernel.WithCalls("x86_64", null, addresses[..calls]), log, 0x19000000);
        Assert.Equal(calls > 1, told.Unnamed.Count == 0);
    }

    // Two boots, with nothing in between: what one says of its distance is not true of the other.
    [Theory]
    [InlineData(0x400000, "\n", false)]
    [InlineData(0x400000, " [xfs]\n", true)] // they say whose they are
    [InlineData(0, "\n", true)]
    public void EachTraceIsOfThatBoot_OrNothingIsNamed(long moved, string end, bool isNamed)
    {
        ulong[] calls = [0xffffffff81001010, 0xffffffff81001120, 0xffffffff81001128];
        string Trace(ulong distance, string end) => "[    5.000000] CPU: 0 PID: 1 Comm: init Not tainted 6.12.9 #1 Debian\n[    5.000000] Call Trace:\n"
            + string.Concat(calls.Select(call => $"[    5.000000]  0x{call + distance:x}{end}"));
        // They are within functions there, too.
        LogKernel kernel = MadeKernel.WithCalls("x86_64", Version, calls, "ffffffff81401000 t other\nffffffff81402000 t another\n");
        const string offset = "[    5.000000] Kernel Offset: 0x19000000 from 0xffffffff81000000\n";
        (string other, string own) = (Trace(0x19000000 + (ulong)moved, end), Trace(0x19000000, "\n"));
        Annotated answer = Annotated.File(kernel, other + own + offset);
        Assert.Equal(isNamed, answer.Text.Contains("vfs_read+0x20/0x200", StringComparison.Ordinal));
        if (!isNamed)
            Assert.Contains("of several boots", Assert.Single(answer.Unnamed).Reason, StringComparison.Ordinal);
        Annotated behind = Annotated.File(kernel, own + offset + other);
        Assert.Contains("vfs_read+0x20/0x200", behind.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("other+", behind.Text, StringComparison.Ordinal);
    }

    // Where a trace starts with the program counter, that follows no call.
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void TheFirstAddressOfATraceMayFollowNoCall(int calls, bool isNamed)
    {
        ulong start = MadeKernel.Base("arm64");
        ulong[] ends = [start + 0x1120, start + 0x1128, start + 0x1130];
        string log = $"Call trace:\n 0x{start + 0x1010:x}\n" + string.Concat(ends.Select(end => $" 0x{end:x}\n"));
        Annotated answer = Annotated.File(MadeKernel.WithCalls("arm64", null, ends[..^calls]), log, distance: 0);
        Assert.Equal(isNamed, answer.Text.Contains("schedule+0x10/0x100", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "0x1a000000", false)]
    [InlineData("", "0x19000000", true)]
    [InlineData("Linux version 6.12.9 (a@b) (gcc) #1 SMP Debian\n", "0x1a000000", true)] // another boot
    public void TwoLastWordsOfKernelsThatWereMovedDifferently_MeanThatLinesAreMixed(string between, string other, bool isNamed)
    {
        string log = $"RIP: 0010:ffffffff9a001120\nRIP: 0010:ffffffff9a001010\nKernel Offset: 0x19000000 from 0xffffffff81000000\n{between}Kernel Offset: {other} from 0xffffffff81000000\n";
        Annotated answer = Annotated.File(MadeKernel.Read("x86_64"), log);
        Assert.Equal(isNamed, answer.Text.Contains("vfs_read+0x20/0x200", StringComparison.Ordinal));
        Assert.Equal(isNamed ? 0 : 1, answer.Unnamed.Count);
    }

    // Names without code: calls are unknown, but none returns into data or into the padding before a function.
    [Theory]
    [InlineData("ffffffff81003010", false)]
    [InlineData("ffffffff81001084", false)]
    [InlineData("ffffffff81001124", true)]
    public void AReturnAddressWhereNoCallCanBe_IsOfAnotherKernel(string address, bool isNamed)
    {
        string log = $"Call Trace:\n 0xffffffff81001010\n 0xffffffff81001128\n 0x{address}\nKernel Offset: disabled\n";
        Annotated answer = Annotated.File(MadeKernel.Read("x86_64", more: "ffffffff81001080 t __pfx_padded\nffffffff81001090 t padded\n"), log);
        Assert.Equal(isNamed, answer.Text.Contains("vfs_read+0x28/0x200", StringComparison.Ordinal));
        if (!isNamed)
            Assert.Contains("of 3 return addresses, 1 are where this kernel has data or padding", Assert.Single(answer.Unnamed).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ALogOfAKnownBuildAndSymbolsOfAnUnknownOne_AreToldApart() => Assert.Contains(
        "nothing says that the symbols are those of Linux 6.12.9, of which the log is",
        Assert.Single(Annotated.File(
            MadeKernel.Read("x86_64"),
            "CPU: 0 PID: 1 Comm: init Not tainted 6.12.9 #1 Debian\nRIP: 0010:ffffffff81001010\nKernel Offset: disabled\n").Unconfirmed).Reason,
        StringComparison.Ordinal);

    // A distance that puts most of a trace outside of the kernel. Modules, of which an image knows nothing, are called by it.
    [Theory]
    [InlineData(8, 1, true)]
    [InlineData(9, 1, false)]
    [InlineData(18, 2, false)]
    [InlineData(7, 0, true)] // nothing is named, and that is told in another way
    public void ReturnAddressesAreInTheKernel_OrOfAnotherBuild(int all, int inside, bool isTaken)
    {
        string log = "Call Trace:\n" + string.Concat(
            Enumerable.Range(0, all).Select(i => i < inside ? $" 0x{0xffffffff82001010 + (ulong)i:x}\n" : $" 0x{0xffffffff9a001010 + (ulong)i:x}\n"));
        Annotated answer = Annotated.File(MadeKernel.Read("x86_64"), log, distance: 0x1000000);
        Assert.Equal(isTaken && inside > 0, answer.Text.Contains("schedule+0x10/0x100", StringComparison.Ordinal));
        Assert.Equal(!isTaken, answer.Unnamed.Any(notice => notice.Reason.Contains($"of {all} return addresses, {inside} are in this kernel")));
    }

    // "pstate: " is a word of arm64's register dumps.
    [Fact]
    public void AWordOfAnotherMachineWithinALongerOne_SaysNothing() => Assert.Contains(
        "schedule+0x10/0x100",
        Annotated.File(
            MadeKernel.Read("x86_64"), "[    0.100000] intel_pstate: 0x0000000012345678\n[    0.200000] at ffffffff81001010\n", distance: 0).Text);

    // Without CONFIG_RANDOMIZE_MEMORY kernels of x86 say "disabled" whether they were moved or not.
    [Theory]
    [InlineData(3, true)]
    [InlineData(1, false)]
    public void ADenialThatIsSaidInAnyCase_HoldsIfCallsDo(int calls, bool isNamed)
    {
        ulong[] addresses = [0xffffffff81001010, 0xffffffff81001120, 0xffffffff81001128];
        string log = "Call Trace:\n" + string.Concat(addresses.Select(address => $" 0x{address:x}\n")) + "Kernel Offset: disabled\n";
        LogKernel kernel = MadeKernel.WithCalls("x86_64 without RANDOMIZE_MEMORY", null, addresses[..calls]);
        Annotated answer = Annotated.File(kernel, log);
        Assert.Equal(isNamed, answer.Text.Contains("vfs_read+0x20/0x200", StringComparison.Ordinal));
        if (!isNamed)
            Assert.Contains("RANDOMIZE_MEMORY", Assert.Single(answer.Unnamed).Reason);
    }

    [Fact]
    public void AddressesInNoTrace_NeedNoCalls() => Assert.Contains(
        "vfs_read+0x20/0x200",
        Annotated.File(
            MadeKernel.WithCalls("x86_64", null, []), " 0xffffffff81001010\n 0xffffffff81001120\n 0xffffffff81001128\n", distance: 0).Text);
}
