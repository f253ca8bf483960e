using System.Text;
using Kallsyms.Diagnosis;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Diagnosis.Rules;

/// <summary>Verdicts on the tables of two images, on both sides of each limit at which they change.</summary>
public class TableLimitsTests
{
    const string Kernel = "T _text 0; T f 100; B _end 900000; ";

    // Labels of a table of 6.4: names, markers, token table, token index, offsets, relative base, index by name.
    static string Table(string names = "1000", string tokens = "3010", string index = "3400", string offsets = "3600", string relative = "4600", string seqs = "4608") =>
        $"{Kernel}R kallsyms_num_syms ff8; R kallsyms_names {names}; R kallsyms_markers 3000; R kallsyms_token_table {tokens}; R kallsyms_token_index {index}; R kallsyms_offsets {offsets}; R kallsyms_relative_base {relative}; R kallsyms_seqs_of_names {seqs}; ";

    // Less than an entry of the index is padding.
    [Theory]
    [InlineData("4600 4603", "4608 460b", null, "B likely rule 11 help B1")]
    [InlineData("4600 4604", "4608 460c", null, "E possible rule 3 do-not-help B7 or B A")]
    [InlineData("4600 4604", "4608 460c", true, "E likely rule 3 do-not-help B7 or B A")]
    [InlineData("4600 4604", "4608 460c", false, "unknown possible rule 3 unknown or A D")]
    [InlineData("4600 45fc", "4608 4604", true, "E likely rule 3 do-not-help B7 or B A")]
    public void AnIndexOfAnotherSize(string relative, string seqs, bool? textOnly, string verdict) => Assert.Equal(
        verdict, SideBySide.Verdict(Table(relative: relative, seqs: seqs), pass => pass with { TextOnly = textOnly }));

    [Theory]
    [InlineData("4600 4604", "4608 460c", "1 symbol entered the table")]
    [InlineData("4600 4608", "4608 4610", "2 symbols entered the table")]
    [InlineData("4600 45f4", "4608 45fc", "3 symbols left the table")]
    public void Entries_AreCounted(string relative, string seqs, string words) =>
        Assert.StartsWith(words, SideBySide.Explain(Table(relative: relative, seqs: seqs)).Verdict.Summary, StringComparison.Ordinal);

    [Theory]
    [InlineData("3400 3401", "3600", "G likely rule 15 help B8 or I")]
    [InlineData("3400 3401", "3600 3601", "G likely rule 14 help B8 or I")]
    [InlineData("3400", "3600 3601", "B likely rule 11 help B1")]
    public void OtherTokens(string index, string offsets, string verdict) => Assert.Equal(
        verdict,
        SideBySide.Verdict(Table(index: index, offsets: offsets, relative: offsets == "3600" ? "4600" : "4600 4601", seqs: offsets == "3600" ? "4608" : "4608 4609")));

    [Theory]
    [InlineData("3400 3410", "token table +0x10")]
    [InlineData("3400 33f0", "token table -0x10")]
    [InlineData("3400 3400", "")]
    public void TheSizeOfTheTokenTable_IsTold(string index, string words) =>
        Assert.Contains(words, SideBySide.Explain(Table(index: index)).Verdict.Summary, StringComparison.Ordinal);

    [Theory]
    [InlineData("2.6.13", "G2")]
    [InlineData("2.6.14", "B8")]
    public void OtherTokens_OfAReleaseThatSampledThem_AreSeenBefore(string release, string incident) => Assert.Equal(
        incident,
        SideBySide.Explain(Table(index: "3400 3410"), pass => pass with { Release = KernelRelease.FromUname(release) }).Verdict.Incident?.Id);

    // What moved before the table moved for another reason.
    [Theory]
    [InlineData("R before ff6 ff7", "B possible rule 11 help B1 or H I")]
    [InlineData("R before ff8 ff9", "G likely rule 15 help B8 or I")]
    [InlineData("R behind 5000 5008", "G likely rule 15 help B8 or I")]
    public void WhatMovedBesideTheTable(string more, string verdict) =>
        Assert.Equal(verdict, SideBySide.Verdict(Table(index: "3400 3410") + more));

    // An empty table has room for empty tokens and padding, and none for names: what a first pass has.
    [Theory]
    [InlineData(0x3f, 8, true)]
    [InlineData(0x40, 8, false)]
    [InlineData(0x3f, 9, false)]
    [InlineData(0, 0, true)]
    public void ATableWithoutNames_IsEmpty(int names, int offsets, bool empty)
    {
        SymbolList labels = SymbolLists.Read(
        [
            "00001000 R kallsyms_names", $"{0x1000 + names:x8} R kallsyms_markers", "00003010 R kallsyms_token_table", "00003400 R kallsyms_token_index",
            "00003600 R kallsyms_offsets", $"{0x3600 + offsets:x8} R kallsyms_relative_base", "00004608 R kallsyms_seqs_of_names",
        ]);
        Assert.Equal(empty, TableExtent.Find(labels)!.IsEmpty);
    }

    [Theory]
    [InlineData("kallsyms_names kallsyms_markers", true)]
    [InlineData("kallsyms_names", false)]
    [InlineData("kallsyms_names kallsyms_other", false)]
    public void TwoLabels_AreATable(string labels, bool found) => Assert.Equal(
        found, TableExtent.Find(SymbolLists.Read(labels.Split(' ').Select((label, i) => $"{0x1000 + i:x8} R {label}"))) is not null);

    // Padding of up to 255 bytes may follow the entries.
    [Theory]
    [InlineData("kallsyms_offsets", 4000, true, 936, 1000)]
    [InlineData("kallsyms_offsets", 4003, true, 937, 1000)]
    [InlineData("kallsyms_addresses", 8000, true, 968, 1000)]
    [InlineData("kallsyms_addresses", 4000, false, 936, 1000)]
    [InlineData("kallsyms_seqs_of_names", 3000, true, 915, 1000)]
    [InlineData("kallsyms_offsets", 255, true, 0, 63)]
    [InlineData("kallsyms_offsets", 259, true, 1, 64)]
    public void TheNumberOfEntries_LiesWithinWhatPaddingLeavesOpen(string label, int size, bool wide, long least, long most) => Assert.Equal(
        (least, most), TableExtent.From([new(TableExtent.PartOf(Encoding.ASCII.GetBytes(label))!.Value, 0x1000, size)])!.Entries(wide));

    // Of 713 symbols 103 are text: what the index has room for, give or take padding, 64 and two in a hundred, is what the table lists.
    [Theory]
    [InlineData(36, null)]
    [InlineData(37, true)]
    [InlineData(233, true)]
    [InlineData(234, null)]
    [InlineData(634, null)]
    [InlineData(635, false)]
    [InlineData(855, false)]
    [InlineData(856, null)]
    public void WhatTheTableLists_IsToldByTheSizeOfItsIndex(int entries, bool? textOnly)
    {
        string symbols = string.Concat(Enumerable.Range(0, 100).Select(i => $"t t{i} {0x10 + (i * 4):x}; "))
            + string.Concat(Enumerable.Range(0, 600).Select(i => $"d d{i} {0x100000 + (i * 4):x}; "));
        int end = 0x3600 + (entries * 4);
        SymbolSnapshot[] passes = SideBySide.Passes($"{Table(relative: $"{end:x}", seqs: $"{end + 8:x}")}T _stext 8; T _etext 800; {symbols}");
        Assert.Equal(textOnly, Comparison.Make(passes[0], passes[1]).TextOnly);
    }
}
