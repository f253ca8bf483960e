using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Rules;
using Kallsyms.Diagnosis.Statistics;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>What a link keeps of its passes says as much of them as the link itself knew.</summary>
public sealed class EvidenceTests : IDisposable
{
    readonly LinkDirectory _here = new();

    public EvidenceTests()
    {
        Command.Require("as", "ld.bfd");
        _here.Write("program.s", "_stext:\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"f{i}: nop\n")) + "_etext: nop\n.data\n"
            + string.Concat(Enumerable.Range(0, 300).Select(i => $"d{i}: .byte 1\n")) + ".globl _stext, _etext\n");
        _here.Run("as", "program.s", "-o", "program.o");
    }

    public void Dispose() => _here.Dispose();

    [Theory]
    [InlineData("linux-6.4", true)]
    [InlineData("linux-6.4", false)]
    [InlineData("linux-7.0", true)]
    [InlineData("linux-5.4", true)]
    public void PassReadBack_IsThePassOfTheLink(string layout, bool textOnly)
    {
        PassEvidence pass = Link(layout, textOnly).Passes[^1];
        (SymbolSnapshot known, SymbolSnapshot read) = (SnapshotReader.FromPass(pass), SnapshotReader.ReadEvidence(_here["seen"])[^1]);
        Assert.Equal(
            (known.Name, known.Kind, known.Wide, known.Release!.Number, known.TextOnly, known.PercpuAbsolute),
            (read.Name, read.Kind, read.Wide, read.Release?.Number, read.TextOnly, read.PercpuAbsolute));
        Assert.Equal(known.Sections, read.Sections);
        Assert.Equal(known.Table!.Parts, read.Table!.Parts);
        Assert.Empty(TableVerifier.Compare(known.Map!, read.Map!));
        Assert.Empty(TableVerifier.Compare(known.Symbols, read.Symbols));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TableWorkedOut_OfARecordedPass_HasTheEntriesOfTheLinks(bool textOnly)
    {
        LinkOutcome outcome = Link("linux-6.4", textOnly);
        Assert.Equal(outcome.Symbols, WorkedOutTable.Make(SnapshotReader.ReadEvidence(_here["seen"])[^1])!.Symbols);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TableWorkedOut_OfAMapWhoseLabelsTell_HasTheEntriesOfTheLinks(bool textOnly)
    {
        LinkOutcome outcome = Link("linux-7.0", textOnly, percpu: []);
        using (FileStream file = File.Create(_here["System.map"]))
            SystemMap.Write(file, outcome.Passes[^1].Map, wide: true);
        SymbolSnapshot map = SnapshotReader.FromList(SymbolListFile.Read(SymbolListFile.OpenFile(_here["System.map"]), "System.map"));
        Assert.Equal(outcome.Symbols, WorkedOutTable.Make(Explainer.Explain([map, map]).After)!.Symbols);
    }

    [Fact]
    public void RulesOfAReleaseThatIsNotKnown_AreRefusedByName()
    {
        Link("linux-7.0", textOnly: false);
        _here.Write("seen/pass-1.rules", "release linux-99.0\n");
        KallsymsException refused = Assert.Throws<KallsymsException>(() => SnapshotReader.ReadEvidence(_here["seen"]));
        Assert.Equal((ErrorKind.Unreadable, _here["seen/pass-1.rules"]), (refused.Kind, refused.File));
        Assert.StartsWith("unknown layout 'linux-99.0'", refused.Reason, StringComparison.Ordinal);
    }

    // Per-cpu symbols at zero, which up to 6.14 are absolute, unless there are none.
    LinkOutcome Link(string layout, bool textOnly, string[]? percpu = null)
    {
        var command = LinkerCommandLine.Parse(
        [
            "ld.bfd", .. percpu ?? ["--defsym=__per_cpu_start=0", "--defsym=__per_cpu_end=64"], "--defsym=_text=_stext", "--defsym=_end=_stext+0x100000",
            "-e", "_stext", _here["program.o"], "-o", _here["out"],
        ]);
        var job = new LinkJob(command, KernelRelease.Parse(layout)) { TextOnly = textOnly, EvidenceDirectory = _here["seen"] };
        LinkOutcome outcome = KernelLink.Run(job, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(LinkResult.Published, outcome.Result);
        return outcome;
    }
}
