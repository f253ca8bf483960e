using Kallsyms.Logs;
using Xunit;

namespace Kallsyms.Tests.Logs;

/// <summary>How far a kernel was moved is told by its log, for each boot by itself, or its addresses stay numbers.</summary>
public class LogDistanceTests
{
    const string Named = "at schedule+0x10/0x100\n";

    // Kernels moved by 0x19000000, and what tells so.
    // Another kernel's link address is no distance.
    [Theory]
    [InlineData("arm64", "0xffff800008000000")]
    [InlineData("x86_64", "0xffffffff80000000")]
    [InlineData("x86_64", "0xffffffff82000000")]
    public void AKernelLinkedElsewhereThanAList_IsAnother(string machine, string linked)
    {
        string log = $"at {MadeKernel.Base(machine) + 0x1a001010:x16}\nKernel Offset: 0x19000000 from {linked}\n";
        Annotated answer = Annotated.File(MadeKernel.Read(machine), log);
        Assert.Equal(log, answer.Text);
        Assert.Contains($"linked at {linked}", Assert.Single(answer.Unnamed).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x86_64", "at ffffffff9a001010\n", "Kernel Offset: 0x19000000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)\n")]
    [InlineData("x86_64", "at ffffffff9a001010\n", "VMCOREINFO: KERNELOFFSET=19000000\n")]
    [InlineData("x86_64", "at ffffffff9a001010\n", "SYMBOL(vfs_read)=ffffffff9a001100\n")]
    [InlineData("x86_64", "at ffffffff9a001010\n", "[<ffffffff9a001120>] ? vfs_read+0x20/0x200\n")]
    [InlineData("x86_64", "at ffffffff9a001010\n", "bash 12 cycles: ffffffff9a001120 vfs_read+0x20 ([kernel.kallsyms])\n")]
    [InlineData("x86_64", "at ffffffff9a001010\n", "ffffffff9a001120: vfs_read @ 0xffffffff9a001100+0x20\n")]
    [InlineData("x86_64", "at ffffffff9a001010\n", " => vfs_read+0x20/0x200 <ffffffff9a001120>\n")]
    [InlineData("x86_64", "at ffffffff9a001010\n", "Call Trace:<ffffffff9a001120>{vfs_read+32} <ffffffff9a001130>{vfs_read+48}\n")] // x86-64 up to 2.6.17
    [InlineData("x86_64", "at ffffffff9a001010\n", "mce: [Hardware Error]: RIP !INEXACT! 10:<ffffffff9a001120> {vfs_read+0x20/0x200}\n")]
    [InlineData("x86_64", "at ffffffff9a001010\n", " #1 [ffffb5d5c0a5fd40] vfs_read+32 at ffffffff9a001120\n")] // crash, bt -s
    [InlineData("x86_64", "at ffffffff9a001010\n", "0xffffffff9a001120 <vfs_read+32>:\tmov    %rsp,%rbp\n")] // gdb
    [InlineData("x86_64", "at ffffffff9a001010\n", "ffffffff9a001100  k  vfs_read+0x0    [FTRACE]\n")] // kprobes/list
    [InlineData("x86_64", "at ffffffff9a001010\n", "ffffffff9a001100 (T) vfs_read  fs/read_write.c: 450\n")] // crash, sym
    [InlineData("x86_64", "at ffffffff9a001010\n", "ffffffff9a001100 T vfs_read\n")] // from /proc/kallsyms
    [InlineData("x86_64", "at ffffffff9a001010\n", "KASLR offset: 19000000 / 400MB\n")]
    [InlineData("x86_64", "at ffffffff81001010\n", "Kernel Offset: disabled\n")]
    [InlineData("riscv", "at ffffffff99001010\n", "epc : vfs_read+0x20/0x200\n ra : schedule+0x10/0x100\nepc : ffffffff99001120 ra : ffffffff99001010 sp : ff20000000123e40\n")]
    [InlineData("arm64", "at ffffa00080001010\n", "Kernel Offset: 0x200000000000 from 0xffff800080000000\nPHYS_OFFSET: 0x40000000\n")]
    [InlineData("loongarch", "at 9000000001201010\n", "Kernel relocated by 0x1000000\n .text @ 0x9000000001200000\n .data @ 0x9000000001900000\n")]
    [InlineData("mips", "epc   : 81101010 0x81101010\n", "Kernel relocated by 0x1000000\n .text @ 0x81100000\n")]
    [InlineData("mips", "[<81101010>] 0x81101010\n", "[<81101120>] vfs_read+0x20/0x200\nKernel relocated by 0xfc212ac3\n .text @ 0x58c4f3f4\n")] // hashed
    [InlineData("s390", "[<0000000000201010>] 0x201010\n", "boot: __kaslr_offset:      0x0000000000100000\n")]
    [InlineData("s390", "[<0000000000201010>] 0x201010\n", "Kernel random base: 100000\nKernel random base phys: 200000\n")]
    [InlineData("s390", "[<0000000000201010>] 0x201010\n", "[<0000000000201120>] vfs_read+0x20/0x200\n")]
    public void EvidenceBehindAnAddressCountsAsThatBeforeIt(string machine, string address, string evidence)
    {
        LogKernel kernel = MadeKernel.Read(machine);
        Annotated[] answers =
        [
            Annotated.File(kernel, address + evidence), Annotated.Pipe(kernel, address + evidence), Annotated.File(kernel, evidence + address),
            Annotated.Pipe(kernel, evidence + address),
        ];
        foreach (Annotated answer in answers)
        {
            Assert.Contains("schedule+0x10/0x100\n", answer.Text);
            Assert.Empty(answer.Unnamed);
        }
    }

    [Fact]
    public void CrashTellsHowFarTheKernelOfItsDumpWasMoved()
    {
        const string Log = "WARNING: kernel relocated [400MB]: patching 123456 gdb minimal_symbol values\n\ncrash> bt\n"
            + " #1 [ffffb5d5c0a5fd40] schedule at ffffffff9a001010\n";
        Assert.Contains("schedule at schedule+0x10/0x100\n", Annotated.File(MadeKernel.Read("x86_64"), Log).Text);
        Assert.Contains("schedule at schedule+0x10/0x100\n", Annotated.Pipe(MadeKernel.Read("x86_64"), Log).Text);
    }

    // The stack pointer of crash is beside the name, too.
    [Theory]
    [InlineData(" #1 [ffffffff9a001130] vfs_read+32\nat ffffffff9a001130\n")]
    [InlineData(" #1 [ffffffff9a001130] vfs_read+0x20\nat ffffffff9a001130\n")]
    [InlineData("vfs_read+95 of ffffffff9a001130\nat ffffffff9a001130\n")]
    public void ANumberThatIsNotItsAddressTellsNothing(string log)
    {
        Assert.Equal(log, Annotated.File(MadeKernel.Read("x86_64"), log).Text);
    }

    [Theory]
    [InlineData("x86_64", "Command line: root=/dev/sda nokaslr quiet\nat ffffffff81001010\n")]
    [InlineData("i386", "Command line: nokaslr\nEIP: 0060:[<c1001010>]\nKernel Offset: disabled\n")]
    [InlineData("arm64", "[    0.000000] Kernel command line: nokaslr\n[    1.000000] pc : ffff800080001010\n")]
    public void AKernelThatWasToldNotToMoveIsWhereItWasLinked(string machine, string log)
    {
        LogKernel kernel = MadeKernel.Read(machine);
        foreach (Annotated answer in new[] { Annotated.File(kernel, log), Annotated.Pipe(kernel, log) })
        {
            Assert.Contains("schedule+0x10/0x100", answer.Text);
            Assert.Empty(answer.Unnamed);
        }
    }

    [Theory]
    [InlineData(0)] // up to 6.9
    [InlineData(0x3ffe0000000)]
    [InlineData(0x7fffe0000000)] // with KASAN
    public void AnS390KernelThatWasToldNotToMoveIsWhereItsTracesAre(ulong moved)
    {
        string Line(ulong offset) => $" [<{0x100000 + moved + offset:x16}>] 0x{0x100000 + moved + offset:x}\n";
        string trace = $"Call Trace:\n{Line(0x1010)}{Line(0x1120)}{Line(0x1310)}{Line(0x1420)}";
        foreach (string told in new[] { "", $"boot: __kaslr_offset:      0x{moved:x16}\n" })
        {
            Annotated answer = Annotated.File(MadeKernel.Read("s390"), $"{told}Kernel command line: nokaslr\n{trace}");
            Assert.Contains("schedule+0x10/0x100\n", answer.Text);
            Assert.Contains("vfs_read+0x20/0x200\n", answer.Text);
            Assert.Empty(answer.Unnamed);
        }
        Annotated single = Annotated.File(MadeKernel.Read("s390"), $"Kernel command line: nokaslr\n{Line(0x1010)}");
        Assert.DoesNotContain("schedule", single.Text);
        Assert.Contains("--kaslr 3ffe0000000", Assert.Single(single.Unnamed).Reason);
    }

    [Theory]
    [InlineData("x86_64", "at ffffffff81001010\n")]
    [InlineData("x86_64 without RANDOMIZE_MEMORY", "at ffffffff81001010\nKernel Offset: disabled\n")] // says so when it was moved, too
    [InlineData("i386", "EIP: 0060:[<c1001010>]\nKernel Offset: disabled\n")]
    [InlineData("x86_64", "at ffffffff81001010\nKernel command line: root=/dev/sda nokaslr=0\n")]
    [InlineData("arm64", "pc : ffff800080001010\n")]
    [InlineData("s390", "[<0000000000101010>] 0x101010\n")]
    [InlineData("i386", "EIP: 0060:[<c1001010>]\n")]
    [InlineData("mips", "epc   : 80101010\nKernel relocated by 0xfc212ac3\n .text @ 0x58c4f3f4\n")]
    public void WithoutEvidenceAKernelThatMayBeMovedIsNotNamed(string machine, string log)
    {
        foreach (SymbolOrigin origin in new[] { SymbolOrigin.Image, SymbolOrigin.Saved })
        {
            LogKernel kernel = MadeKernel.Read(machine, origin);
            foreach (Annotated answer in new[] { Annotated.File(kernel, log), Annotated.Pipe(kernel, log) })
            {
                Assert.Equal(log, answer.Text);
                Assert.Contains("--kaslr", Assert.Single(answer.Unnamed).Reason);
            }
        }
    }

    // Another boot's /proc/kallsyms. Its addresses are those of schedule there, and of something else here.
    [Theory]
    [InlineData("x86_64", 0x19000000, "at ffffffff9a001010\nKernel Offset: disabled\n")]
    [InlineData("x86_64", 0x19000000, "Command line: nokaslr\nat ffffffff9a001010\n")]
    [InlineData("x86_64", 0x19000000, "at ffffffff9a001010\nVMCOREINFO: KERNELOFFSET=0\n")]
    [InlineData("x86_64", 0x200000, "at ffffffff81201010\nKernel Offset: disabled\n")]
    [InlineData("i386", 0x19000000, "Command line: nokaslr\nEIP: 0060:[<da001010>]\n")]
    [InlineData("arm64", 0x2e2d4ca00000, "at ffffae2dcca01010\nKernel Offset: disabled\n")]
    [InlineData("arm64", 0x200000, "at ffff800080201010\nKernel Offset: disabled\n")]
    [InlineData("riscv", 0x19000000, "epc : ffffffff99001010\nKernel Offset: disabled\n")]
    [InlineData("loongarch", 0x1000000, "Command line: nokaslr\nat 9000000001201010\n")]
    [InlineData("s390", 0x3fffe3a8000, "Command line: nokaslr\n[<000003fffe4a9010>] 0x3fffe4a9010\n")]
    public void SymbolsOfABootThatMovedDoNotNameOneThatDidNot(string machine, ulong moved, string log)
    {
        foreach (SymbolOrigin origin in new[] { SymbolOrigin.Image, SymbolOrigin.Saved })
        {
            LogKernel kernel = MadeKernel.Moved(machine, moved, origin);
            foreach (Annotated answer in new[] { Annotated.File(kernel, log), Annotated.Pipe(kernel, log) })
            {
                Assert.Equal(log, answer.Text);
                Assert.Contains("a boot in which the kernel was moved", Assert.Single(answer.Unnamed).Reason);
            }
        }
    }

    [Theory]
    [InlineData("x86_64", 0x19000000, "at ffffffff9a001010\nVMCOREINFO: KERNELOFFSET=19000000\n")] // from where?
    [InlineData("mips", 0x1230000, "epc   : 81331010\n")] // a kernel that was moved says so in its last lines alone
    public void SymbolsOfABootThatMovedNeedToBeThoseOfTheLog(string machine, ulong moved, string log)
    {
        LogKernel kernel = MadeKernel.Moved(machine, moved);
        foreach (Annotated answer in new[] { Annotated.File(kernel, log), Annotated.Pipe(kernel, log) })
        {
            Assert.Equal(log, answer.Text);
            Assert.Contains("--kaslr", Assert.Single(answer.Unnamed).Reason);
        }
    }

    // Whatever the log says of itself, where it has a name beside an address that counts.
    [Fact]
    public void ANameBesideAnAddressTellsHowFarAListOfAnotherBootIsAway()
    {
        const string Log = "at ffffffff81001010\n[<ffffffff81001120>] ? vfs_read+0x20/0x200\nKernel Offset: disabled\n";
        LogKernel kernel = MadeKernel.Moved("x86_64", 0x19000000);
        Assert.Contains(Named, Annotated.File(kernel, Log).Text);
        Assert.Contains(Named, Annotated.Pipe(kernel, Log).Text);
    }

    [Theory]
    [InlineData("arm", "PC is at 0xc0009010\n", "PC is at schedule+0x10/0x100\n")]
    [InlineData("mips", "epc   : 80101010\n", "epc   : schedule+0x10/0x100\n")]
    [InlineData("ppc64", "NIP [c000000000001010]\n", "NIP [schedule+0x10/0x100]\n")]
    [InlineData("riscv without KASLR", "epc : ffffffff80001010\n", "epc : schedule+0x10/0x100\n")]
    [InlineData("x86_64 without KASLR", "at ffffffff81001010\n", Named)]
    public void KernelsThatCannotBeMovedNeedNoEvidence(string machine, string log, string expected)
    {
        Assert.Equal(expected, Annotated.File(MadeKernel.Read(machine), log).Text);
        Assert.Equal(expected, Annotated.Pipe(MadeKernel.Read(machine), log).Text);
    }

    [Fact]
    public void EachBootHasItsOwnDistance()
    {
        string log = "[    0.000000] Linux version 6.12.9 (a@b) #1\n[    5.000000] at ffffffff9a001010\n"
            + "[    5.100000] Kernel Offset: 0x19000000 from 0xffffffff81000000\n"
            + "[    0.000000] Linux version 6.12.9 (a@b) #1\n[    7.000000] at ffffffff9a001010\n[    7.000001] at ffffffff82001010\n"
            + "[    7.100000] Kernel Offset: 0x1000000 from 0xffffffff81000000\n";
        string expected = log.Replace("5.000000] at ffffffff9a001010", "5.000000] at schedule+0x10/0x100")
            .Replace("at ffffffff82001010", "at schedule+0x10/0x100");
        Assert.Equal(expected, Annotated.File(MadeKernel.Read("x86_64"), log).Text);
        Assert.Equal(expected, Annotated.Pipe(MadeKernel.Read("x86_64"), log).Text);
    }

    [Theory]
    [InlineData("[    5.000000] ", "[    0.100000] ")] // the clock starts anew
    [InlineData("", "-- Boot 0123456789abcdef0123456789abcdef --\n")]
    [InlineData("", "-- Reboot --\n")]
    [InlineData("", "Linux version 6.12.9 (a@b) #1\n")]
    [InlineData("", "")] // two reports in one file, without times
    public void WhatAnotherBootSaysCountsForThatAlone(string first, string second)
    {
        string log = $"{first}at ffffffff9a001010\n{first}Kernel Offset: 0x19000000 from 0xffffffff81000000\n{second}at ffffffff9a001010\n";
        string expected = $"{first}{Named}{first}Kernel Offset: 0x19000000 from 0xffffffff81000000\n{second}at ffffffff9a001010\n";
        Assert.Equal(expected, Annotated.File(MadeKernel.Read("x86_64"), log).Text);
        Assert.Equal(expected, Annotated.Pipe(MadeKernel.Read("x86_64"), log).Text);
    }

    [Fact]
    public void JournaldTellsTheBootOfEachLine()
    {
        static string Line(string text, char boot) => $"{{\"MESSAGE\":\"{text}\",\"_BOOT_ID\":\"{new string(boot, 32)}\"}}\n";
        string log = Line("at ffffffff9a001010", 'a')
            + Line("Kernel Offset: 0x19000000 from 0xffffffff81000000", 'a') + Line("at ffffffff9a001010", 'b');
        string expected = Line("at schedule+0x10/0x100", 'a')
            + Line("Kernel Offset: 0x19000000 from 0xffffffff81000000", 'a') + Line("at ffffffff9a001010", 'b');
        Assert.Equal(expected, Annotated.File(MadeKernel.Read("x86_64"), log).Text);
    }

    [Theory]
    [InlineData("[<ffffffff9a001120>] vfs_read+0x20/0x200\n[<ffffffff9b001120>] vfs_read+0x20/0x200\n", "contradicts itself")]
    [InlineData("Linux version 6.12.8 (a@b) (gcc) #1 SMP\nKernel Offset: disabled\n", "6.12.8")]
    [InlineData("CPU: 0 PID: 1 Comm: init Tainted: G        W          6.12.9 #2 Debian\nKernel Offset: disabled\n", "#2")]
    [InlineData("Call Trace:\n vfs_read+0x20/0x210\n ksys_read+0x1/0x2\nKernel Offset: disabled\n", "another build")]
    [InlineData("PC is at 0xc0009010\npc : [<c0009010>]    lr : [<c0009010>]\nx29: ffffffff81001010\n", "another machine (arm) than the symbols are of (x86_64)")]
    [InlineData("Linux version 6.12.9 (a@b) (gcc) #1 SMP Ubuntu\nKernel Offset: disabled\n", "#1 SMP Ubuntu")]
    [InlineData("Call trace:\n", "another machine")]
    [InlineData("Kernel Offset: 0x0 from 0xffffffff80200000\n", "linked at 0xffffffff80200000")]
    [InlineData("[<ffffffff9a001320>] twin+0x20\n", "does not tell")] // which of the two?
    public void ALogOfAnotherKernelIsNotNamed(string lines, string reason)
    {
        string log = lines + "at ffffffff81001010\n";
        LogKernel kernel = MadeKernel.Read("x86_64", SymbolOrigin.Image, "Linux version 6.12.9 (a@b) (gcc) #1 SMP Debian");
        Annotated answer = Annotated.File(kernel, log);
        Assert.Equal(log, answer.Text);
        Assert.Contains(reason, answer.Unnamed[^1].Reason);
        Assert.EndsWith("at ffffffff81001010\n", Annotated.Pipe(kernel, log).Text);
    }

    [Fact]
    public void TheSameBuildIsTheSame()
    {
        string log = "Linux version 6.12.9 (a@b) (gcc) #1 SMP Debian\n"
            + "CPU: 0 PID: 1 Comm: init Not tainted 6.12.9 #1 Debian\n vfs_read+0x20/0x200\nKernel Offset: disabled\n";
        LogKernel kernel = MadeKernel.Read("x86_64", SymbolOrigin.Image, "Linux version 6.12.9 (a@b) (gcc) #1 SMP Debian");
        Assert.Equal(log + Named, Annotated.File(kernel, log + "at ffffffff81001010\n").Text);
    }

    [Theory]
    [InlineData("Kernel Offset: 0x19000000 from 0xffffffff68000000\n", true)] // the list is that of this boot
    [InlineData("Kernel Offset: 0x19000000 from 0xffffffff81000000\n", false)] // of another one, which was not moved
    public void SavedSymbolsOfARunningKernelAreWhereTheyWere(string evidence, bool isSameBoot)
    {
        LogKernel kernel = MadeKernel.Read("x86_64", more: "ffffffffc0001000 t late\t[drm]\nffffffffc0001100 t later\t[drm]\n");
        string log = $"at ffffffff81001010\nat ffffffff9a001010\nat ffffffffc0001008\n{evidence}";
        string expected = isSameBoot
            ? $"{Named}at ffffffff9a001010\nat late+0x8/0x100 [drm]\n{evidence}"
                : $"at ffffffff81001010\n{Named}at ffffffffc0001008\n{evidence}";
        Assert.Equal(expected, Annotated.File(kernel, log).Text);
    }

    [Fact]
    public void TheRunningKernelsOwnLogIsNamedAtOnce() => Assert.Equal(
        Named, Annotated.Pipe(MadeKernel.Read("x86_64", SymbolOrigin.Running), "at ffffffff81001010\n").Text);

    [Fact]
    public void FunctionsWhoseStartTheLogTellsAreNamedWithoutADistance() => Assert.Equal(
        "vfs_read+0x20/0x200 vfs_read+0x20 (vmlinux)\n\tvfs_read+0x20/0x200 [unknown]\n\tffffffff9a001010\n",
        Annotated.File(
            MadeKernel.Read("x86_64"), "ffffffff9a0012a0 vfs_read+0x20 (vmlinux)\n\tffffffff9a0012a0 [unknown]\n\tffffffff9a001010\n").Text);

    [Fact]
    public void APipeThatWaitedTooLongTakesWhatWasSaidBefore()
    {
        string evidence = "Kernel Offset: 0x19000000 from 0xffffffff81000000\n";
        string many = string.Concat(Enumerable.Repeat("at ffffffff9a001010\n", 4000));
        Annotated answer = Annotated.Pipe(MadeKernel.Read("x86_64"), evidence + many);
        Assert.Equal(evidence + many.Replace("ffffffff9a001010", "schedule+0x10/0x100"), answer.Text);
        Assert.Empty(answer.Unnamed);
    }

    [Fact]
    public void APipeKeepsBackALittleOnly()
    {
        string many = string.Concat(Enumerable.Repeat("at ffffffff9a001010\n", 4000));
        string log = many + "Kernel Offset: 0x19000000 from 0xffffffff81000000\n";
        Annotated answer = Annotated.Pipe(MadeKernel.Read("x86_64"), log);
        Assert.Equal(log, answer.Text);
        Assert.Equal(4000, Assert.Single(answer.Unnamed).Count);
        Assert.StartsWith(many.Replace("ffffffff9a001010", "schedule+0x10/0x100"), Annotated.File(MadeKernel.Read("x86_64"), log).Text);
    }

    [Fact]
    public void APipeOfAKernelThatIsSeldomMoved_IsNotNamedBeforeItsLastWords()
    {
        string log = string.Concat(Enumerable.Repeat("epc   : 80101010\n", 5000)) + "Kernel relocated by 0x400000\n .text @ 0x80500000\n";
        Annotated answer = Annotated.Pipe(MadeKernel.Read("mips"), log);
        Assert.Equal(log, answer.Text);
        Assert.Equal(5000, Assert.Single(answer.Unnamed).Count);
    }

    [Fact]
    public void ListsOfFunctions_AreKnownInLinesThatAPipeKeepsBack()
    {
        string log = "at ffffffff9a001010\nhandlers:\n[<ffffffff9a001100>] 0xffffffff9a001100\n"
            + "Kernel Offset: 0x19000000 from 0xffffffff81000000\n";
        string expected = log.Replace("0xffffffff9a001100", "vfs_read+0x0/0x200").Replace("ffffffff9a001100", "vfs_read+0x0/0x200")
            .Replace("ffffffff9a001010", "schedule+0x10/0x100");
        Assert.Equal(expected, Annotated.Pipe(MadeKernel.Read("x86_64"), log).Text);
        Assert.Equal(expected, Annotated.File(MadeKernel.Read("x86_64"), log).Text);
    }
}
