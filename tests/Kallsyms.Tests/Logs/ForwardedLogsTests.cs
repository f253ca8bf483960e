using System.Text;
using Kallsyms.Logs;
using Xunit;

namespace Kallsyms.Tests.Logs;

/// <summary>
/// A line of a trace is one in whatever forwarded it. Where its prefix is not understood, an address at which a function starts has no
/// name, for it may be the end of the function before it, behind the last call of that.
/// </summary>
public class ForwardedLogsTests
{
    const string Start = "ffffffff81001100"; // of vfs_read; schedule ends there

    const string Call = "schedule+0x100/0x100";

    [Theory]
    [InlineData("172:{0}")] // grep -n
    [InlineData("logs/dmesg.txt:172-{0}")]
    [InlineData("   172\t{0}")] // cat -n
    [InlineData("{0}$")] // cat -A
    [InlineData("+{0}")] // a patch
    [InlineData("vm_1  | {0}")] // docker compose
    [InlineData("[pod/vm-0/console] {0}")] // kubectl logs --prefix
    [InlineData("(d1) [2026-11-26 22:00:03] {0}")] // Xen
    [InlineData("2026-11-26T22:00:03.534118Z 01O {0}")] // GitLab
    [InlineData("boot\tRun qemu\t2026-11-26T22:00:03.5341187Z {0}")] // gh run view
    [InlineData("[22:00:03]W:\t [Step 1/2] {0}")] // TeamCity
    [InlineData("22:00:03 DEBUG| {0}")] // avocado
    [InlineData("2026-11-26 22:00:03,534 - console - INFO - {0}")] // labgrid
    [InlineData("[Thu Nov 26 22:00:03.123 2026] {0}")] // Tera Term
    [InlineData("<4>1 2026-11-26T22:00:03.534118Z host kernel - - [meta sequenceId=\"171\"] {0}")]
    [InlineData("2026-11-26T22:00:03Z\t{{host=\"a\", job=\"kernel\"}}\t{0}")] // Loki
    [InlineData("- {{dt: '2026-11-26T22:00:03', lvl: target, msg: '{0}'}}")] // LAVA
    [InlineData("<span class=\"line\" id=\"L12\">{0}</span>")]
    [InlineData("\"2026-11-26\",\"host\",\"{0}\"")]
    [InlineData("192.168.1.7:6665: {0}")]
    [InlineData("\xe2\x94\x82{0}\xe2\x94\x82")] // a box around it
    [InlineData("        '{0}',")]
    [InlineData("&lt;4&gt;{0}")]
    [InlineData("\x1b[32m{0}\x1b[0m")]
    [InlineData("^[[32m{0}^[[0m")]
    [InlineData("[32m{0}[0m")]
    [InlineData("Nov 26 22:00:03 host kernel: {0}")]
    public void BehindTheKernelsTimeAreItsWords(string form)
    {
        Assert.Equal(Fill(form, $"[    3.534118]  ? {Call}"), Named(Fill(form, $"[    3.534118]  ? 0x{Start}")));
        string register = Fill(form, "[    3.534118] RAX: ffffffff81001010 RBX: ff110000002bc000");
        Assert.Equal(register, Named(register));
        Assert.Equal(Fill(form, "[    3.534118] RIP: 0010:vfs_read+0x0/0x200"), Named(Fill(form, $"[    3.534118] RIP: 0010:0x{Start}")));
    }

