using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild.StandIns;

/// <summary>Scripts whose linker has no path: its stand-in has the same name, and never starts itself.</summary>
[RunsKallsyms]
[Trait("Needs", "binary")]
public class NamedLinkerTests
{
    public NamedLinkerTests() => Command.Require("gcc", "ld", "nm", "sed");

    [Theory]
    [InlineData("as it is", "", "")]
    [InlineData("the script asks what it is called", "# first image", "test \"$LD\" = tree-ld || flags=--defsym=vendor=1")]
    [InlineData("the script calls it by itself", "link() { $LD", "link() { tree-ld")]
    [InlineData("the script's make has no variable", "${MAKE} ", "make() { \"$srctree/make\"; }; make ")]
    [InlineData("an object is linked from others first", "${MAKE} version.o", "${MAKE} version.o; $LD -r -o .all.o vmlinux.o; objects=.all.o")]
    [InlineData("its version is asked for", "# first image", "$LD --version > .version-of-linker")]
    [InlineData("it is looked for", "link() {", "LD=$(command -v $LD); link() {")]
    public void ALinkerWithoutAPathKeepsItsName(string what, string old, string changed)
    {
        using var tree = new ScriptTree { NamesItsLinker = true };
        string script = old.Length == 0 ? ScriptTree.Script : ScriptTree.Script.Replace(old, changed, StringComparison.Ordinal);
        Assert.True(old.Length == 0 || script != ScriptTree.Script, what);
        byte[][] plain = tree.Plain(script);
        Command run = tree.Ours(script).Succeeded();
        Assert.Equal("", run.Error);
        Assert.Equal(plain, tree.Results().Select(File.ReadAllBytes));
        Assert.Equal(1, tree.Links);
        Assert.Equal("tree-ld\n", File.ReadAllText(tree["made"]));
        Assert.Empty(tree.Left());
    }

    [Theory]
    [InlineData("more than an image is written", "$flags --script", "$flags --dependency-file=.depends --script")]
    [InlineData("something is made of an image", "# first image", "printf '.data\\n.long 0x%s\\n' $(sha1sum < .tmp1 | cut -c1-7) | as -o sum.o -; objects='vmlinux.o sum.o'")]
    public void ALinkerWithoutAPathIsTheTreesOwnInTheEnd(string what, string old, string changed)
    {
        using var tree = new ScriptTree { NamesItsLinker = true };
        string script = ScriptTree.Script.Replace(old, changed, StringComparison.Ordinal);
        Assert.True(script != ScriptTree.Script, what);
        byte[][] plain = tree.Plain(script);
        Command run = tree.Ours(script).Succeeded();
        Assert.Single(run.Error.TrimEnd().Split('\n'), line => line.Contains("runs unchanged", StringComparison.Ordinal));
        Assert.Equal(plain, tree.Results().Select(File.ReadAllBytes));
        Assert.Empty(tree.Left());
    }
}
