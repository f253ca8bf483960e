using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>A kernel gets the table of its own release, whatever was linked there before.</summary>
[RunsKallsyms]
public class LayoutChoiceTests
{
    [Theory]
    [InlineData("--layout", "auto")]
    [InlineData]
    public void TheVersionOfTheInputsDecidesAndNotAnOlderOutput(params string[] options)
    {
        using LinkDirectory directory = new();
        AssertLayout(directory, "6.12.117-cloud", options, "linux-6.12");
        AssertLayout(directory, "7.2.13", options, "linux-7.2");
        AssertLayout(directory, "6.1.192", options, "linux-6.1.y");
    }

    [Fact]
    public void AnOutputOfTheSameVersionTellsALaterForm()
    {
        using LinkDirectory directory = new();
        Write(directory, "6.1.192");
        Link(directory, "--layout", "linux-7.0");
        string later = Rules(directory);
        Link(directory);
        Assert.Equal(later, Rules(directory));
    }

    [Fact]
    public void AnOutputThatCannotBeReadTellsNothingAndIsReplaced()
    {
        using LinkDirectory directory = new();
        Write(directory, "6.1.192");
        Link(directory);
        string first = Rules(directory);
        File.WriteAllBytes(directory["vmlinux"], File.ReadAllBytes(directory["vmlinux"])[..14]);
        Link(directory, "--layout", "auto");
        Assert.Equal(first, Rules(directory));
    }

    static void AssertLayout(LinkDirectory directory, string version, string[] options, string layout)
    {
        Write(directory, version);
        Link(directory, options);
        string found = Rules(directory);
        Link(directory, "--layout", layout);
        Assert.Equal(Rules(directory), found);
        directory.Kallsyms("verify", "--layout", layout, "vmlinux").Succeeded();
    }

    static void Write(LinkDirectory directory, string version)
    {
        directory.Write("version.s", $".section .rodata\n.globl linux_banner\nlinux_banner: .asciz \"Linux version {version} (a@b) #1\\n\"\n");
        directory.Run("as", "version.s", "-o", "version.o");
        directory.Compile("program.o");
    }

    static void Link(LinkDirectory directory, params string[] options) =>
        directory.LinkProgram([.. options, "--", "gcc", "program.o", "version.o", "-o", "vmlinux"]).Succeeded();

    static string Rules(LinkDirectory directory) => directory.Kallsyms("verify", "vmlinux").Succeeded().Output;
}
