using Kallsyms.Logs;
using Xunit;

namespace Kallsyms.Tests.Logs;

/// <summary>What one boot, or one host, says of how far its kernel was moved is not taken for another's.</summary>
public class BootsTests
{
    const string InFirst = "ffffffff9a001010"; // schedule+0x10, moved by 0x19000000

    const string InSecond = "ffffffff9b001010"; // by 0x1a000000

    const string Head = "BUG: kernel NULL pointer dereference, address: 0000000000000000\n#PF: supervisor write access in kernel mode\n";

    const string Rest = "CPU: 1 UID: 0 PID: 812 Comm: bash Not tainted 6.12.9 #1 Debian\nRIP: 0010:0x{at}\nCall Trace:\n <TASK>\n ? 0x{at}\n </TASK>\n";

    const string Oops = Head + "Oops: Oops: 0002 [#1] PREEMPT SMP NOPTI\n" + Rest + "---[ end trace 0000000000000000 ]---\n";

    const string Panic = "sysrq: Trigger a crash\nKernel panic - not syncing: sysrq triggered crash\n" + Rest;

    const string Offset = "Kernel Offset: 0x1a000000 from 0xffffffff81000000\n";

    const string End = "---[ end Kernel panic - not syncing: Fatal exception ]---\n";

    const string Fall = "Kernel panic - not syncing: Fatal exception\n" + Offset + End;

