using System.Text;
using Kallsyms.Logs;
using Xunit;

namespace Kallsyms.Tests.Logs;

/// <summary>Lines that no kernel prints: each is read in a moment, and changes nothing but itself.</summary>
public class HostileLinesTests
{
    [Theory]
    [InlineData("kern.warn kernel: foo", "kern.warn kernel: foo")]
    [InlineData("Workqueue: 0xffffffff81001010", "Workqueue: schedule+0x10/0x100")]
    [InlineData("{\"\\udc00\":1,\"MESSAGE\":\" 0xffffffff81001010\"}", "{\"\\udc00\":1,\"MESSAGE\":\" schedule+0x10/0x100\"}")]
    public void ALineOfOddForm_IsReadAsAnyOther(string line, string expected)
    {
        string log = $"{line}\n 0xffffffff81001010\n";
        Assert.Equal($"{expected}\n schedule+0x10/0x100\n", Annotated.File(MadeKernel.Read("x86_64"), log, distance: 0).Text);
        Assert.Equal($"{expected}\n schedule+0x10/0x100\n", Annotated.Pipe(MadeKernel.Read("x86_64"), log, distance: 0).Text);
    }

    [Theory]
    [InlineData("Linux version 6.1.0-21-amd64 (a@b) (gcc #12) #1 SMP Debian 6.1.90-1\n", "6.1.0-21-amd64", "#12) #1 SMP Debian 6.1.90-1")]
    [InlineData("Linux version 6.12.9 (a@b) #1 SMP \n", "6.12.9", "#1 SMP")]
    [InlineData("Linux version 6.12.9", "6.12.9", "")]
    [InlineData("6.12.9-amd64", "6.12.9-amd64", "")]
    public void ABannerNamesItsBuild(string banner, string release, string number) =>
        Assert.Equal(new KernelBuild(release, number), KernelBuild.Parse(banner));

    [Theory]
    [InlineData("CPU: 0 PID: 1 Comm: a Not tainted 6.1.0-21-amd64 #1  Debian 6.1.90-1", "6.1.0-21-amd64", "#1")]
    [InlineData("Tainted: G        W          6.12.9 #3-Ubuntu", "6.12.9", "#3-Ubuntu")]
    [InlineData("EIP is at x Not tainted VLI EFLAGS: 00010246   (2.6.18 #1) ", "2.6.18", "#1")]
    [InlineData("Tainted: x6.1 #1 y.6.2 #2 6.3.0 #4", "6.3.0", "#4")]
    public void AReportNamesItsBuild(string line, string release, string number) =>
        Assert.Equal(new KernelBuild(release, number), KernelBuild.FromReport(Encoding.ASCII.GetBytes(line)));

    [Theory]
    [InlineData("painted 6.1.0 #1")]
    [InlineData("Tainted: 6.1.0 # 1")]
    [InlineData("Tainted: v6.1.0 #1")]
    public void AnyOtherLineNamesNone(string line) => Assert.Null(KernelBuild.FromReport(Encoding.ASCII.GetBytes(line)));

    // What takes time that grows with the square of the length, or faster, would not end here.
    [Fact]
    public void LongLinesOfOneWordOverAndOver_AreReadOnce()
    {
        string numbers = string.Concat(Enumerable.Repeat("#1", 400_000));
        Assert.Equal("1" + numbers, KernelBuild.Parse($"Linux version 1{numbers}\tz").Release);
        Assert.Null(KernelBuild.FromReport(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("Tainted: ", 100_000)))));
        Assert.Null(KernelBuild.FromReport(Encoding.ASCII.GetBytes("Tainted: " + string.Concat(Enumerable.Repeat("a1 #1", 200_000)))));
    }

    // Of a word that looks like an address and is none, nothing depends.
    [Fact]
    public void AFileAndAPipe_AreJudgedAlike()
    {
        const string Log = "KERNELOFFSET=1a000000\nid 0123456789abcdef\nBUG: x\nOops: 0002 [#1]\nRIP: 0010:0xffffffff9b001010\n";
        string expected = Log.Replace("0xffffffff9b001010", "schedule+0x10/0x100");
        Assert.Equal(expected, Annotated.Pipe(MadeKernel.Read("x86_64"), Log).Text);
        Assert.Equal(expected, Annotated.File(MadeKernel.Read("x86_64"), Log).Text);
    }

    [Fact]
    public void AnglesThatJsonEscapes_AreAngles()
    {
        const string Log = "{\"log\":\"[\\u003cc0009010\\u003e] \\u0026 \\u00e4 x\"}\n";
        Assert.Equal(Log.Replace("c0009010", "schedule+0x10/0x100"), Annotated.File(MadeKernel.Read("arm"), Log, distance: 0).Text);
    }

    // As /dev/kmsg does when it was faster than its reader; what broke is not our own output.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void LinesThatAreLost_AreSkipped(int failing)
    {
        using var output = new MemoryStream();
        new LogAnnotator(MadeKernel.Read("x86_64")).Annotate(new FailingOnce(failing, 32), output);
        Assert.Equal(" 0xffffffff81001010\n 0xffffffff81001010\n", Encoding.ASCII.GetString(output.ToArray()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void AnInputThatFails_IsAnErrorOfTheInput(int failing)
    {
        KallsymsException error = Assert.Throws<KallsymsException>(
            () => new LogAnnotator(MadeKernel.Read("x86_64")).Annotate(new FailingOnce(failing, 5), Stream.Null));
        Assert.Equal(ErrorKind.Unreadable, error.Kind);
    }

    /// <summary>A device with two lines that cannot be named yet, one of whose reads fails.</summary>
    sealed class FailingOnce(int failing, int error) : MemoryStream
    {
        int _reads;

        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = _reads++;
            if (read == failing)
                throw new IOException("fails", error);
            if (read > 2)
                return 0;
            " 0xffffffff81001010\n"u8.CopyTo(buffer.AsSpan(offset));
            return 20;
        }
    }
}
