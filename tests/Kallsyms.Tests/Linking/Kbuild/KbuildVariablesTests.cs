using Kallsyms.Linking.Kbuild;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

public class KbuildVariablesTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" \t\n", new string[0])]
    [InlineData(" a\t b\nc ", new[] { "a", "b", "c" })]
    [InlineData("'a b'", new[] { "'a", "b'" })]
    public void WordsAreSplitAtBlanksOnly(string text, string[] words) => Assert.Equal(words, KbuildVariables.Split(text));

    [Theory]
    [InlineData("1", true)]
    [InlineData("12", true)]
    [InlineData("0", false)]
    [InlineData("2", false)]
    [InlineData("", false)]
    public void OnlyALevelWithA1ShowsCommands(string level, bool shown) =>
        Assert.Equal(shown, new KbuildVariables(name => name == "KBUILD_VERBOSE" ? level : null).IsVerbose);

    [Fact]
    public void DirectoriesNotGivenAreTheCurrentOne()
    {
        var make = new KbuildVariables(_ => null);
        Assert.Equal((".", ".", "sh"), (make.SourceTree, make.ObjectTree, make.Shell));
    }

    [Fact]
    public void OnlyYesIsYes()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["include/config"]);
        scratch.Write("include/config/auto.conf", "# CONFIG_D is not set\nCONFIG_A=y\nCONFIG_B=m\nCONFIG_C=\"y\"\nCONFIG_AB=y\n");
        var config = KernelConfig.Read(scratch.Directory);
        Assert.Equal([true, false, false, false, true], ((string[])["A", "B", "C", "D", "AB"]).Select(config.Has));
    }

    [Fact]
    public void ADirectoryWithoutAConfigurationIsAnError()
    {
        using var scratch = new Scratch();
        KallsymsException error = Assert.Throws<KallsymsException>(() => KernelConfig.Read(scratch.Directory));
        Assert.Equal(ErrorKind.Unreadable, error.Kind);
        Assert.Contains("auto.conf", error.Message);
    }
}
