using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Sources;

/// <summary>What has symbols, but in no form that is read, is refused with what to do.</summary>
[RunsKallsyms]
public class WayOutTests
{
    [Theory]
    [InlineData("zip -q packed map", "packed.zip", "unpack that and give it")]
    [InlineData("tar cf packed map", "packed", "unpack that and give it")]
    [InlineData("tar czf packed map", "packed", "unpack that and give it")]
    [InlineData("gzip -c map | gzip > packed", "packed", "unpack that and give it")]
    [InlineData("sed 's/f50$/f50\\x00/' map > packed", "packed", "starts as a list of symbols, but has bytes that are 0")]
    public void AListInAFormThatIsNotRead_IsRefusedWithWhatToDo(string make, string file, string said)
    {
        Command.Require(make.Split(' ')[0]);
        using var scratch = new Scratch();
        scratch.Write("map", string.Concat(Enumerable.Range(0, 100).Select(i => $"ffffffff81{i * 64:x6} T f{i}\n")));
        Command.Run("sh", ["-c", make], scratch.Directory).Succeeded();
        string error = Command.Kallsyms(["lookup", scratch[file], "f1"]).Exited(1).Error;
        Assert.Contains(said, error, StringComparison.Ordinal);
    }
}