    [Theory]
    [InlineData("[    3.534118 <    0.000112>]  ? 0x{0}")] // dmesg -d
    [InlineData("[    3.534118 <    0.000112 >] host kernel:  ? 0x{0}")] // journalctl -o short-delta
    [InlineData("6.12.9,4,171,3534118,-; ? 0x{0}")] // netconsole with the release
    [InlineData("W/(    0):  ? 0x{0}")] // logcat -v brief
    [InlineData("11-26 22:00:03.123 W/        (    0):  ? 0x{0}")]
    [InlineData("<4>[    3.534118]  (0)[1:swapper/0] ? 0x{0}")] // phones
    [InlineData("[    3.534118] <0>.(0)[1:swapper/0] ? 0x{0}")]
    [InlineData("[    3.534118]-(1)[682:VSyncThread_0] ? 0x{0}")]
    [InlineData("<4>[    3.534118]-(1)[682:VSyncThread_0][]  ? 0x{0}")]
    [InlineData("    3.534118:   <6>  ? 0x{0}")]
    [InlineData("[    3.534118] c0  ? 0x{0}")]
    [InlineData("[    3.534118] c0   123  0x{0}")]
    [InlineData("[    3.534118] [c0]  0x{0}")]
    [InlineData("[    3.534118] [pid:1,cpu0,swapper]  ? 0x{0}")]
    [InlineData("[2026/11/26 22:00:03]  ? 0x{0}")]
    [InlineData("2026 Nov 26 22:00:03 host kernel:  ? 0x{0}")]
    [InlineData("Nov 26 22:00:03 host kernel: [    3.534118]#011 0x{0}")] // rsyslog
    [InlineData("<pre> ? 0x{0}</pre>")]
    [InlineData("<td class=\"log\"><code>  0x{0}</code></td>")]
    [InlineData("[&nbsp; &nbsp; 3.534118]&nbsp; ? 0x{0}")]
    [InlineData("&#91;    3.534118&#93;  [&lt;{0}&gt;] ? 0x{0}")]
    [InlineData("[\xc2\xa0\xc2\xa0\xc2\xa0 3.534118]\xc2\xa0 ? 0x{0}")]
    [InlineData("__CURSOR=s=1;i=ab\n_BOOT_ID=0123456789abcdef0123456789abcdef\nMESSAGE= ? 0x{0}\n\n")]
    [InlineData("{{\n   \"dmesg\": [\n      {{\n         \"pri\": 4,\n         \"time\":     3.534118,\n         \"msg\": \" ? 0x{0}\"\n      }}\n   ]\n}}\n")]
    [InlineData("{{\"log\":\"[    3.534118]  ? 0x{0}\\n\",\"stream\":\"stdout\"}}\n")]
    public void PrefixesWithoutThatTimeAreKnown(string form) =>
        Assert.Equal(Fill(form, Start).Replace($"0x{Start}", Call).Replace(Start, Call), Named(Fill(form, Start)));

    [Theory]
    [InlineData("who knows>  ? 0x{0}")]
    [InlineData("who knows:   0x{0}")]
    [InlineData("who knows | [<{0}>] ? 0x{0}")]
    [InlineData("\"x\": \" 0x{0}\"")]
    public void BehindAnUnknownPrefixTheStartOfAFunctionIsNotNamed(string form)
    {
        string log = Fill(form, Start);
        Assert.Equal(log, Named(log));
        string within = Fill(form, "ffffffff81001120");
        Assert.Contains("vfs_read+0x20/0x200", Named(within));
    }

    // journald writes numbers where a message has control characters.
    [Fact]
    public void AMessageOfNumbersKeepsNumbers()
    {
        string log = Message(" ? 0xffffffff81001120\u001b[0m");
        Assert.Equal(Message(" ? vfs_read+0x20/0x200\u001b[0m"), Named(log));
    }

    [Fact]
    public void ABinaryMessageIsRead()
    {
        const string Text = "\u001b[1m ? 0xffffffff81001120";
        string Record(string text) => $"__CURSOR=s=1\nMESSAGE\n{(char)Text.Length}\0\0\0\0\0\0\0{text}\nPRIORITY=4\n\n";
        Assert.Equal(Record("\u001b[1m ? vfs_read+0x20/0x200"), Named(Record(Text)));
    }

    [Theory]
    [InlineData("\x1b[32m{0}\x1b[0m")]
    [InlineData("\"{0}\",")]
    [InlineData("{0};")]
    [InlineData("{0}<br/>")]
    [InlineData("{{\"log\":\"{0}\\n\",\"stream\":\"stdout\"}}")]
    public void TheLastWordOfALineIsReadInWhateverForwardedIt(string form)
    {
        string log = string.Concat(new[] { "[    0.000000] Command line: quiet nokaslr", "[    1.000000] at ffffffff81001010" }
            .Select(line => Fill(form, line) + "\n"));
        Assert.Contains("schedule+0x10/0x100", Annotated.File(MadeKernel.Read("x86_64"), log).Text);
    }

    static string Message(string text) =>
        $"{{\"_BOOT_ID\":\"0123456789abcdef0123456789abcdef\",\"MESSAGE\":[{string.Join(',', Encoding.Latin1.GetBytes(text))}],\"PRIORITY\":\"4\"}}\n";

    static string Fill(string form, string line) => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, line);

    static string Named(string log)
    {
        LogKernel kernel = MadeKernel.Read("x86_64");
        string answer = Annotated.File(kernel, log, distance: 0).Text;
        Assert.Equal(answer, Annotated.Pipe(kernel, log, distance: 0).Text);
        return answer;
    }
}
