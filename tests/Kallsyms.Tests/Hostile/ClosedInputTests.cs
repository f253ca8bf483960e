using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>Where standard input is closed the runtime opens /dev/urandom in its place, which nothing may take for an input.</summary>
[Trait("Set", "hostile")]
[RunsKallsyms]
public class ClosedInputTests
{
    [Theory]
    [InlineData("lookup map")]
    [InlineData("annotate map")]
    [InlineData("gen")]
    [InlineData("dump -")]
    [InlineData("info -")]
    [InlineData("scan -")]
    [InlineData("verify -")]
    [InlineData("diff map -")]
    [InlineData("explain map -")]
    [InlineData("unpack -")]
    [InlineData("elf -")]
    [InlineData("map -")]
    [InlineData("stat -")]
    public void StandardInput_Closed_IsSaidToBeAndNotRead(string command)
    {
        using var scratch = new Scratch();
        scratch.Write("map", "ffffffff81000000 T _text\nffffffff81000040 T schedule\n");
        foreach (string also in (string[])["", "1>&-"])
        {
            Command run = Command.Run("sh", ["-c", $"exec \"$0\" {command} 0<&- {also}", ProgramUnderTest.Executable], scratch.Directory)
                .Exited(3);
            Assert.Contains("standard input is closed", run.Error, StringComparison.Ordinal);
            Assert.Empty(run.Output);
        }
    }
}
