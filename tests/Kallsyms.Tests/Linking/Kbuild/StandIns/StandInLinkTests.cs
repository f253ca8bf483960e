using System.Buffers.Binary;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild.StandIns;

/// <summary>Scripts that nobody knows: one link and the files of the script's own procedure, or that procedure and one line.</summary>
[RunsKallsyms]
[Trait("Needs", "binary")]
public sealed class StandInLinkTests : ScriptTests
{
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
    [InlineData("debug data is in all links", "--strip-debug", "\"\"")]
    [InlineData("files are for their owner alone", "set -e\n", "set -e; umask 077\n")]
    [InlineData("the image gets a sum of the tool", "echo \"$out: $0\"", "sha1sum scripts/kallsyms > sum; objcopy --add-section .sum=sum \"$out\"; echo \"$out: $0\"")]
    [InlineData("the tool is among the dependencies", "echo \"$out: $0\"", "echo \"$out: $0 scripts/kallsyms\" | grep -q ': [^ ]* scripts/kallsyms$'; echo \"$out: $0\"")]
    [InlineData("the tool is asked for its options", "# first image", "mkfifo endless; scripts/kallsyms --help <> endless > help; rm endless")]
    [InlineData("a pass is looked at, and so is the image", "cmp -s System.map", "readelf -S .tmp2 > sections; sha1sum .tmp1 \"$out\" > sums; cmp -s System.map")]
    public void OneLinkMakesTheSameFiles(string what, string old, string changed)
    {
        Tree.Compile("extra.o", "int one_more(void) { return 1; }");
        Tree.Executable("list.sh", "exec nm \"$@\"");
        Tree.Executable("scripts/table.sh", "exec scripts/kallsyms \"$@\"");
        string script = old.Length == 0 ? ScriptTree.Script : ScriptTree.Script.Replace(old, changed, StringComparison.Ordinal);
        script = script.Replace("set -e\n", "set -e; tool=scripts/kallsyms\n", StringComparison.Ordinal);
        if (what.StartsWith("a function", StringComparison.Ordinal))
            script = script.Replace("link .tmp", "connect .tmp", StringComparison.Ordinal).Replace("link \"$out\"", "connect \"$out\"", StringComparison.Ordinal);
        ExpectSame(script, links: 1);
    }

    [Fact]
    public void AnImageWithoutDebugDataTakesOneMoreLink() => ExpectSame(
        ScriptTree.Script.Replace("link \"$out\" \"\" \"\"", "link \"$out\" \"\" --strip-debug", StringComparison.Ordinal), links: 2);

    [Fact]
    public void APassWithoutDebugDataThatIsTheImageIsLeftToTheScript() => ExpectOwnWay(
        ScriptTree.Script.Replace("link \"$out\" \"\" \"\"", "link .tmp3 \"\" --strip-debug; mv .tmp3 \"$out\"", StringComparison.Ordinal),
        "vmlinux was linked without debug data");

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
    [InlineData("for all links", "set -e\n", "set -e; export VENDOR=--defsym=vendor=0x1234\n", 1)]
    [InlineData("for the last alone", "# last", "export VENDOR=--no-check-sections", 2)]
    public void AVariableThatTheLinkerHeedsIsHeeded(string what, string old, string changed, int links)
    {
        Tree.Executable("ld", "test \"$1\" = -r || echo \"$@\" >> links\nexec ld $VENDOR -z noexecstack --no-warn-rwx-segments \"$@\"");
        string script = ScriptTree.Script.Replace(old, changed, StringComparison.Ordinal);
        Assert.True(script != ScriptTree.Script, what);
        ExpectSame(script, links);
    }

