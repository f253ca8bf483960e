using System.Text;
using Kallsyms.Cli;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>What a terminal would obey is shown there, and in messages; files and pipes get the bytes.</summary>
[Trait("Set", "hostile")]
[RunsKallsyms]
public class VisibleTextTests
{
    [Theory]
    [InlineData("plain_name.1", "plain_name.1")]
    [InlineData("größe", "größe")]
    [InlineData("a\u001b]0;title\u0007b", "a\\x1b]0;title\\x07b")]
    [InlineData("a\rb\u007f", "a\\x0db\\x7f")]
    [InlineData("c1\u009b31m", "c1\\u{009b}31m")]
    [InlineData("turned\u202etxet", "turned\\u{202e}txet")]
    public void ControlCharacters_AreShown(string text, string visible) => Assert.Equal(visible, VisibleText.Of(text));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void TextInPieces_IsShownAsTheWhole(int piece)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes("a\u001b[31mred\u001b[0m \u001b]2;t\u0007 größe \u202e "), 0xff, (byte)'x', 0xe2, 0x80];
        foreach ((bool colours, string colour) in ((bool, string)[])[(true, "\u001b[31mred\u001b[0m"), (false, "\\x1b[31mred\\x1b[0m")])
        {
            using var terminal = new MemoryStream();
            using (var visible = new VisibleStream(terminal, colours))
            {
                for (int at = 0; at < text.Length; at += piece)
                    visible.Write(text.AsSpan(at, Math.Min(piece, text.Length - at)));
            }
            Assert.Equal($"a{colour} \\x1b]2;t\\x07 größe \\u{{202e}} \\xffx\\xe2\\x80", Encoding.UTF8.GetString(terminal.ToArray()));
        }
    }

    [Fact]
    public void ANameInAMessage_IsShown()
    {
        using LinkDirectory directory = new();
        Command dump = directory.Kallsyms("dump", "no\u001b[2Jfile").Exited(3);
        Assert.Contains("no\\x1b[2Jfile", dump.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', dump.Error);
    }

    [Fact]
    public void ANameInAPipe_IsItsBytes()
    {
        using LinkDirectory directory = new();
        directory.Write("map", "ffffffff81000000 T _text\nffffffff81000010 T a\u001b[2Jb\nffffffff81000020 T _etext\n");
        Assert.Contains("a\u001b[2Jb", directory.Kallsyms("lookup", "map", "ffffffff81000010").Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ANameOnATerminal_IsShown()
    {
        Command.Require("script");
        using LinkDirectory directory = new();
        directory.Write("map", "ffffffff81000000 T _text\nffffffff81000010 T a\u001b[2Jb\nffffffff81000020 T _etext\n");
        string line = $"TERM=xterm '{ProgramUnderTest.Executable}' lookup map ffffffff81000010";
        Command terminal = Command.Run("script", ["-qec", line, "/dev/null"], directory.Path).Succeeded();
        Assert.Contains("a\\x1b[2Jb", terminal.Output, StringComparison.Ordinal);
        // Nor do we set the terminal's modes.
        Assert.DoesNotContain('\u001b', terminal.Output);
    }
}
