using System.Text;
using Xunit;

namespace Kallsyms.Tests.Logs;

/// <summary>Logs of more than a megabyte, which are worked on in pieces and by several threads.</summary>
public class LongLogsTests
{
    const int MinLength = 3 << 20;

    // A boot whose last line says how far it was moved; the second in every pair by something else, so that one's distance names nothing
    // of the other. Lines of all kinds: short, long, empty, JSON over several lines, coloured, with Windows ends, two in a guest.
    static (string Log, string Expected) Boot(int number)
    {
        ulong moved = number % 2 == 0 ? 0x19000000u : 0x1000000u;
        string address = (0xffffffff81001010 + moved).ToString("x16");
        string other = (0xffffffff81001010 + (0x1a000000 - moved)).ToString("x16");
        var log = new StringBuilder($"[    0.000000] Linux version 6.12.9 (a@b) #1\n[    1.{number:d6}] at {other}\n");
        log.Append("[    1.500000] *** Guest State ***\n[    1.500001] RIP = GUEST\n[    1.500002] *** Host State ***\n\n");
        for (int i = 0; i < 100 + number % 37; i++)
        {
            log.Append($"[    2.{i:d6}] usb 1-1: new device number {i}\n[    2.{i:d6}]  0x{address}\r\n\u001b[31m[    2.{i:d6}]\u001b[0m at {address}\n");
            log.Append($"{{\"a\":1,\n \"MESSAGE\":\"at {address}\"\n}}\n");
        }
        log.Append("[    3.000000] ").Append(new string('x', number % 5 == 0 ? 40_000 : 100)).Append($" at {address}\n");
        log.Append($"[    3.000001] Kernel Offset: 0x{moved:x} from 0xffffffff81000000\n");
        string text = log.ToString();
        string expected = text.Replace($"0x{address}", "schedule+0x10/0x100").Replace(address, "schedule+0x10/0x100");
        return (text.Replace("GUEST", address), expected.Replace("GUEST", address));
    }

    [Fact]
    public void EveryLineIsNamedByItsOwnBoot()
    {
        (string log, string expected) = Make();
        Annotated answer = Annotated.File(MadeKernel.Read("x86_64"), log);
        Assert.Equal(expected, answer.Text);
    }

    // Distances are said first, as a pipe needs them. Where nothing more has come, pieces are short and each is printed at once.
    [Theory]
    [InlineData(37)]
    [InlineData(20_000)]
    [InlineData(1 << 16)]
    public void EveryLineOfAPipeIsNamedByItsOwnBoot(int most)
    {
        (string log, string expected) = Make();
        Annotated answer = Annotated.Pipe(MadeKernel.Read("x86_64"), SayFirst(log), most: most);
        Assert.Equal(SayFirst(expected), answer.Text);
    }

    static string SayFirst(string log) => System.Text.RegularExpressions.Regex.Replace(
        log, @"(\[    1\.\d+\] at (?:(?!Kernel Offset)[\s\S])*?)\[    3\.000001\] Kernel Offset: 0x([0-9a-f]+) .*\n",
        "[    1.000000] KERNELOFFSET=$2\n$1");

    [Fact]
    public void TheFirstLineOfEachReasonIsToldAsInAShortLog()
    {
        (string log, _) = Make();
        string rest = log + "-- Boot 0 --\n[    0.000000] Linux version 6.12.9 (a@b) #1\n[    1.000000] at ffffffff9a001010\n";
        Annotated answer = Annotated.File(MadeKernel.Read("x86_64"), rest);
        Assert.Equal(rest.Split('\n').Length - 1, Assert.Single(answer.Unnamed).FirstLine + 1);
        Assert.Equal(1, answer.Unnamed[0].Count);
    }

    static (string Log, string Expected) Make()
    {
        var log = new StringBuilder();
        var expected = new StringBuilder();
        for (int number = 0; log.Length < MinLength; number++)
        {
            (string text, string named) = Boot(number);
            log.Append(text);
            expected.Append(named);
        }
        return (log.ToString(), expected.ToString());
    }
}
