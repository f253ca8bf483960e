using Kallsyms.Linking.Kbuild;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking.Kbuild.StandIns;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

/// <summary>Kernels whose makefile links vmlinux by rules (2.6.10 to 3.4): one link and the files of those rules, or those rules.</summary>
[RunsKallsyms]
public sealed class MakefileRecipeTests : IDisposable
{
    // The variables and rules that such kernels have for it, and no others.
    const string Makefile = """
        KALLSYMS	= scripts/kallsyms
        NM = nm
        CC = gcc
        LINUXINCLUDE = -I.
        CONFIG_SHELL = sh
        srctree := .
        objtree := .
        export LD NM CC LINUXINCLUDE MAKE CONFIG_SHELL srctree objtree
        include include/config/auto.conf
        cmd = $(cmd_$(1))
        a_flags = -Wp,-MD,$(@D)/.$(@F).d $(LINUXINCLUDE)

        ifdef KALLSYMS_EXTRA_PASS
        last_kallsyms := 3
        else
        last_kallsyms := 2
        endif
        ifdef CONFIG_KALLSYMS
        kallsyms.o := .tmp_kallsyms$(last_kallsyms).o
        endif

        quiet_cmd_vmlinux__ ?= LD      $@
              cmd_vmlinux__ ?= $(LD) $(LDFLAGS_vmlinux) -o $@ \
              -T vmlinux.lds --whole-archive vmlinux.o \
              --start-group --end-group           \
              $(filter-out vmlinux.lds vmlinux.o FORCE, $^)

        vmlinux: vmlinux.lds vmlinux.o $(kallsyms.o) FORCE
        	$(cmd_vmlinux__)
        	echo 'cmd_$@ := $(cmd_vmlinux__)' > .$@.cmd
        	sh scripts/mksysmap $@ System.map
        	$(if $(CONFIG_KALLSYMS),sh scripts/mksysmap .tmp_vmlinux$(last_kallsyms) .tmp_System.map && cmp System.map .tmp_System.map)

        cmd_kallsyms = $(NM) -n $< | $(KALLSYMS) \
                             $(if $(CONFIG_KALLSYMS_ALL),--all-symbols) > $@

        .tmp_kallsyms%.o: .tmp_kallsyms%.S
        	$(CC) $(a_flags) -c -o $@ $<
        .tmp_kallsyms%.S: .tmp_vmlinux%
        	$(cmd_kallsyms)
        .tmp_vmlinux1: vmlinux.lds vmlinux.o FORCE
        	expr 0$$(cat .version 2> /dev/null) + 1 > .tmp_version; mv -f .tmp_version .version
        	$(MAKE) -f scripts/Makefile.build obj=init
        	$(cmd_vmlinux__)
        .tmp_vmlinux2: vmlinux.lds vmlinux.o .tmp_kallsyms1.o FORCE
        	$(cmd_vmlinux__)
        .tmp_vmlinux3: vmlinux.lds vmlinux.o .tmp_kallsyms2.o FORCE
        	$(cmd_vmlinux__)
        FORCE:
        .SECONDARY:

        """;

    readonly ScriptTree _tree = new();

