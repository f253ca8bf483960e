using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>The width of a kernel's addresses, where a list omits leading zeros as nm -P does.</summary>
[RunsKallsyms]
public class ListWidthTests
{
    [Theory]
    [InlineData("x16", "fn{0}")]
    [InlineData("x8", "fn{0}")]
    [InlineData("x8", "x86_f{0}")]
    [InlineData("x16", "s390_f{0}")]
    public void TheSameListWithoutLeadingZeros_IsTheSame(string width, string name)
    {
        using var scratch = new Scratch();
        scratch.Write("padded", List(name, (n, a) => $"{a.ToString(width)} T {n}"));
        scratch.Write("posix", List(name, (n, a) => $"{n} T {a:x} 10"));
        scratch.Write("bare", List(name, (n, a) => $"{a:x} T {n}"));
        foreach (string[] pair in (string[][])[["padded", "posix"], ["posix", "padded"], ["padded", "bare"], ["posix", "bare"]])
            Assert.Contains("none differs", Command.Kallsyms(["explain", .. pair], scratch.Directory).Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s390_f{0}")]
    [InlineData("fn{0}")]
    public void AKernelBelow4GiB_MayHave64Bits(string name)
    {
        using var scratch = new Scratch();
        scratch.Write("posix", List(name, (n, a) => $"{n} T {a:x} 10"));
        string symbol = string.Format(null, name, 3);
        Assert.Equal($"000003fffe3e8030 T {symbol}+0x0/0x10\n",
            Command.Kallsyms(["lookup", "--kaslr", "0x3fffe3a8000", "posix", symbol], scratch.Directory).Succeeded().Output);
        scratch.Write("log", "Call Trace:\n [<0000000000040034>] 0x40034\n");
        Assert.Contains($"{symbol}+0x4/0x10", Command.Kallsyms(["annotate", "--kaslr", "0", "posix", "log"], scratch.Directory).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AKernelOfAMachineWhose64BitKernelsLieHigher_Has32Bits()
    {
        using var scratch = new Scratch();
        scratch.Write("posix", List("arm_f{0}", (n, a) => $"{n} T {a:x} 10"));
        Assert.Equal("00040030 T arm_f3+0x0/0x10\n", Command.Kallsyms(["lookup", "posix", "arm_f3"], scratch.Directory).Succeeded().Output);
        Assert.Contains("have 32 bits", Command.Kallsyms(["lookup", "--kaslr", "3fffe3a8000", "posix", "arm_f3"], scratch.Directory).Exited(2).Error, StringComparison.Ordinal);
    }

    static string List(string name, Func<string, ulong, string> line) => string.Concat(
        Enumerable.Range(0, 20).Select(i => line(string.Format(null, name, i), 0x40000 + (ulong)i * 16) + "\n"));
}
