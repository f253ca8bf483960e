using System.Buffers.Binary;
using Kallsyms.Files;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild.StandIns;

/// <summary>Scripts that nobody knows: one link and the files of the script's own procedure, or that procedure and one line.</summary>
[RunsKallsyms]
public sealed class StandInLinkTests : IDisposable
{
    readonly ScriptTree _tree = new();

    public StandInLinkTests() => Command.Require("gcc", "ld", "nm", "sed");

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("as it is", "", "")]
    [InlineData("a function has another name", "link() {", "connect() {")]
    [InlineData("temporary files have other names", ".tmp", ".pass")]
    [InlineData("a step looks at an image", "# first image", "readelf -S .tmp1 > .tmp_sections; objcopy -O binary -j .text .tmp1 .tmp_text; sha1sum .tmp_text")]
    [InlineData("a step strips an image in place", "# second image", "strip --strip-debug .tmp2")]
    [InlineData("one more object", "objects=vmlinux.o", "objects='vmlinux.o extra.o'")]
    [InlineData("another pass", "# last", "link .tmp3 '' --strip-debug; list .tmp3 .tmp3.syms; table .tmp3.syms .tmp3.table")]
    [InlineData("quotes around the linker", "$LD $2 ", "\"$LD\" $2 ")]
    [InlineData("options of the linker in a file", "$LD $2 $flags --script=vmlinux.lds $3 -o", "echo --script=vmlinux.lds $3 > words; $LD @words -o")]
    [InlineData("the first line names another shell", "#!/bin/sh", "#!/usr/bin/env bash\ndeclare -A unused; [[ -n $1 ]]")]
    [InlineData("lists are made by a wrapper", "$NM -n", "sh ./list.sh -n")]
    [InlineData("an object is linked from others first", "${MAKE} version.o", "$LD -r -o .all.o vmlinux.o extra.o; objects=.all.o")]
    [InlineData("the image gets its name in the end", "link \"$out\" \"\" \"\"", "link .image \"\" \"\"; mv .image \"$out\"")]
    [InlineData("the tool is called by another path", "scripts/kallsyms", "./././scripts/kallsyms")]
    [InlineData("the tool is called by a variable", "scripts/kallsyms", "$tool")]
    [InlineData("the tool is a script of another name", "scripts/kallsyms", "sh scripts/table.sh")]
    [InlineData("the tool reads a pipe by a name", "scripts/kallsyms --all-symbols --pc-relative \"$1\"", "cat \"$1\" | scripts/kallsyms --all-symbols --pc-relative /dev/stdin")]
    [InlineData("the tool reads standard input by a name", "scripts/kallsyms --all-symbols --pc-relative \"$1\"", "scripts/kallsyms --all-symbols --pc-relative /proc/self/fd/0 < \"$1\"")]
    [InlineData("the script looks for itself", "# last", ": ${BASH_SOURCE-}")]
    [InlineData("every link writes a map", "$flags --script", "$flags -Map=$1.map --script")]
    [InlineData("temporary files are removed on the way", "# first image", "mkdir .tmp_more; rm -rf .tmp_*")]
    [InlineData("the image gets a sum of the last table", "echo \"$out: $0\"", "sha1sum \"$table\" \"${table%.o}.S\" > sum; objcopy --add-section .sum=sum \"$out\"; echo \"$out: $0\"")]
    [InlineData("the entries of every table are counted", "table=$2.o;", "grep -A1 kallsyms_num_syms: \"$2.S\" | grep -qw \"$(wc -l < \"$1\")\"; table=$2.o;")]
    [InlineData("the linker's script is written again for each link", "link() { $LD $2 $flags --script=vmlinux.lds", "link() { cat vmlinux.lds > lds; $LD $2 $flags --script=lds")]
    [InlineData("an object is linked from others for each link", "link() { ", "link() { $LD -r -o .all.o vmlinux.o extra.o; objects=.all.o; ")]
    [InlineData("the image is written into an empty file", "link \"$out\" \"\" \"\"", "image=$(mktemp ./image.XXXXXX); link \"$image\" \"\" \"\"; mv \"$image\" \"$out\"")]
    [InlineData("files are for their owner alone", "set -e\n", "set -e; umask 077\n")]
    public void OneLinkMakesTheSameFiles(string what, string old, string changed)
    {
        _tree.Compile("extra.o", "int one_more(void) { return 1; }");
        _tree.Executable("list.sh", "exec nm \"$@\"");
        _tree.Executable("scripts/table.sh", "exec scripts/kallsyms \"$@\"");
        string script = old.Length == 0 ? ScriptTree.Script : ScriptTree.Script.Replace(old, changed, StringComparison.Ordinal);
        script = script.Replace("set -e\n", "set -e; tool=scripts/kallsyms\n", StringComparison.Ordinal);
        if (what.StartsWith("a function", StringComparison.Ordinal))
            script = script.Replace("link .tmp", "connect .tmp", StringComparison.Ordinal).Replace("link \"$out\"", "connect \"$out\"", StringComparison.Ordinal);
        ExpectSame(script, links: 1);
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("a&b")]
    [InlineData("two words")]
    public void TreeWhosePathShellsDoNotTakeAsItIs_IsLinkedOnce(string name)
    {
        using var tree = new ScriptTree(name);
        byte[][] plain = tree.Plain(ScriptTree.Script);
        Command run = tree.Ours(ScriptTree.Script).Succeeded();
        Assert.Equal("", run.Error);
        Assert.Equal(plain, tree.Results().Select(File.ReadAllBytes));
        Assert.Equal(1, tree.Links);
        Assert.Empty(tree.Left());
    }

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

    [Theory]
    [InlineData("for the tool alone", "scripts/kallsyms", "VENDOR=1 scripts/kallsyms")]
    [InlineData("for everything", "set -e\n", "set -e; export VENDOR=1\n")]
    public void AVariableThatTheToolHeedsIsHeeded(string what, string old, string changed)
    {
        _tree.Executable("scripts/kallsyms", $"exec {ProgramUnderTest.Executable} gen --layout linux-7.$((${{VENDOR:-0}} * 3)) \"$@\"");
        string script = ScriptTree.Script.Replace(old, changed, StringComparison.Ordinal);
        Assert.True(script != ScriptTree.Script, what);
        ExpectSame(script, links: 1);
    }

    [Theory]
    [InlineData("few symbols", 1)]
    [InlineData("so many that their table is foretold", 3000)]
    public void AToolThatReadsMoreThanItsListIsAskedAgain(string what, int more)
    {
        _tree.Compile("more.o", string.Concat(Enumerable.Range(0, more).Select(i => $"int one_more_{i}(void) {{ return {i}; }}\n")));
        _tree.Executable("scripts/kallsyms", $"test ! -e .omit || {{ grep -v ' function_1f$' \"$3\" > .shorter; set -- \"$1\" \"$2\" .shorter; }}\nexec {ProgramUnderTest.Executable} gen --layout linux-7.0 \"$@\"");
        string script = ScriptTree.Script.Replace("objects=vmlinux.o", "objects='vmlinux.o more.o'", StringComparison.Ordinal)
            .Replace("set -e\n", "set -e; rm -f .omit\n", StringComparison.Ordinal)
            .Replace("# second image", ": > .omit", StringComparison.Ordinal)
            .Replace("# last", "link .tmp3 '' --strip-debug; list .tmp3 .tmp3.syms; table .tmp3.syms .tmp3.table", StringComparison.Ordinal)
            .Replace("cmp -s System.map .tmp2", "cmp -s System.map .tmp3", StringComparison.Ordinal);
        if (what == "few symbols")
            ExpectSame(script, links: 2);
        else
            ExpectOwnWay(script, "scripts/kallsyms makes another table than expected");
    }

    [Fact]
    public void AnotherLineInTheFilterIsKnownBeforeTheFirstLink()
    {
        File.AppendAllText(_tree["scripts/mksysmap"], "/ function_1f$/d\n");
        ExpectSame(ScriptTree.Script, links: 1);
        Assert.DoesNotContain("function_1f\n", File.ReadAllText(_tree["System.map"]));
    }

    [Fact]
    public void AFilterThatIsNoMksysmapTakesOneMoreLink() =>
        ExpectSame(ScriptTree.Script.Replace("> \"$2\"; }", "| grep -v function_1f > \"$2\"; }", StringComparison.Ordinal), links: 2);

    [Fact]
    public void AnObjectThatIsMadeAgainBetweenLinksIsLeftToTheScript()
    {
        _tree.Compile("extra.o", "int one_more(void) { return 1; }");
        _tree.Compile("other.o", "int one_more(void) { return 2; }");
        ExpectOwnWay(
            ScriptTree.Script.Replace("objects=vmlinux.o", "objects='vmlinux.o extra.o'", StringComparison.Ordinal)
                .Replace("# second image", "cp extra.o first.o; cp other.o extra.o", StringComparison.Ordinal)
                .Replace("set -e", "set -e; test ! -e first.o || mv first.o extra.o", StringComparison.Ordinal),
            "extra.o is made between its links, and may tell of an image");
    }

    [Fact]
    public void AnAddressOfAnImageIsNotGivenToALaterLink() => ExpectOwnWay(
        ScriptTree.Script.Replace("# first image", "flags=--defsym=vendor=0x$(nm .tmp1 | sed -n 's/ . _end$//p')", StringComparison.Ordinal),
        "is made between its links, and may tell of an image");

    [Fact]
    public void AnImageForADeviceIsLinkedByTheTreesLinker()
    {
        string script = ScriptTree.Script.Replace("# last", "ln -s /dev/null check; link check \"\" \"\"; test -L check; rm check", StringComparison.Ordinal);
        byte[][] plain = _tree.Plain(script);
        Assert.Contains("1 link", _tree.Ours(script).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(plain, _tree.Results().Select(File.ReadAllBytes));
        Assert.Equal(2, _tree.Links);
    }

    [Fact]
    public void AnImageThroughASymbolicLinkIsLeftToTheScript() => ExpectOwnWay(
        ScriptTree.Script.Replace("# last", "ln -sf image \"$out\"", StringComparison.Ordinal), "was not made by the linker that it was given");

    [Fact]
    public void AnImageIsKnownByWhatItIsWhateverHadItsNameBefore() => ExpectSame(
        ScriptTree.Script.Replace("link .tmp1 \"\" --strip-debug", "link \"$out\" \"\" --strip-debug; mv \"$out\" .tmp1", StringComparison.Ordinal)
            .Replace("link \"$out\" \"\" \"\"", "link .image \"\" \"\"; mv .image \"$out\"", StringComparison.Ordinal),
        links: 1);

    [Fact]
    public void AnImageThatIsLinkedOverWithoutATableIsFoundOut() => ExpectOwnWay(
        ScriptTree.Script + "\n$LD --script=vmlinux.lds -o \"$out\" vmlinux.o\n", "was not made by the linker that it was given");

    [Fact]
    public void SizesOfLabelsAreKnownBeforeATableHasSymbols()
    {
        _tree.UseTool("linux-7.3");
        ExpectSame(ScriptTree.Script.Replace("scripts/kallsyms", "./././scripts/kallsyms", StringComparison.Ordinal), links: 1);
    }

    [Fact]
    public void AScriptOfTheOldKindIsLinkedOnce()
    {
        _tree.UseTool("linux-5.11");
        ExpectSame(ScriptTree.OldScript, links: 1);
    }

    // An object of the assembler's does not say that no stack need be executable, and one that does not say so makes it one.
    [Theory]
    [InlineData("as all assemble", "$CC -c", 1)]
    [InlineData("with an option of its own", "$CC -Wa,--noexecstack -c", 2)]
    public void WhatATableObjectSaysOfTheImageIsHeededBeforeThereIsOne(string what, string assemble, int links)
    {
        _tree.UseTool("linux-5.11");
        _tree.Executable("ld", "test \"$1\" = -r || echo \"$@\" >> links\nexec ld --no-warn-rwx-segments \"$@\" 2> /dev/null");
        string script = ScriptTree.OldScript.Replace("$CC -c", assemble, StringComparison.Ordinal);
        Assert.True(links == 1 || script != ScriptTree.OldScript, what);
        ExpectSame(script, links);
    }

    [Fact]
    public void TheLinkersMapHasTheScriptsNames()
    {
        File.AppendAllText(_tree["include/config/auto.conf"], "CONFIG_VMLINUX_MAP=y\n");
        string script = ScriptTree.Script.Replace("link \"$out\" \"\" \"\"", "link \"$out\" -Map=vmlinux.map \"\"", StringComparison.Ordinal);
        _ = _tree.Plain(script);
        string plain = File.ReadAllText(_tree["vmlinux.map"]);
        File.Delete(_tree["vmlinux.map"]);
        _tree.Ours(script).Succeeded();
        // Relocations that the linker applies and drops are in the assembled table only.
        Assert.Equal(plain.Split('\n').Where(line => !line.StartsWith(" .rela.rodata", StringComparison.Ordinal)), File.ReadAllLines(_tree["vmlinux.map"]).Append(""));
    }

    [Fact]
    public void TheLinkersWarningsNameWhatTheScriptMakes()
    {
        _tree.Executable("ld", "test \"$1\" = -r || echo \"$@\" >> links\nexec ld -z noexecstack --warn-rwx-segments -z max-page-size=4096 -N \"$@\"");
        string error = _tree.Ours(ScriptTree.Script).Succeeded().Error;
        Assert.Contains("ld: warning: vmlinux has a LOAD segment with RWX permissions", error, StringComparison.Ordinal);
        Assert.DoesNotContain("kallsyms-", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheScriptsOwnMakeAndDependenciesSeeNothingOfIt()
    {
        _tree.Ours(ScriptTree.Script).Succeeded();
        Assert.Equal(_tree["ld"], File.ReadAllText(_tree["made"]).TrimEnd());
        Assert.Equal("vmlinux: scripts/link-vmlinux.sh\n", File.ReadAllText(_tree[".vmlinux.d"]));
    }

    [Fact]
    public void AToolThatLeavesOutANameTakesOneMoreLink()
    {
        File.Move(_tree["scripts/kallsyms"], _tree["scripts/tool"]);
        _tree.Executable("scripts/kallsyms", "for list; do :; done\ngrep -v ' function_1f$' \"$list\" > .shorter\nexec scripts/tool --all-symbols --pc-relative .shorter");
        ExpectSame(ScriptTree.Script, links: 2);
    }

    [Theory]
    [InlineData("linux-7.0", "--pc-relative", "", 1)]
    [InlineData("linux-7.0", "--pc-relative", "--emit-relocs", 1)]
    [InlineData("linux-7.0", "--pc-relative", "-pie --no-dynamic-linker", 2)]
    [InlineData("linux-7.0", "--pc-relative", "-shared -Bsymbolic", 2)]
    [InlineData("linux-6.12", "", "--emit-relocs --build-id=sha1", 1)]
    [InlineData("linux-6.12", "", "-pie --no-dynamic-linker -z notext", 2)]
    [InlineData("linux-4.5", "", "--build-id=md5 --emit-relocs", 2)]
    [InlineData("linux-4.5", "", "-pie --no-dynamic-linker -z notext", 1)]
    public void ATableOfNoKnownFormIsPutIntoAnImage(string layout, string options, string flags, int links)
    {
        _tree.UseTool(layout);
        File.Move(_tree["scripts/kallsyms"], _tree["scripts/tool"]);
        _tree.Executable("scripts/kallsyms", "scripts/tool \"$@\"\nprintf '\\t.section .rodata\\n\\t.word 1\\n'");
        string lds = File.ReadAllText(_tree["vmlinux.lds"]);
        _tree.Write("vmlinux.lds", lds.Replace(".bss :", ".notes : { *(.note.gnu.build-id) }\n    .bss :", StringComparison.Ordinal)
            .Replace("*(.note*)", "*(.note.GNU-stack)", StringComparison.Ordinal));
        string script = ScriptTree.Script.Replace("--pc-relative", options, StringComparison.Ordinal)
            .Replace("$CC -c", "$CC -I. -c", StringComparison.Ordinal)
            .Replace("set -e\n", $"set -e; flags='{flags}'\n", StringComparison.Ordinal);
        ExpectSame(script, links);
    }

    [Fact]
    public void AnAddressThatDoesNotFitIsLeftToTheLinkersComplaint()
    {
        File.Move(_tree["scripts/kallsyms"], _tree["scripts/tool"]);
        // The list of an image has its addresses; one of expected symbols has others.
        _tree.Executable("scripts/kallsyms", "scripts/tool \"$@\"\nprintf '\\t.long _text - . + %s\\n' $(grep -q ^0000000080 \"$3\" && echo 0x700000000 || echo 0)");
        Command run = _tree.Ours(ScriptTree.Script);
        Assert.Contains("relocation truncated to fit", run.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, run.Status);
        Assert.False(File.Exists(_tree["vmlinux"]));
        Assert.Empty(_tree.Left());
    }

    [Fact]
    public void WhatIsMadeOfAnImageOfASeeminglyKnownFormIsNotLinked()
    {
        File.Move(_tree["scripts/kallsyms"], _tree["scripts/tool"]);
        _tree.Executable("scripts/kallsyms", "for list; do :; done\ngrep -v ' function_1f$' \"$list\" > .shorter\nexec scripts/tool --all-symbols --pc-relative .shorter");
        ExpectOwnWay(
            ScriptTree.Script.Replace("objects=vmlinux.o", "objects='vmlinux.o sum.o'; printf '.data\\n.long 0\\n' | as -o sum.o -", StringComparison.Ordinal)
                .Replace("# first image", "printf '.data\\n.long 0x%s\\n' $(sha1sum < .tmp1 | cut -c1-7) | as -o sum.o -", StringComparison.Ordinal),
            "sum.o is made between its links, and may tell of an image");
    }

    [Fact]
    public void LinksInAnotherDirectoryAreOne()
    {
        Directory.CreateDirectory(_tree["elsewhere"]);
        ExpectSame(
            ScriptTree.Script.Replace("link() { $LD $2 $flags --script=vmlinux.lds $3 -o \"$1\" ", "link() ( cd elsewhere; objects=../$objects; table=../$table; $LD $2 $flags --script=../vmlinux.lds $3 -o \"../$1\" ", StringComparison.Ordinal)
                .Replace("--end-group $table; }", "--end-group $table; )", StringComparison.Ordinal),
            links: 1);
    }

    [Fact]
    public void ATableOfNoKnownFormOfAnOldScriptTakesALinkWithoutATable()
    {
        _tree.UseTool("linux-5.11");
        File.Move(_tree["scripts/kallsyms"], _tree["scripts/tool"]);
        _tree.Executable("scripts/kallsyms", "scripts/tool \"$@\"\nprintf '\\t.section .rodata\\n\\t.word 1\\n'");
        ExpectSame(ScriptTree.OldScript, links: 2);
    }

    [Theory]
    [InlineData("a label more", "| sed 's/^kallsyms_markers:/.globl vendor_tag\\nvendor_tag:\\n&/' >")]
    [InlineData("another section", "| sed 's/[.]rodata/.init.rodata/' >")]
    [InlineData("room behind it", "> .text; { cat .text; printf '\\t.skip 64\\n'; } >")]
    [InlineData("something behind it", "> .text; { cat .text; printf '\\t.section .rodata\\n\\t.long 7\\n'; } >")]
    [InlineData("a hidden label", "> .text; { cat .text; echo .hidden kallsyms_names; } >")]
    [InlineData("a weak label", "> .text; { cat .text; echo .weak kallsyms_names; } >")]
    [InlineData("a label with a type", "> .text; { cat .text; echo .type kallsyms_names, @object; } >")]
    [InlineData("a local label", "> .text; { cat .text; echo vendor_tag = kallsyms_names; } >")]
    [InlineData("the name of a file", "> .text; { cat .text; echo '.file \"vendor\"'; } >")]
    [InlineData("a comment for the image", "> .text; { cat .text; echo '.ident \"vendor\"'; } >")]
    [InlineData("debug data", "> .text; { cat .text; printf '\\t.section .debug_line\\n\\t.long 7\\n'; } >")]
    public void ATableThatTheScriptChangesTakesOneMoreLink(string what, string change)
    {
        string script = ScriptTree.Script.Replace("\"$1\" > \"$2.S\"", $"\"$1\" {change} \"$2.S\"", StringComparison.Ordinal);
        Assert.True(script != ScriptTree.Script, what);
        ExpectSame(script, links: 2);
    }

    [Fact]
    public void WhatTheLinkerPrintsIsLeftToIt()
    {
        string script = ScriptTree.Script.Replace("link \"$out\" \"\" \"\"", "link \"$out\" -M \"\" > printed", StringComparison.Ordinal);
        ExpectOwnWay(script, "its linker is to write more than an image (-M)");
        Assert.Contains("Linker script and memory map", File.ReadAllText(_tree["printed"]));
    }

    [Fact]
    public void WhatTheLinkerWritesBesideAnImageIsLeftToIt()
    {
        ExpectOwnWay(
            ScriptTree.Script.Replace("$flags --script", "$flags --dependency-file=$1.dep --script", StringComparison.Ordinal),
            "its linker is to write more than an image (--dependency-file=");
        Assert.DoesNotContain("kallsyms-", File.ReadAllText(_tree["vmlinux.dep"]));
    }

    [Fact]
    public void AListFromAPipeIsNotLostWhereTheScriptRunsByItself()
    {
        _tree.UseTool("linux-5.11");
        ExpectOwnWay(
            ScriptTree.OldScript.Replace("link() { $LD ", "link() { $LD -M ", StringComparison.Ordinal), "its linker is to write more than an image (-M)");
    }

    [Fact]
    public void AToolOfAnotherNameThatLeavesOutANameTakesOneMoreLink()
    {
        _tree.Executable("scripts/table.sh", "grep -v ' function_1f$' \"$3\" > .shorter\nexec scripts/kallsyms --all-symbols --pc-relative .shorter");
        ExpectSame(ScriptTree.Script.Replace("scripts/kallsyms", "sh scripts/table.sh", StringComparison.Ordinal), links: 2);
    }

    [Fact]
    public void ATableOfAnotherKindByAToolOfAnotherNameTakesOneMoreLink()
    {
        _tree.Executable("scripts/table.sh", "scripts/kallsyms \"$@\" | sed 's/kallsyms_token_table/kallsyms_words/'");
        ExpectSame(ScriptTree.Script.Replace("scripts/kallsyms", "sh scripts/table.sh", StringComparison.Ordinal), links: 2);
    }

    [Fact]
    public void AScriptInAnotherLanguageIsLinkedOnce()
    {
        Command.Require("python3");
        _tree.Executable("steps", ScriptTree.Script.Replace("$0", "scripts/link-vmlinux.sh", StringComparison.Ordinal));
        ExpectSame("#!/usr/bin/env python3\nimport subprocess, sys\nsys.exit(subprocess.call(['./steps'] + sys.argv[1:]))\n", links: 1);
    }

    [Fact]
    public void ALinkerWithoutFixedPointIsExplainedBeforeTheScriptRunsByItself()
    {
        _tree.Executable("ld", """
            pass=$(($(cat passes 2>/dev/null || echo 0) + 1))
            echo $pass > passes
            i=0
            { echo .text; while [ $i -lt $((pass * 5)) ]; do echo "new_in_pass_${pass}_$i: .space 16"; i=$((i + 1)); done; } | as -o extra.o -
            exec ld -z noexecstack --no-warn-rwx-segments extra.o "$@"
            """);
        Command made = _tree.Ours(ScriptTree.Script);
        Assert.Contains("Inconsistent kallsyms data: no fixed point after 10 passes; ", made.Error, StringComparison.Ordinal);
        Assert.Contains("\nclass ", made.Error, StringComparison.Ordinal);
        Assert.Contains("runs unchanged", made.Error, StringComparison.Ordinal);
        Assert.Empty(_tree.Left());
    }

    [Fact]
    public void AScriptThatRunsAgainCountsOnce()
    {
        const string count = "echo $(($(cat .version 2> /dev/null || echo 0) + 1)) > .version";
        ExpectOwnWay(ScriptTree.Script.Replace("$LD $2", "./ld $2", StringComparison.Ordinal).Replace("set -e", $"set -e; {count}", StringComparison.Ordinal), "was not made by the linker that it was given");
        // Once by itself, and once more.
        Assert.Equal("2\n", File.ReadAllText(_tree[".version"]));
    }

    [Fact]
    public void AMachineThatIsNotKnownIsLeftToTheScriptBeforeAnythingIsDone()
    {
        byte[] hexagon = File.ReadAllBytes(_tree["vmlinux.o"]);
        BinaryPrimitives.WriteUInt16LittleEndian(hexagon.AsSpan(18), 164);
        File.WriteAllBytes(_tree["vmlinux.o"], hexagon);
        _tree.Executable("ld", "echo \"$@\" >> links\ncp vmlinux.o \"$2\"");
        ExpectOwnWay("#!/bin/sh\n$LD -o vmlinux vmlinux.o\n: > System.map\n", "machine 164, 64 bits, is not supported");
        Assert.Equal(1, _tree.Links);
    }

    [Fact]
    public void AScriptThatFailsFailsWithItsOwnStatus()
    {
        Command run = _tree.Ours(ScriptTree.Script.Replace("# last", "exit 7", StringComparison.Ordinal)).Exited(7);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(_tree.Left());
    }

    void ExpectSame(string script, int links)
    {
        byte[][] plain = _tree.Plain(script, out int mode);
        Command run = _tree.Ours(script).Succeeded();
        Assert.Equal("", run.Error);
        Assert.Equal(plain, _tree.Results().Select(File.ReadAllBytes));
        Assert.Equal(mode, FileStatus.Of(_tree["vmlinux"])!.Value.Permissions);
        Assert.Equal(links, _tree.Links);
        Assert.Contains($"{links} link", run.Output);
        Assert.Empty(_tree.Left());
    }

    void ExpectOwnWay(string script, string reason)
    {
        byte[][] plain = _tree.Plain(script);
        Command run = _tree.Ours(script).Succeeded();
        Assert.Equal(plain, _tree.Results().Select(File.ReadAllBytes));
        Assert.StartsWith("kallsyms: scripts/link-vmlinux.sh runs unchanged: ", run.Error);
        Assert.Contains(reason, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(_tree.Left());
    }
}
