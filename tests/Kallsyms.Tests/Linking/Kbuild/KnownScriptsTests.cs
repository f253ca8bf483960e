using System.Text.RegularExpressions;
using Kallsyms.Linking.Kbuild;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Oracle;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

public sealed class KnownScriptsTests : IDisposable
{
    readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("6.1", "linux-6.2", false)]
    [InlineData("6.12", "linux-6.10", false)]
    [InlineData("7.2", "linux-7.2", true)]
    public void TheScriptsOfDistributedKernelsAreKnown(string release, string layout, bool outputIsArgument)
    {
        string script = Path.Combine(Path.GetDirectoryName(KernelTool.MkSysMap(release))!, "link-vmlinux.sh");
        Recognition found = KnownScripts.Recognise(script, KnownScripts.Table);
        Assert.Null(found.Unknown);
        Assert.Equal(layout, found.Release!.Name);
        Assert.Equal(outputIsArgument, (found.Traits & LinkTraits.OutputIsArgument) != 0);
    }

    [Fact]
    public void NoPartIsListedTwice() =>
        Assert.DoesNotContain(KnownScripts.Table.CountBy(row => (row.Part, row.Digest)), rows => rows.Value > 1);

    [Fact]
    public void TraitsOfAllPartsAddUp()
    {
        Recognition found = Recognise(link: LinkTraits.ExportsWithModulesOnly, main: LinkTraits.OutputIsArgument);
        Assert.Null(found.Unknown);
        Assert.Equal(LinkTraits.ExportsWithModulesOnly | LinkTraits.OutputIsArgument, found.Traits);
    }

    [Theory]
    [InlineData("6.1", "6.4", "6.2", "6.5", "linux-6.2")]
    [InlineData("6.19", "7.2", "7.0", null, "linux-7.0")]
    [InlineData("6.10", "6.19", "6.10", "6.15", "linux-6.10")]
    public void TheLayoutIsTheNewestThatBothFilesAgreeOn(string mapSince, string? mapUntil, string toolSince, string? toolUntil, string layout) =>
        Assert.Equal(layout, Recognise(map: (mapSince, mapUntil), tool: (toolSince, toolUntil)).Release!.Name);

    [Fact]
    public void FilesOfDifferentErasAreNotKnownTogether()
    {
        Recognition found = Recognise(map: ("6.1", "6.4"), tool: ("6.10", "6.15"));
        Assert.Contains("combination", found.Unknown);
        Assert.Null(found.Release);
    }

    [Theory]
    [InlineData("link-vmlinux.sh", "echo link", "echo other", "its function vmlinux_link")]
    [InlineData("link-vmlinux.sh", "set -e", "set +e", "its main part")]
    [InlineData("mksysmap", "grep", "sed", "scripts/mksysmap")]
    [InlineData("kallsyms.c", "main", "start", "scripts/kallsyms.c")]
    public void WhatIsNotKnownIsNamed(string file, string old, string now, string part)
    {
        IReadOnlyList<KnownPart> table = Write();
        _scratch.Write(file, File.ReadAllText(_scratch[file]).Replace(old, now, StringComparison.Ordinal));
        Recognition found = KnownScripts.Recognise(_scratch["link-vmlinux.sh"], table);
        Assert.Matches($@"^{Regex.Escape(part)} \([0-9a-f]{{16}}\) is not known here$", found.Unknown);
    }

    [Fact]
    public void AMissingFileIsNotKnown()
    {
        IReadOnlyList<KnownPart> table = Write();
        File.Delete(_scratch["mksysmap"]);
        Assert.Equal("scripts/mksysmap is missing", KnownScripts.Recognise(_scratch["link-vmlinux.sh"], table).Unknown);
    }

    [Fact]
    public void AMissingScriptIsAnError() => Assert.Equal(
        ErrorKind.Unreadable, Assert.Throws<KallsymsException>(() => KnownScripts.Recognise(_scratch["none.sh"], [])).Kind);

    [Fact]
    public void AScriptOfUnboundedSizeIsNotRead()
    {
        using (FileStream file = File.Create(_scratch["link-vmlinux.sh"]))
            file.SetLength(1L << 40);
        Assert.Equal(ErrorKind.Unreadable, Assert.Throws<KallsymsException>(() => KnownScripts.Recognise(_scratch["link-vmlinux.sh"], [])).Kind);
    }

    Recognition Recognise(
        LinkTraits link = LinkTraits.None, LinkTraits main = LinkTraits.None, (string, string?)? map = null, (string, string?)? tool = null)
    {
        IReadOnlyList<KnownPart> table = Write(link, main, map ?? ("6.10", "6.15"), tool ?? ("6.10", "6.15"));
        return KnownScripts.Recognise(_scratch["link-vmlinux.sh"], table);
    }

    // A script, and the table in which exactly that is known.
    IReadOnlyList<KnownPart> Write(
        LinkTraits link = LinkTraits.None, LinkTraits main = LinkTraits.None, (string Since, string? Until) map = default, (string Since, string? Until) tool = default)
    {
        const string script = "#!/bin/sh\nset -e\nvmlinux_link()\n{\n\techo link\n}\nvmlinux_link\n";
        const string mksysmap = "grep -v U\n";
        const string kallsyms = "int main(void) { return 0; }\n";
        _scratch.Write("link-vmlinux.sh", script);
        _scratch.Write("mksysmap", mksysmap);
        _scratch.Write("kallsyms.c", kallsyms);
        IReadOnlyDictionary<string, string> digests = ScriptText.Digests(script);
        return
        [
            new("main", digests["main"], main),
            new("vmlinux_link", digests["vmlinux_link"], link),
            new("scripts/mksysmap", ScriptText.Whole(mksysmap), Since: map.Since ?? "6.10", Until: map.Until),
            new("scripts/kallsyms.c", ScriptText.Whole(kallsyms), Since: tool.Since ?? "6.10", Until: tool.Until),
        ];
    }
}
