using System.Text;
using Kallsyms.Cli;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>What a terminal shows while an input is read.</summary>
public class ReadingProgressTests
{
    [Fact]
    public void Line_IsWrittenOverItself_AndTakenAwayAtTheEnd()
    {
        using var terminal = new MemoryStream();
        using (var progress = new ReadingProgress(terminal, "dump.lime"))
        {
            progress.Show();
            progress.Show();
        }
        string[] writes = Encoding.UTF8.GetString(terminal.ToArray()).Split("\r\x1b[K");
        Assert.Equal("", writes[0]);
        Assert.All(writes[1..^1], write => Assert.Matches("^kallsyms: reading dump[.]lime, [0-9]+ s$", write));
        Assert.True(writes.Length >= 4);
        Assert.Equal("", writes[^1]);
    }

    [Fact]
    public void Nothing_IsWrittenForWhatWasReadAtOnce_NorBehindTheEnd()
    {
        using var terminal = new MemoryStream();
        var progress = new ReadingProgress(terminal, "vmlinuz");
        progress.Dispose();
        progress.Show();
        Assert.Equal(0, terminal.Length);
    }

    [Fact]
    public void Name_ThatATerminalWouldObey_IsMadeVisible()
    {
        using var terminal = new MemoryStream();
        using (var progress = new ReadingProgress(terminal, "a\x1b[2Jb"))
            progress.Show();
        Assert.DoesNotContain("\x1b[2J", Encoding.UTF8.GetString(terminal.ToArray()), StringComparison.Ordinal);
    }
}
