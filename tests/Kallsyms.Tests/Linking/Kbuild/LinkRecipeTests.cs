using Kallsyms.Linking.Kbuild;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

public class LinkRecipeTests
{
    static readonly string[] _command = ["/usr/bin/kallsyms", "kbuild-link"];

    [Theory]
    [InlineData(
        "cmd_link_vmlinux =\t\\\n\t$< \"$(LD)\" \"$(KBUILD_LDFLAGS)\" \"$(LDFLAGS_vmlinux)\" \"$@\";\t\\\n\t$(if $(P), $(MAKE) -f $(P) $@, true)\n\ntargets += vmlinux\n",
        "cmd_link_vmlinux=/usr/bin/kallsyms kbuild-link $< \"$(LD)\" \"$(KBUILD_LDFLAGS)\" \"$(LDFLAGS_vmlinux)\" \"$@\"; $(if $(P), $(MAKE) -f $(P) $@, true)")]
    [InlineData(
        "      cmd_link-vmlinux =                                \\\n\t$(CONFIG_SHELL) $< \"$(LD)\";\\\n true\n",
        "cmd_link-vmlinux=/usr/bin/kallsyms kbuild-link $(CONFIG_SHELL) $< \"$(LD)\"; true")]
    [InlineData(
        "quiet_cmd_link_vmlinux = LINK $@\ncmd_link_vmlinux = $< \"$(LD)\"; $(post); objtool --link $@\n",
        "cmd_link_vmlinux=/usr/bin/kallsyms kbuild-link $< \"$(LD)\"; $(post); objtool --link $@")]
    [InlineData(
        "cmd_link_vmlinux = $(CONFIG_SHELL) -e $< \"$(LD)\"\n",
        "cmd_link_vmlinux=/usr/bin/kallsyms kbuild-link $(CONFIG_SHELL) -e $< \"$(LD)\"")]
    [InlineData(
        "cmd_link_vmlinux = set -e; mkdir -p x && $< \"$(LD)\"\n",
        "cmd_link_vmlinux=set -e; mkdir -p x && /usr/bin/kallsyms kbuild-link $< \"$(LD)\"")]
    [InlineData(
        "cmd_link_vmlinux = LC_ALL=C FLAGS=\"$(X) y\" nice -n 19 $< \"$(LD)\"\n",
        "cmd_link_vmlinux=LC_ALL=C FLAGS=\"$(X) y\" nice -n 19 /usr/bin/kallsyms kbuild-link $< \"$(LD)\"")]
    [InlineData(
        "cmd_link_vmlinux ?= $(PYTHON3) $(srctree)/scripts/link-vmlinux.py $(LD)\n",
        "cmd_link_vmlinux=/usr/bin/kallsyms kbuild-link $(PYTHON3) $(srctree)/scripts/link-vmlinux.py $(LD)")]
    public void TheTreesOwnRecipeIsKeptBehindTheScript(string makefile, string assignment) =>
        Assert.Equal([assignment], LinkRecipe.Find(makefile, _command)!.Assignments);

    [Theory]
    [InlineData("all:\n\techo\n")]
    [InlineData("cmd_link_vmlinux = wrapper $< \"$(LD)\"\n")]
    [InlineData("cmd_link_vmlinux = $(LD) -o $@\n")]
    [InlineData("cmd_link_vmlinux = $< a\nifdef X\ncmd_link_vmlinux = $< b\nendif\n")]
    [InlineData("cmd_link_vmlinux_old = $< a\n")]
    public void ARecipeThatIsNotTheScriptIsLeftAlone(string makefile) => Assert.Null(LinkRecipe.Find(makefile, _command));

    [Theory]
    [InlineData("/a b/kallsyms", "'/a b/kallsyms'")]
    [InlineData("/it's/kallsyms", @"'/it'\''s/kallsyms'")]
    [InlineData("/$x/kallsyms", "'/$$x/kallsyms'")]
    public void ThePathIsQuotedForShellAndMake(string path, string quoted) =>
        Assert.Equal(
            [$"cmd_link_vmlinux={quoted} kbuild-link --mode=single $< x"],
            LinkRecipe.Find("cmd_link_vmlinux = $< x\n", [path, "kbuild-link", "--mode=single"])!.Assignments);

    [Fact]
    public void TheSourceTreeIsFoundFromABuildDirectory()
    {
        using var scratch = new Scratch();
        string tree = Tree(scratch);
        Directory.CreateDirectory(scratch["out"]);
        scratch.Write("out/Makefile", $"# Automatically generated\nexport KBUILD_OUTPUT = .\ninclude {tree}/Makefile\n");
        Assert.Equal(tree, LinkRecipe.SourceTree(tree));
        Assert.Equal(tree, LinkRecipe.SourceTree(scratch["out"]));
        Assert.Null(LinkRecipe.SourceTree(scratch.Directory));
    }

    [Fact]
    public void TheMakefileForVmlinuxIsReadBeforeTheTopOne()
    {
        using var scratch = new Scratch();
        string tree = Tree(scratch);
        File.WriteAllText(Path.Combine(tree, "Makefile"), "cmd_link-vmlinux = $(CONFIG_SHELL) $< old\n");
        Assert.StartsWith("cmd_link-vmlinux=", Assert.Single(LinkRecipe.Read(tree, null, _command)!.Assignments));
        File.WriteAllText(Path.Combine(tree, "scripts/Makefile.vmlinux"), "cmd_link_vmlinux = $< new\n");
        Assert.StartsWith("cmd_link_vmlinux=", Assert.Single(LinkRecipe.Read(tree, null, _command)!.Assignments));
    }

    [Theory]
    [InlineData("/x", "-j8", "-C", "/x")]
    [InlineData("/x/y", "-C/x", "all", "-C", "y")]
    [InlineData("/x", "--directory=/x")]
    [InlineData("/x", "--directory", "/x", "-C")]
    public void MakeGoesWhereCSays(string directory, params string[] arguments) => Assert.Equal(directory, MakeArguments.Directory(arguments));

    [Fact]
    public void WithoutCMakeStaysHere() => Assert.Equal(Directory.GetCurrentDirectory(), MakeArguments.Directory(["-j8", "O=x", "--", "all"]));

    static string Tree(Scratch scratch)
    {
        Directory.CreateDirectory(scratch["tree/scripts"]);
        scratch.Write("tree/Kbuild", "");
        scratch.Write("tree/scripts/Makefile.build", "");
        return scratch["tree"];
    }
}