    // The first report was cut off before it says how far its kernel was moved; the second says so.
    public static TheoryData<string, string, string> Logs()
    {
        var logs = new TheoryData<string, string, string>();
        foreach ((string kind, string first, string second) in new[]
            { ("oops", Oops, Oops + Fall), ("panic", Panic, Panic + Offset + End), ("ended panic", Panic + End, Oops + Fall) })
        {
            logs.Add($"{kind}, bare", first, second);
            logs.Add($"{kind}, quoted", Lines(first, "> "), "Second machine:\n\n```\n" + second + "```\n");
            logs.Add($"{kind}, equal times", Lines(first, "[   50.123456] "), Lines(second, "[   50.123456] "));
            logs.Add($"{kind}, later", Lines(first, "[   50.123456] "), Lines(second, "[   60.123456] "));
            logs.Add($"{kind}, one host", Lines(first, "Nov 26 06:00:01 host kernel: "), Lines(second, "Nov 26 06:10:01 host kernel: "));
            logs.Add($"{kind}, hosts", Lines(first, "Nov 26 06:00:01 a kernel: "), Lines(second, "Nov 26 06:00:01 b kernel: "));
            logs.Add($"{kind}, JSON", Json(first, 'a'), Json(second, 'b'));
            logs.Add($"{kind}, printed JSON", Printed(first, 'a'), Printed(second, 'b'));
        }
        string warning = "------------[ cut here ]------------\nWARNING: CPU: 0 PID: 1 at fs/x.c:12 0x{at}\n" + Rest;
        logs.Add("warnings, bare", warning, warning + Fall);
        logs.Add("a bare warning, and times", warning, Lines(Oops + Fall, "[   50.123456] "));
        foreach (string start in new[] { "Booting Linux on physical CPU 0x0\n", "Linux version 6.12.9 (a@b) #1 Debian\n", "Command line: quiet\n" })
            logs.Add($"a boot between, {start}", Lines("warning at 0x{at}\n", "[    5.000000] "), Lines(start + "at 0x{at}\n" + Offset, "[    6.000000] "));
        return logs;
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void WhatTheSecondBootSays_NamesNothingOfTheFirst(string kind, string first, string second)
    {
        Assert.NotEmpty(kind);
        AssertNamed(first.Replace("{at}", InFirst) + second.Replace("{at}", InSecond));
    }

    [Theory]
    [InlineData("Nov 26 03:12:12 a kernel: ", "Nov 26 03:12:12 b kernel: ")]
    [InlineData("Nov 26 03:12:12 a kernel: [ 1000.123456] ", "Nov 26 03:12:12 b kernel: [ 1000.234567] ")]
    [InlineData("2026-11-26T03:12:12.123456+00:00 a kernel: ", "2026-11-26T03:12:12.123456+00:00 b kernel: ")]
    [InlineData("<4>1 2026-11-26T03:12:12Z a kernel - - - ", "<4>1 2026-11-26T03:12:12Z b kernel - - - ")]
    [InlineData("Nov 26 03:12:12 a kern.warn kernel: ", "Nov 26 03:12:12 b kern.warn kernel: ")]
    [InlineData("Thu 2026-11-26 05:54:11 UTC a kernel: ", "Thu 2026-11-26 05:54:11 UTC b kernel: ")]
    [InlineData("a: [ 1000.123456] ", "b: [ 1000.123456] ")]
    [InlineData("vm_1  | [ 1000.123456] ", "vm_2  | [ 1000.123456] ")]
    [InlineData("[pod/a/vm] [ 1000.123456] ", "[pod/b/vm] [ 1000.123456] ")]
    [InlineData("(d1) [ 1000.123456] ", "(d2) [ 1000.123456] ")]
    [InlineData("a/dmesg:12:[ 1000.123456] ", "b/dmesg:12:[ 1000.123456] ")]
    [InlineData("192.168.1.7:6665: [ 1000.123456] ", "192.168.1.8:6665: [ 1000.123456] ")]
    [InlineData("boot-a\tRun\t2026-11-26T22:00:03.1234567Z [ 1000.123456] ", "boot-b\tRun\t2026-11-26T22:00:03.1234567Z [ 1000.123456] ")]
    [InlineData("guest: [ 1000.123456] ", "[ 1000.123456] ")]
    [InlineData("[ 1000.123456] ", "guest: [ 1000.123456] ")]
    public void LinesOfTwoHosts_MayBeMixed(string first, string second) =>
        AssertNamed(Mixed(Lines(Oops, first).Replace("{at}", InFirst), Lines(Oops + Fall, second).Replace("{at}", InSecond)));

    [Theory]
    [InlineData("see Linux version 4.19.0 changelog", true)]
    [InlineData("mount: needs Linux version 4.19.0 (or later)", true)]
    [InlineData("Linux version 4.19.0 (a@b) (gcc) #1 SMP", false)]
    [InlineData("vm1 login: [    0.000000] Linux version 4.19.0 #1 SMP", false)]
    [InlineData("vm1 login: [    0.000000] Linux version 4.19.0 (a@b) (gcc) #1 SMP", false)]
    public void AVersionThatALineMerelySpeaksOf_IsNoBoot(string line, bool goesOn)
    {
        LogKernel kernel = MadeKernel.Read("x86_64", SymbolOrigin.Image, "Linux version 6.12.9 (a@b) #1 Debian");
        string log = $"[    1.000000] KERNELOFFSET=19000000\n[    2.000000] {line}\n[    3.000000]  [<ffffffff9a001010>]\n";
        Assert.Equal(goesOn, Annotated.File(kernel, log).Text.Contains("schedule+0x10/0x100", StringComparison.Ordinal));
    }

    [Fact]
    public void RecordsOfTwoBoots_MayBeMixed() =>
        AssertNamed(Mixed(Json(Oops, 'a').Replace("{at}", InFirst), Json(Oops + Fall, 'b').Replace("{at}", InSecond)));

    [Theory]
    [InlineData("[\n {\n  \"MESSAGE\": \"at {at}\",\n  \"_BOOT_ID\": \"a\"\n },\n {\n  \"MESSAGE\": \"KERNELOFFSET=1a000000\",\n  \"_BOOT_ID\": \"b\"\n }\n]\n")]
    [InlineData("[{\"MESSAGE\": \"at {at}\", \"_BOOT_ID\": \"a\"}, {\"MESSAGE\": \"KERNELOFFSET=1a000000\", \"_BOOT_ID\": \"b\"}]\n")]
    [InlineData("{\"msg\":\"at {at}\",\"host\":\"a\"}\n{\"msg\":\"KERNELOFFSET=1a000000\",\"host\":\"b\"}\n")]
    [InlineData("{\"host\":\"a\",\"pri\":4,\"msg\":\"at {at}\"}\n{\"host\":\"b\",\"pri\":4,\"msg\":\"KERNELOFFSET=1a000000\"}\n")]
    [InlineData("\u001e{\"MESSAGE\" : \"at {at}\", \"_BOOT_ID\" : \"a\"}\n\u001e{\"MESSAGE\" : \"KERNELOFFSET=1a000000\", \"_BOOT_ID\" : \"b\"}\n")]
    public void ARecord_IsOfTheBootThatItNames_WhereverItNamesIt(string log)
    {
        AssertNamed(log.Replace("{at}", InFirst));
        string same = log.Replace("{at}", InSecond).Replace("\"a\"", "\"b\"");
        Assert.Equal(same.Replace(InSecond, "schedule+0x10/0x100"), Annotated.File(MadeKernel.Read("x86_64"), same).Text);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("[   50.123456] ", "[   50.123456] ")]
    [InlineData("Nov 26 06:00:01 host kernel: ", "Nov 26 06:10:01 host kernel: ")]
    public void ReportsOfOneBoot_ShareWhatItSays(string first, string second)
    {
        string log = Lines(Oops, first) + Lines(Oops.Replace("[#1]", "[#2]") + Fall, second);
        AssertNamed(log.Replace("{at}", InSecond));
    }

    [Fact]
    public void AWarningBeforeAnOops_IsOfItsBoot_WhereAClockGoesOn() =>
        AssertNamed(Lines("WARNING: CPU: 0 PID: 1 at fs/x.c:12 0x{at}\n" + Rest + Oops + Fall, "[    7.000000] ").Replace("{at}", InSecond));

    [Theory]
    [InlineData(Offset)]
    [InlineData("KERNELOFFSET=1a000000\n\nAnd now the oops:\n")]
    public void WhatStandsBeforeTheFirstReport_IsOfIt(string evidence) => AssertNamed(evidence + Oops.Replace("{at}", InSecond));

    [Fact]
    public void APanicOfAnotherBoot_AfterOneThatSaidAll_IsNotNamed()
    {
        string first = Lines(Panic + Offset + End, "[   10.000000] ").Replace("{at}", InSecond);
        AssertNamed(first + Lines(Panic, "[   20.000000] ").Replace("{at}", InFirst));
    }

    static void AssertNamed(string log)
    {
        string expected = log.Replace($"0x{InSecond}", "schedule+0x10/0x100");
        LogKernel kernel = MadeKernel.Read("x86_64", SymbolOrigin.Image, "Linux version 6.12.9 (a@b) #1 Debian");
        Assert.Equal(expected, Annotated.File(kernel, log).Text);
        Assert.Equal(expected, Annotated.Pipe(kernel, log).Text);
    }

    static string Lines(string text, string prefix) => string.Concat(Split(text).Select(line => $"{prefix}{line}\n"));

    static string Json(string text, char boot) =>
        string.Concat(Split(text).Select(line => $"{{\"_BOOT_ID\": \"{new string(boot, 32)}\", \"_HOSTNAME\": \"h\", \"MESSAGE\": \"{line}\"}}\n"));

    static string Printed(string text, char boot) =>
        string.Concat(Split(text).Select(line => $"{{\n\t\"MESSAGE\" : \"{line}\",\n\t\"_BOOT_ID\" : \"{new string(boot, 32)}\"\n}}\n"));

    static string Mixed(string first, string second)
    {
        string[] longer = Split(second);
        string[] shorter = Split(first);
        return string.Concat(longer.Select((line, i) => (i < shorter.Length ? shorter[i] + "\n" : "") + line + "\n"));
    }

    static string[] Split(string text) => text.TrimEnd('\n').Split('\n');
}