    public MakefileRecipeTests()
    {
        Command.Require("gcc", "ld", "nm", "make", "grep");
        _tree.UseTool("linux-3.4");
        _tree.Write("Makefile", Makefile);
        _tree.Write("Kbuild", "");
        _tree.Write("include/config/auto.conf", "CONFIG_64BIT=y\nCONFIG_KALLSYMS=y\nCONFIG_KALLSYMS_ALL=y\n");
        _tree.Write("scripts/Makefile.build", "all:\n\techo \"$$LD\" >> made\n");
        _tree.Write("scripts/mksysmap", "#!/bin/sh\n$NM -n $1 | grep -v ' [aNUw] ' > $2\n");
    }

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(4, "KALLSYMS_EXTRA_PASS=1")]
    [InlineData(3, "-j2", "KALLSYMS_EXTRA_PASS=")]
    public void OneLinkMakesTheFilesOfTheRules(int links, params string[] arguments)
    {
        byte[][] plain = Plain(links, arguments);
        Command made = Ours(arguments).Succeeded();
        Assert.DoesNotContain("jobserver", made.Error);
        Assert.DoesNotContain("runs unchanged", made.Error);
        Assert.Contains("1 link)", made.Output);
        Assert.Equal(1, _tree.Links);
        Assert.Equal(plain, _tree.Results().Select(File.ReadAllBytes));
        Assert.Equal("1\n", File.ReadAllText(_tree[".version"]));
        Assert.Equal(_tree["ld"] + "\n", File.ReadAllText(_tree["made"]));
        Assert.Empty(_tree.Left());
    }

    [Fact]
    public void AKernelWithoutATableIsLinkedAsByMake()
    {
        _tree.Write("include/config/auto.conf", "CONFIG_64BIT=y\n");
        byte[][] plain = Plain(links: 1);
        Assert.Equal("", Ours().Succeeded().Error);
        Assert.Equal(1, _tree.Links);
        Assert.Equal(plain, _tree.Results().Select(File.ReadAllBytes));
        Assert.False(File.Exists(_tree[".version"]));
    }

    [Fact]
    public void ATableOfNoKnownFormIsTheTreesOwn()
    {
        _tree.Executable("scripts/kallsyms", $"{ProgramUnderTest.Executable} gen --layout linux-3.4 \"$@\" && echo .long 1");
        byte[][] plain = Plain(links: 3);
        Command made = Ours().Succeeded();
        Assert.Equal("", made.Error);
        Assert.Contains("(the tree's own table, 3 links)", made.Output);
        Assert.Equal(3, _tree.Links);
        Assert.Equal(plain, _tree.Results().Select(File.ReadAllBytes));
        Assert.Equal("1\n", File.ReadAllText(_tree[".version"]));
    }

    [Theory]
    [InlineData("| $(KALLSYMS) \\", "| sort | $(KALLSYMS) \\")]
    [InlineData("cmd_vmlinux__ ?= $(LD)", "cmd_vmlinux__ ?= wrapper $(LD)")]
    [InlineData("kallsyms.o := ", "tables := ")]
    public void RulesThatAreNotKnownAreLeftAlone(string known, string other) =>
        Assert.Null(MakefileRecipe.Find(Makefile.Replace(known, other, StringComparison.Ordinal), ["kallsyms"]));

    [Fact]
    public void AnArchitectureThatLinksInItsOwnWayIsLeftAlone()
    {
        Directory.CreateDirectory(_tree["arch/um"]);
        _tree.Write("arch/um/Makefile", "define cmd_vmlinux__\nendef\n");
        Assert.NotNull(LinkRecipe.Read(_tree[""], "arm", ["kallsyms"]));
        Assert.Null(LinkRecipe.Read(_tree[""], "um", ["kallsyms"]));
    }

    [Theory]
    [InlineData("/a b/it's $x/kallsyms", @"/a\ b/it\'s\ \$$x/kallsyms")]
    [InlineData("/usr/bin/kallsyms", "/usr/bin/kallsyms")]
    public void ThePathHasNoQuotes_WhichTheRulePutsAroundIt(string path, string escaped)
    {
        Assert.Equal($"kallsyms.link={escaped}", MakefileRecipe.Find(Makefile, [path])!.Assignments[1]);
    }

    byte[][] Plain(int links, params string[] arguments)
    {
        Make("make", arguments).Succeeded();
        Assert.Equal(links, _tree.Links);
        byte[][] made = [.. _tree.Results().Select(File.ReadAllBytes)];
        _tree.Forget();
        foreach (string file in Directory.GetFiles(_tree[""], ".tmp_*").Append(_tree[".version"]))
            File.Delete(file);
        return made;
    }

    Command Ours(params string[] arguments) => Make(ProgramUnderTest.Executable, ["make", .. arguments]);

    Command Make(string program, string[] arguments) => Command.Run(
        program, [.. arguments, "vmlinux"], _tree[""], environment: new Dictionary<string, string> { ["LD"] = _tree["ld"] });
}
