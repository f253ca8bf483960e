using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>verify: what it is told to hold a table against, it does.</summary>
[RunsKallsyms]
public class VerifyCommandTests
{
    [Fact]
    public void Layout_OfAStrippedImage_MustBeThatOfTheTable()
    {
        using var files = KernelFiles.WithKernel();
        files.Run("verify", "--layout", "linux-6.12", "Image").Succeeded();
        string error = files.Run("verify", "--layout", "linux-2.6.10", "Image").Exited(1).Error;
        Assert.Contains("its table has the form of linux-", error, StringComparison.Ordinal);
        Assert.Contains(", not of linux-2.6.10", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Layout_ThatIsNotTheTables_IsRefusedByTheNameThatInfoSays()
    {
        using var files = KernelFiles.WithKernel();
        files.Run("elf", "--machine", "x86_64", "Image", "-o", "elf").Succeeded();
        string info = files.Run("info", "elf").Succeeded().Output;
        string error = files.Run("verify", "--layout", "linux-2.6.10", "elf").Exited(1).Error;
        string name = error[error.IndexOf("linux-", StringComparison.Ordinal)..error.IndexOf(", not", StringComparison.Ordinal)];
        Assert.Contains($" {name}, ", info, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_OfAnotherKernel_IsSaidToBeThat()
    {
        using var files = KernelFiles.WithKernel();
        files.Write("other", KernelFiles.Map);
        string error = files.Run("verify", "--map", "other", "Image").Exited(1).Error;
        Assert.Contains("(address in the table, in the map)", error, StringComparison.Ordinal);
        Assert.Contains("other: most symbols differ: it looks like the map of another kernel", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_OfTheSameKernelAsItRan_IsSaidToBeMoved()
    {
        using var files = KernelFiles.WithKernel();
        IEnumerable<string> lines = files.Run("dump", "Image").Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            line.Split(' ') is var words && words[1] is "A" or "a" ? line : $"{Convert.ToUInt64(line.Split(' ')[0], 16) + 0x600000:x16}{line[16..]}");
        files.Write("running", string.Concat(lines.Select(line => line + "\n")));
        Assert.Contains("moved by 0x600000 (KASLR)", files.Run("verify", "--map", "running", "Image").Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_ThatIsEmpty_IsUnreadable()
    {
        using var files = KernelFiles.WithKernel();
        Assert.Contains("is empty", files.Run("verify", "--map", "/dev/null", "Image").Exited(3).Error, StringComparison.Ordinal);
    }
}
