using System.Text;
using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Pages;
using Kallsyms.Diagnosis.Rules;
using Kallsyms.Elf;
using Kallsyms.Linking;
using Xunit;

namespace Kallsyms.Tests.Diagnosis.Pages;

public class ExplanationViewTests
{
    static readonly SymbolSnapshot _before = Pass("1", """
        ffffffff81000000 T _text
        ffffffff81000040 t helper
        ffffffff81001000 D data
        ffffffff81002000 B _end
        """) with
    {
        Sections = [new(".text", 0xffffffff81000000, 0x0f8, 0x1000), new(".data", 0xffffffff81001000, 0x800, 0x1000), new(".bss", 0xffffffff81002000, 0x10, 0x1000)],
    };

    static readonly SymbolSnapshot _after = Pass("2", """
        ffffffff81000000 T _text
        ffffffff81000040 t helper
        ffffffff810000f8 t stub
        ffffffff81001000 d data
        ffffffff81003000 B _end
        """) with
    {
        Sections = [new(".text", 0xffffffff81000000, 0x108, 0x1000), new(".data", 0xffffffff81001000, 0x1800, 0x1000), new(".bss", 0xffffffff81003000, 0x10, 0x1000)],
    };

    [Fact]
    public void ASectionTellsHowItGrewAndMovedAndWhatPaddingBeforeItBecame()
    {
        ExplanationView view = Explain(_before, _after);
        Assert.Equal([".text", ".data", ".bss"], view.Sections.Select(row => row.Name));
        Assert.Equal((0x10L, 0L), Change(view.Sections[0].Cells[1]!));
        Assert.Equal((0x1000L, 0L), Change(view.Sections[1].Cells[1]!));
        Assert.Equal((0L, 0x1000L), Change(view.Sections[2].Cells[1]!));
        Assert.Equal((0xef8L, -0x10L), (view.Sections[1].Cells[1]!.Padding!.Value, view.Sections[1].Cells[1]!.PaddingGrew!.Value));
        Assert.All(view.Sections, row => Assert.Null(row.Cells[0]!.Moved));
    }

    [Fact]
    public void SymbolsThatDifferAreCountedInTheirSectionAndListedByAddress()
    {
        ExplanationView view = Explain(_before, _after);
        Assert.Equal([1, 1, 0], view.Sections.Select(row => row.Differences));
        Assert.Equal([true, false, false], view.Sections.Select(row => row.IsFirst));
        Assert.Equal([("added", "stub"), ("retyped", "data"), ("moved", "_end")], view.Differences.Select(item => (item.Kind, item.Name)));
        Assert.Equal("+0x1000", view.Differences[^1].Moved);
        Assert.Equal(new DifferenceCounts(0, 1, 1, 0, 1, 1), view.Counts);
    }

    [Fact]
    public void ASectionOfOnePassOnlyStandsWhereItIs()
    {
        SymbolSnapshot more = _after with { Sections = [_after.Sections[0], new(".new", 0xffffffff81000200, 8, 8), .. _after.Sections.Skip(1)] };
        ExplanationView view = Explain(_before, more);
        Assert.Equal([".text", ".new", ".data", ".bss"], view.Sections.Select(row => row.Name));
        Assert.Null(view.Sections[1].Cells[0]);
        Assert.Null(view.Sections[1].Cells[1]!.Moved);
    }

    [Fact]
    public void AnImageOfManySectionsIsCutToThoseThatChanged()
    {
        SectionPlace[] many = [.. Enumerable.Range(0, 5000).Select(i => new SectionPlace($".text.f{i}", 0xffffffff81000000 + (ulong)i * 0x100, 0x100, 0x10))];
        SectionPlace[] changed = [.. many];
        changed[4321] = many[4321] with { Size = 0xf0 };
        ExplanationView view = Explain(_before with { Sections = many }, _after with { Sections = changed });
        Assert.InRange(view.Sections.Count, 1, 400);
        Assert.Contains(view.Sections, row => row.Name == ".text.f4321" && row.Cells[1]!.Grew == -0x10);
    }

    [Fact]
    public void AListOfManyDifferencesIsCutAndTheirNumberIsNot()
    {
        SymbolSnapshot none = Pass("1", "ffffffff81000000 T _text\nffffffff82000000 T _end\n");
        SymbolSnapshot all = Pass("2", "ffffffff81000000 T _text\n" + string.Concat(Enumerable.Range(1, 900).Select(i => $"{0xffffffff81000000 + (ulong)i:x16} t f{i}\n")) + "ffffffff82000000 T _end\n");
        ExplanationView view = Explain(none, all);
        Assert.Equal(900, view.Counts.Added);
        Assert.Equal(200, view.Differences.Count);
    }

    static (long Grew, long Moved) Change(PlaceCell cell) => (cell.Grew!.Value, cell.Moved!.Value);

    static ExplanationView Explain(params SymbolSnapshot[] passes) => ExplanationView.Make(Explainer.Explain(passes));

    static SymbolSnapshot Pass(string name, string map) => SnapshotReader.ReadText(ByteSource.FromMemory(Encoding.ASCII.GetBytes(map), name))![0];
}