    [Fact]
    public void AScriptSeesWhatItsLinkerSays()
    {
        Tree.Executable("ld", "test \"$1\" = -r || echo \"$@\" >> links\nexec ld -z noexecstack --warn-rwx-segments -z max-page-size=4096 -N \"$@\"");
        string script = ScriptTree.Script.Replace("--end-group $table; }", "--end-group $table 2> said; grep -qF \"warning: $1 has a LOAD segment\" said; cat said >> all; }", StringComparison.Ordinal)
            .Replace("set -e\n", "set -e; rm -f all\n", StringComparison.Ordinal)
            .Replace("# last", "test $(grep -c warning: all) = 2", StringComparison.Ordinal);
        ExpectSame(script, links: 1);
        Tree.Forget();
        Command run = Tree.Ours(script.Replace("cat said >> all;", "if grep -q warning said; then exit 6; fi;", StringComparison.Ordinal)).Exited(6);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void AFilterThatIsPartOfAPipeIsKnownBeforeTheFirstLink()
    {
        Tree.Write("scripts/mksysmap", "#!/bin/sh\ngrep -v ' [aNUw] \\| function_1f$\\| L0$'\n");
        ExpectSame(ScriptTree.Script.Replace("sed -f", "sh", StringComparison.Ordinal), links: 1);
    }

    [Theory]
    [InlineData("a sum of a pass", "# last", "sha1sum < .tmp1 > sum")]
    [InlineData("a sum of all passes", "# last", "cat .tmp1 .tmp2 | sha1sum > sum")]
    [InlineData("a part of a pass", "# second image", "objcopy -O binary -j .rodata .tmp2 sum")]
    public void WhatIsMadeOfAPassIsNotPutIntoTheImage(string what, string old, string changed)
    {
        string script = ScriptTree.Script.Replace(old, changed, StringComparison.Ordinal)
            .Replace("cmp -s System.map", "objcopy --add-section .sum=sum \"$out\"; cmp -s System.map", StringComparison.Ordinal);
        Assert.True(script.Contains(changed, StringComparison.Ordinal), what);
        ExpectOwnWay(script, ".sum was put into vmlinux after its link, and may tell of an image before");
    }

    // The table in it is of an image that had none.
    [Fact]
    public void APassThatIsTheImageInTheEndIsLeftToTheScript() => ExpectOwnWay(
        ScriptTree.Script.Replace("link \"$out\" \"\" \"\"", "mv .tmp2 \"$out\"", StringComparison.Ordinal),
        "the table that the tree's tools made is not that of the image");

    [Fact]
    public void AnotherLineInTheFilterIsKnownBeforeTheFirstLink()
    {
        File.AppendAllText(Tree["scripts/mksysmap"], "/ function_1f$/d\n");
        ExpectSame(ScriptTree.Script, links: 1);
        Assert.DoesNotContain("function_1f\n", File.ReadAllText(Tree["System.map"]));
    }

    [Fact]
    public void AFilterThatIsNoMksysmapTakesOneMoreLink() =>
        ExpectSame(ScriptTree.Script.Replace("> \"$2\"; }", "| grep -v function_1f > \"$2\"; }", StringComparison.Ordinal), links: 2);

    [Fact]
    public void AnObjectThatIsMadeAgainBetweenLinksIsLeftToTheScript()
    {
        Tree.Compile("extra.o", "int one_more(void) { return 1; }");
        Tree.Compile("other.o", "int one_more(void) { return 2; }");
        ExpectOwnWay(
            ScriptTree.Script.Replace("objects=vmlinux.o", "objects='vmlinux.o extra.o'", StringComparison.Ordinal)
                .Replace("# second image", "cp extra.o first.o; cp other.o extra.o", StringComparison.Ordinal)
                .Replace("set -e", "set -e; test ! -e first.o || mv first.o extra.o", StringComparison.Ordinal),
            "extra.o is made between its links, and may tell of an image");
    }

    [Theory]
    [InlineData("0x$(nm .tmp1 | sed -n 's/ . _end$//p')")]
    [InlineData("0x$(nm .tmp1 | sed -n 's/ . _end$//p')+4")]
    [InlineData("$(stat -c %s .tmp1)K")]
    public void AnAddressOfAnImageIsNotGivenToALaterLink(string value) => ExpectOwnWay(
        ScriptTree.Script.Replace("# first image", $"flags=--defsym=vendor={value}", StringComparison.Ordinal),
        "is made between its links, and may tell of an image");

    [Theory]
    [InlineData("an object with a time of its own", "objects=vmlinux.o", "printf '.data\n.long 1\n' | as -o sum.o -; touch -d @1 sum.o; objects='vmlinux.o sum.o'", "printf '.data\n.long 2\n' | as -o sum.o -; touch -d @1 sum.o")]
    [InlineData("an object with a note", "objects=vmlinux.o", "echo | as -o sum.o -; objects='vmlinux.o sum.o'", "printf '.section .sum\n.ascii \"%s\"\n' $(sha1sum < .tmp1 | cut -c1-40) | as -o sum.o -")]
    [InlineData("a script that the linker's script includes", "link() { $LD $2 $flags --script=vmlinux.lds", "echo 'vendor = 1;' > sum.o; { cat vmlinux.lds; echo INCLUDE sum.o; } > lds; link() { $LD $2 $flags --script=lds", "echo 'vendor = 0x12;' > sum.o")]
    public void WhatIsMadeBetweenTwoLinksIsLeftToTheScript(string what, string old, string changed, string between)
    {
        string script = ScriptTree.Script.Replace(old, changed, StringComparison.Ordinal).Replace("# first image", between, StringComparison.Ordinal);
        Assert.True(script.Contains(changed, StringComparison.Ordinal), what);
        ExpectOwnWay(script, "sum.o is made between its links, and may tell of an image");
    }

    [Fact]
    public void AnImageForADeviceIsLinkedByTheTreesLinker()
    {
        string script = ScriptTree.Script.Replace("# last", "ln -s /dev/null check; link check \"\" \"\"; test -L check; rm check", StringComparison.Ordinal);
        byte[][] plain = Tree.Plain(script);
        Assert.Contains("1 link", Tree.Ours(script).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(plain, Tree.Results().Select(File.ReadAllBytes));
        Assert.Equal(2, Tree.Links);
    }

    [Fact]
    public void AnImageThroughASymbolicLinkIsLeftToTheScript() => ExpectOwnWay(
        ScriptTree.Script.Replace("# last", "ln -sf image \"$out\"", StringComparison.Ordinal), "was not made by the linker that it was given");

    [Fact]
    public void AnImageIsKnownByWhatItIsWhateverHadItsNameBefore() => ExpectSame(
        ScriptTree.Script.Replace("link .tmp1 \"\" --strip-debug", "link \"$out\" \"\" --strip-debug; mv \"$out\" .tmp1", StringComparison.Ordinal)
            .Replace("link \"$out\" \"\" \"\"", "link .image \"\" \"\"; mv .image \"$out\"", StringComparison.Ordinal),
        links: 2);

    [Fact]
    public void AnImageThatIsLinkedOverWithoutATableIsFoundOut() => ExpectOwnWay(
        ScriptTree.Script + "\n$LD --script=vmlinux.lds -o \"$out\" vmlinux.o\n", "was not made by the linker that it was given");

    [Fact]
    public void SizesOfLabelsAreKnownBeforeATableHasSymbols()
    {
        Tree.UseTool("linux-7.3");
        ExpectSame(ScriptTree.Script.Replace("scripts/kallsyms", "./././scripts/kallsyms", StringComparison.Ordinal), links: 1);
    }

    [Fact]
    public void AScriptOfTheOldKindIsLinkedOnce()
    {
        Tree.UseTool("linux-5.11");
        ExpectSame(ScriptTree.OldScript, links: 1);
    }

    // An object of the assembler's does not say that no stack need be executable, and one that does not say so makes it one.
    [Theory]
    [InlineData("as all assemble", "$CC -c", 1)]
    [InlineData("with an option of its own", "$CC -Wa,--noexecstack -c", 2)]
    public void WhatATableObjectSaysOfTheImageIsHeededBeforeThereIsOne(string what, string assemble, int links)
    {
        Tree.UseTool("linux-5.11");
        Tree.Executable("ld", "test \"$1\" = -r || echo \"$@\" >> links\nexec ld --no-warn-rwx-segments \"$@\" 2> /dev/null");
        string script = ScriptTree.OldScript.Replace("$CC -c", assemble, StringComparison.Ordinal);
        Assert.True(links == 1 || script != ScriptTree.OldScript, what);
        ExpectSame(script, links);
    }

    [Fact]
    public void TheLinkersMapHasTheScriptsNames()
    {
        File.AppendAllText(Tree["include/config/auto.conf"], "CONFIG_VMLINUX_MAP=y\n");
        string script = ScriptTree.Script.Replace("link \"$out\" \"\" \"\"", "link \"$out\" -Map=vmlinux.map \"\"", StringComparison.Ordinal);
        _ = Tree.Plain(script);
        string plain = File.ReadAllText(Tree["vmlinux.map"]);
        File.Delete(Tree["vmlinux.map"]);
        Tree.Ours(script).Succeeded();
        // Relocations that the linker applies and drops are in the assembled table only.
        Assert.Equal(plain.Split('\n').Where(line => !line.StartsWith(" .rela.rodata", StringComparison.Ordinal)), File.ReadAllLines(Tree["vmlinux.map"]).Append(""));
    }

    [Fact]
    public void TheLinkersWarningsNameWhatTheScriptMakes()
    {
        Tree.Executable("ld", "test \"$1\" = -r || echo \"$@\" >> links\nexec ld -z noexecstack --warn-rwx-segments -z max-page-size=4096 -N \"$@\"");
        string error = Tree.Ours(ScriptTree.Script).Succeeded().Error;
        Assert.Contains("ld: warning: vmlinux has a LOAD segment with RWX permissions", error, StringComparison.Ordinal);
        Assert.DoesNotContain("kallsyms-", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheScriptsOwnMakeAndDependenciesSeeNothingOfIt()
    {
        Tree.Ours(ScriptTree.Script).Succeeded();
        Assert.Equal(Tree["ld"], File.ReadAllText(Tree["made"]).TrimEnd());
        Assert.Equal("vmlinux: scripts/link-vmlinux.sh\n", File.ReadAllText(Tree[".vmlinux.d"]));
    }

    [Fact]
    public void AToolThatLeavesOutANameTakesOneMoreLink()
    {
        File.Move(Tree["scripts/kallsyms"], Tree["scripts/tool"]);
        Tree.Executable("scripts/kallsyms", "for list; do :; done\ngrep -v ' function_1f$' \"$list\" > .shorter\nexec scripts/tool --all-symbols --pc-relative .shorter");
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
        Tree.UseTool(layout);
        File.Move(Tree["scripts/kallsyms"], Tree["scripts/tool"]);
        Tree.Executable("scripts/kallsyms", "scripts/tool \"$@\"\nprintf '\\t.section .rodata\\n\\t.word 1\\n'");
        string lds = File.ReadAllText(Tree["vmlinux.lds"]);
        Tree.Write("vmlinux.lds", lds.Replace(".bss :", ".notes : { *(.note.gnu.build-id) }\n    .bss :", StringComparison.Ordinal)
            .Replace("*(.note*)", "*(.note.GNU-stack)", StringComparison.Ordinal));
        string script = ScriptTree.Script.Replace("--pc-relative", options, StringComparison.Ordinal)
            .Replace("$CC -c", "$CC -I. -c", StringComparison.Ordinal)
            .Replace("set -e\n", $"set -e; flags='{flags}'\n", StringComparison.Ordinal);
        ExpectSame(script, links);
    }

    [Fact]
    public void AnAddressThatDoesNotFitIsLeftToTheLinkersComplaint()
    {
        File.Move(Tree["scripts/kallsyms"], Tree["scripts/tool"]);
        // The list of an image has its addresses; one of expected symbols has others.
        Tree.Executable("scripts/kallsyms", "scripts/tool \"$@\"\nprintf '\\t.long _text - . + %s\\n' $(grep -q ^0000000080 \"$3\" && echo 0x700000000 || echo 0)");
        Command run = Tree.Ours(ScriptTree.Script);
        Assert.Contains("relocation truncated to fit", run.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, run.Status);
        Assert.False(File.Exists(Tree["vmlinux"]));
        Assert.Empty(Tree.Left());
    }

    [Fact]
    public void WhatIsMadeOfAnImageOfASeeminglyKnownFormIsNotLinked()
    {
        File.Move(Tree["scripts/kallsyms"], Tree["scripts/tool"]);
        Tree.Executable("scripts/kallsyms", "for list; do :; done\ngrep -v ' function_1f$' \"$list\" > .shorter\nexec scripts/tool --all-symbols --pc-relative .shorter");
        ExpectOwnWay(
            ScriptTree.Script.Replace("objects=vmlinux.o", "objects='vmlinux.o sum.o'; printf '.data\\n.long 0\\n' | as -o sum.o -", StringComparison.Ordinal)
                .Replace("# first image", "printf '.data\\n.long 0x%s\\n' $(sha1sum < .tmp1 | cut -c1-7) | as -o sum.o -", StringComparison.Ordinal),
            "sum.o is made between its links, and may tell of an image");
    }

    [Fact]
    public void LinksInAnotherDirectoryAreOne()
    {
        Directory.CreateDirectory(Tree["elsewhere"]);
        ExpectSame(
            ScriptTree.Script.Replace("link() { $LD $2 $flags --script=vmlinux.lds $3 -o \"$1\" ", "link() ( cd elsewhere; objects=../$objects; table=../$table; $LD $2 $flags --script=../vmlinux.lds $3 -o \"../$1\" ", StringComparison.Ordinal)
                .Replace("--end-group $table; }", "--end-group $table; )", StringComparison.Ordinal),
            links: 1);
    }

    [Fact]
    public void ATableOfNoKnownFormOfAnOldScriptTakesALinkWithoutATable()
    {
        Tree.UseTool("linux-5.11");
        File.Move(Tree["scripts/kallsyms"], Tree["scripts/tool"]);
        Tree.Executable("scripts/kallsyms", "scripts/tool \"$@\"\nprintf '\\t.section .rodata\\n\\t.word 1\\n'");
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
        Assert.Contains("Linker script and memory map", File.ReadAllText(Tree["printed"]));
    }

    [Fact]
    public void WhatTheLinkerWritesBesideAnImageIsLeftToIt()
    {
        ExpectOwnWay(
            ScriptTree.Script.Replace("$flags --script", "$flags --dependency-file=$1.dep --script", StringComparison.Ordinal),
            "its linker is to write more than an image (--dependency-file=");
        Assert.DoesNotContain("kallsyms-", File.ReadAllText(Tree["vmlinux.dep"]));
    }

    [Fact]
    public void AListFromAPipeIsNotLostWhereTheScriptRunsByItself()
    {
        Tree.UseTool("linux-5.11");
        ExpectOwnWay(
            ScriptTree.OldScript.Replace("link() { $LD ", "link() { $LD -M ", StringComparison.Ordinal), "its linker is to write more than an image (-M)");
    }

    [Fact]
    public void AToolOfAnotherNameThatLeavesOutANameTakesOneMoreLink()
    {
        Tree.Executable("scripts/table.sh", "grep -v ' function_1f$' \"$3\" > .shorter\nexec scripts/kallsyms --all-symbols --pc-relative .shorter");
        ExpectSame(ScriptTree.Script.Replace("scripts/kallsyms", "sh scripts/table.sh", StringComparison.Ordinal), links: 2);
    }

    [Fact]
    public void ATableOfAnotherKindByAToolOfAnotherNameTakesOneMoreLink()
    {
        Tree.Executable("scripts/table.sh", "scripts/kallsyms \"$@\" | sed 's/kallsyms_token_table/kallsyms_words/'");
        ExpectSame(ScriptTree.Script.Replace("scripts/kallsyms", "sh scripts/table.sh", StringComparison.Ordinal), links: 2);
    }

    [Fact]
    public void AScriptInAnotherLanguageIsLinkedOnce()
    {
        Command.Require("python3");
        Tree.Executable("steps", ScriptTree.Script.Replace("$0", "scripts/link-vmlinux.sh", StringComparison.Ordinal));
        ExpectSame("#!/usr/bin/env python3\nimport subprocess, sys\nsys.exit(subprocess.call(['./steps'] + sys.argv[1:]))\n", links: 1);
    }

    [Fact]
    public void ALinkerWithoutFixedPointIsExplainedBeforeTheScriptRunsByItself()
    {
        Tree.Executable("ld", """
            pass=$(($(cat passes 2>/dev/null || echo 0) + 1))
            echo $pass > passes
            i=0
            { echo .text; while [ $i -lt $((pass * 5)) ]; do echo "new_in_pass_${pass}_$i: .space 16"; i=$((i + 1)); done; } | as -o extra.o -
            exec ld -z noexecstack --no-warn-rwx-segments extra.o "$@"
            """);
        Command made = Tree.Ours(ScriptTree.Script);
        Assert.Contains("Inconsistent kallsyms data: no fixed point after 10 passes; ", made.Error, StringComparison.Ordinal);
        Assert.Contains("\nclass ", made.Error, StringComparison.Ordinal);
        Assert.Contains("runs unchanged", made.Error, StringComparison.Ordinal);
        Assert.Empty(Tree.Left());
    }

    [Fact]
    public void AScriptThatRunsAgainCountsOnce()
    {
        const string count = "echo $(($(cat .version 2> /dev/null || echo 0) + 1)) > .version";
        ExpectOwnWay(ScriptTree.Script.Replace("$LD $2", "./ld $2", StringComparison.Ordinal).Replace("set -e", $"set -e; {count}", StringComparison.Ordinal), "was not made by the linker that it was given");
        // Once by itself, and once more.
        Assert.Equal("2\n", File.ReadAllText(Tree[".version"]));
    }

    [Fact]
    public void AMachineThatIsNotKnownIsLeftToTheScriptBeforeAnythingIsDone()
    {
        byte[] hexagon = File.ReadAllBytes(Tree["vmlinux.o"]);
        BinaryPrimitives.WriteUInt16LittleEndian(hexagon.AsSpan(18), 164);
        File.WriteAllBytes(Tree["vmlinux.o"], hexagon);
        Tree.Executable("ld", "echo \"$@\" >> links\ncp vmlinux.o \"$2\"");
        ExpectOwnWay("#!/bin/sh\n$LD -o vmlinux vmlinux.o\n: > System.map\n", "machine 164, 64 bits, is not supported");
        Assert.Equal(1, Tree.Links);
    }

    [Fact]
    public void AScriptThatFailsFailsWithItsOwnStatus()
    {
        Command run = Tree.Ours(ScriptTree.Script.Replace("# last", "exit 7", StringComparison.Ordinal)).Exited(7);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(Tree.Left());
    }
}
