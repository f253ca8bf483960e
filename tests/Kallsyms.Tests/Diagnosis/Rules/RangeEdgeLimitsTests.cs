using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Diagnosis.Rules;

/// <summary>Verdicts on members at the edge of a text range, on both sides of each limit at which they change.</summary>
public class RangeEdgeLimitsTests
{
    const string Text = "T _stext 0; T f 100; T _etext 1000; T _sinittext 3000.5; t i 3100; T _einittext 4000; ";
    const string Kernel = Text + "D data 5000; B _end 900000; ";

    // A list of text alone was filtered by the ranges: what stands at an edge is there for that reason.
    [Theory]
    [InlineData(Text, "t lone - 1000", "E likely rule 6 help E1")]
    [InlineData(Text, "t lone 1000 -", "E likely rule 6 help E1")]
    [InlineData(Text, "t lone - 0.1", "E likely rule 6 do-not-help E3")]
    [InlineData(Text, "t lone - 3000.1", "E likely rule 6 do-not-help E3")]
    [InlineData(Text, "t lone - fff", "unknown possible unknown or I L")]
    [InlineData(Text, "t lone - 1001", "unknown possible unknown or I L")]
    [InlineData(Text, "t lone - 2fff", "unknown possible unknown or I L")]
    [InlineData(Text, "T _etext_l1 - 1000", "unknown possible unknown or I L")]
    [InlineData(Text, "R __start_x 2000; t lone - 1000", "E likely rule 6 help E1")]
    [InlineData(Text, "R rodata 2000; t lone - 1000", "unknown possible unknown or I L")]
    [InlineData(Kernel, "t lone - 1000", "unknown possible unknown or I L")]
    public void ASymbolOfOneListAtAnEdge(string kernel, string more, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(kernel + more));

    // Where the table is known to be of text alone, exactly at the label is proof.
    [Theory]
    [InlineData("R note 2ff8 3000", true, "E proven rule 6 do-not-help E3")]
    [InlineData("R note 2ff8 3000", null, "E likely rule 6 do-not-help E3")]
    [InlineData("R note 2ff8 3000", false, "B likely rule 11 help B1")]
    [InlineData("R note 3000 2ff8", true, "E proven rule 6 do-not-help E3")]
    [InlineData("R note 2ff8 3001", true, "E possible rule 6 do-not-help E3")]
    [InlineData("R note 2ff8 2fff", true, "B likely rule 11 help B1")]
    // What stands at an end without being its label is no member from 2.6.11 on.
    [InlineData("t late fff 1000.1", true, "E possible rule 6 help E1")]
    [InlineData("t late fff 1000.1", null, "E possible rule 6 help E1")]
    // A list that does not tell its release may be as old, if nothing but that is unusual.
    [InlineData("D late 1008 1000.1", null, "E possible rule 6 help E1")]
    [InlineData("D late 1008 1000.1; D x 6000.1 6000.2; D y 6000.2 6000.1", null, "C likely rule 10 help C2")]
    // Padding is no larger than a huge page.
    [InlineData("R note 404000 3000", true, "E proven rule 6 do-not-help E3")]
    [InlineData("R note 404001 3000", true, "L possible rule 2 do-not-help C5 or I")]
    public void ASymbolThatMovedToAnEdge(string more, bool? textOnly, string verdict) =>
        Assert.Equal(verdict, SideBySide.Verdict(Kernel + more, pass => pass with { TextOnly = textOnly }));

    [Theory]
    [InlineData("2.6.10", "E proven rule 6 help E1")]
    [InlineData("2.6.11", "B likely rule 11 help B1")]
    public void ASymbolThatMovedToTheEndOfARange_WasAMemberUpTo2_6_10(string release, string verdict) => Assert.Equal(
        verdict,
        SideBySide.Verdict(
            "T _stext 0; T f 100; T _etext 1000; D task 1008 1000.1; B _end 900000",
            pass => pass with { TextOnly = true, Release = KernelRelease.FromUname(release) }));

    [Theory]
    [InlineData("R note 2ff8 3000", "it is 0x8 bytes before _sinittext")]
    [InlineData("R note 4010 3000", "it is 0x10 bytes behind _einittext")]
    [InlineData("R note 3000 2ff8", "in the earlier list, exactly at _sinittext")]
    [InlineData("R note 2ff8 3000", "in the later list, exactly at _sinittext")]
    [InlineData("R note 2ff8 3002", "in the later list, inside the range of _sinittext")]
    public void WhereTheSymbolStands_IsTold(string more, string words) => Assert.Contains(
        SideBySide.Explain(Kernel + more, pass => pass with { TextOnly = true }).Verdict.Chain,
        line => line.Contains(words, StringComparison.Ordinal));

    // An excerpt that shows what powerpc's allnoconfig showed, and no range.
    [Theory]
    [InlineData("R __stop_notes 400 408; R __end_rodata 408 408.1", "E possible rule 6 do-not-help E2 or B")]
    [InlineData("R __stop_notes 408 400; R __end_rodata 408.1 408", "E possible rule 6 do-not-help E2 or B")]
    [InlineData("R __stop_notes 400 404; R __end_rodata 408", "B likely rule 11 help B1")]
    [InlineData("R __stop_notes 400 408; R __end_data 408 408.1", "B likely rule 11 help B1")]
    [InlineData("T _text 0; B _end 9000; R __stop_notes 400 408; R __end_rodata 408 408.1", "B likely rule 11 help B1")]
    public void NotesThatMeetTheEndOfRodata(string symbols, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(symbols));
}
