using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>gen: what it cannot do both of, and tables with nothing in them.</summary>
[RunsKallsyms]
public class GenChoiceTests
{
    [Fact]
    public void Encodings_ThatExcludeEachOther_AreRefused() => Assert.Contains(
        "exclude each other", Command.Kallsyms(["gen", "--base-relative", "--pc-relative"]).Exited(2).Error, StringComparison.Ordinal);

    [Fact]
    public void Table_ThatHasNoneOfTheSymbols_IsSaidToBeEmpty()
    {
        using var files = KernelFiles.WithMap();
        files.Write("list", "ffffffff81000000 T main\n");
        Assert.Contains("list: warning: none of its 1 symbol goes into the table", files.Run("gen", "list").Succeeded().Error,
            StringComparison.Ordinal);
        Assert.Empty(files.Run("gen", "--all-symbols", "--pc-relative", "list").Succeeded().Error);
        Assert.Empty(files.Run("gen", "-q", "list").Succeeded().Error);
        // The first pass of a kernel build starts with an empty list.
        Assert.Empty(files.Run("gen", "/dev/null").Succeeded().Error);
    }
}
