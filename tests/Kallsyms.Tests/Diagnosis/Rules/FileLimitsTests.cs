using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Rules;
using Xunit;

namespace Kallsyms.Tests.Diagnosis.Rules;

/// <summary>Verdicts on lists that are not what they seem, and on passes that repeat, on both sides of each limit at which they change.</summary>
public class FileLimitsTests
{
    const string Kernel = "T _text 0; T f 100; ";

    static readonly DateTime _noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    // One list is the other up to some line.
    [Theory]
    [InlineData("T g 200 -; B _end 900 -", "I likely rule 1 do-not-help I1")]
    [InlineData("T g - 200; B _end - 900", "I likely rule 1 do-not-help I1")]
    [InlineData("B _end 900 -", "unknown possible unknown or I L")]
    [InlineData("T g 200 -; T h 300; B _end 900 -", "unknown possible unknown or I L")]
    [InlineData("T g 200 -; T h 300 -; B _end 900", "unknown possible unknown or I L")]
    [InlineData("T g 200 -; B end 900 -", "unknown possible unknown or I L")]
    [InlineData("T g 200 -; B _end 900 -; T i - 80", "unknown possible unknown or I")]
    [InlineData("T e 80 84; T g 200 -; B _end 900 -", "unknown possible unknown or I L")]
    [InlineData("Tt e 80; T g 200 -; B _end 900 -", "unknown possible unknown or I L")]
    [InlineData("T d 80.1; T e 80.2 80.0; T g 200 -; B _end 900 -", "unknown possible unknown or I L")]
    public void AListThatEndsEarly(string more, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(Kernel + more));

    [Fact]
    public void AListThatEndsEarly_IsToldBySymbolsThatAreMissing()
    {
        string later = SideBySide.Explain(Kernel + "T g 200 -; B _end 900 -").Verdict.Summary;
        Assert.StartsWith("pass 2 ends early: it is pass 1 without its last 2 symbols", later, StringComparison.Ordinal);
        string earlier = SideBySide.Explain(Kernel + "T g - 200; B _end - 900").Verdict.Summary;
        Assert.StartsWith("pass 1 ends early: it is pass 2 without its last 2 symbols", earlier, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("T f 100 -", "I proven rule 1 do-not-help I1")]
    [InlineData("T f - 100", "I proven rule 1 do-not-help I1")]
    [InlineData("T f 100 -; T g - 100", "unknown possible unknown or I")]
    public void AnEmptyList(string symbols, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(symbols));

    [Fact]
    public void TwoEmptyLists_AreRefused() => Assert.Equal(
        ErrorKind.Unreadable, Assert.Throws<KallsymsException>(() => SideBySide.Verdict("T f - -")).Kind);

    [Theory]
    [InlineData("Linux version 6.1 #1", "Linux version 6.1 #2", "I proven rule 1 do-not-help I3")]
    [InlineData("Linux version 6.1 #1", "Linux version 6.1 #1", "same proven not-needed")]
    [InlineData("Linux version 6.1 #1", null, "same proven not-needed")]
    [InlineData(null, "Linux version 6.1 #1", "same proven not-needed")]
    public void TwoBanners(string? earlier, string? later, string verdict) =>
        Assert.Equal(verdict, SideBySide.Verdict(Kernel, pass => pass with { Banner = pass.Name == "pass 1" ? earlier : later }));

    [Theory]
    [InlineData(true, true, "same proven not-needed")]
    [InlineData(false, false, "same proven not-needed")]
    [InlineData(false, true, "I proven rule 1 do-not-help")]
    [InlineData(true, false, "I proven rule 1 do-not-help")]
    public void AddressesOfSoManyDigits(bool earlier, bool later, string verdict) => Assert.Equal(
        verdict, SideBySide.Verdict("T _text 00001000; T f 00002000", pass => pass with { Wide = pass.Name == "pass 1" ? earlier : later }));

    // A map that is older than its image does not belong to it; only System.map is the map of an image.
    [Theory]
    [InlineData("System.map", -1, true, "I likely rule 1 do-not-help I1")]
    [InlineData("build/System.map", -1, true, "I likely rule 1 do-not-help I1")]
    [InlineData("System.map", 0, true, "unknown possible unknown or I L")]
    [InlineData("System.map", 1, true, "unknown possible unknown or I L")]
    [InlineData("System.map", -1, false, "unknown possible unknown or I L")]
    [InlineData("other.map", -1, true, "unknown possible unknown or I L")]
    public void AMapWrittenSoManySecondsAfterItsImage(string name, int seconds, bool isImage, string verdict)
    {
        SymbolSnapshot[] passes = SideBySide.Passes(Kernel + "T g 200 -; T h 300");
        SymbolSnapshot map = passes[0] with { Name = name, Modified = _noon.AddSeconds(seconds) };
        SymbolSnapshot image = passes[1] with { ImagePath = isImage ? "/nowhere" : null, Modified = _noon };
        Assert.Equal(verdict, SideBySide.Line(Explainer.Explain([map, image]).Verdict));
        Assert.Equal(verdict, SideBySide.Line(Explainer.Explain([image, map]).Verdict));
    }

    // A table lists all symbols, or those of text: what it has of the other list is compared.
    [Theory]
    [InlineData("D data - 2000; B _end - 3000", "same proven not-needed")]
    [InlineData("D data 2000; B _end 3000", "same proven not-needed")]
    [InlineData("D data 2000; B _end 3000; D more - 2800", "unknown possible unknown or I L")]
    [InlineData("t more - 800; D data - 2000; B _end - 3000", "unknown possible unknown or I L")]
    public void ATableBesideAList(string more, string verdict) => Assert.Equal(
        verdict,
        SideBySide.Verdict(
            $"T _stext 0; T f 100; T _etext 1000; {more}", pass => pass.Name == "pass 1" ? pass with { Kind = ListKind.Table } : pass));

    // What a build compares is equal: only helpers differ.
    [Theory]
    [InlineData("t .Lx - 200", "L proven rule 2 not-needed L1")]
    [InlineData("a value - 00000200", "L proven rule 2 not-needed L5")]
    [InlineData("a value 00000200 -", "L proven rule 2 not-needed L5")]
    [InlineData("N value - 00000200; a other 00000300 -", "L proven rule 2 not-needed L5")]
    [InlineData("a value 00000200 -; t .Lx - 200", "L proven rule 2 not-needed L1")]
    [InlineData("t .Lx 200 -; a value - 00000200", "L proven rule 2 not-needed L1")]
    [InlineData("t L0 - 200", "K proven rule 2 not-needed K1 or L")]
    [InlineData("t L0 - 200; t .Lx - 208", "L proven rule 2 not-needed L1")]
    [InlineData("aN value 00000200", "L proven rule 2 not-needed L5")]
    public void WhatFiltersLeaveOut(string more, string verdict) =>
        Assert.Equal(verdict, SideBySide.Verdict($"w weak u; {Kernel}B _end 900; {more}"));

    [Theory]
    [InlineData("t .Lx - 200", "the later link keeps more symbols")]
    [InlineData("t .Lx 200 -", "the earlier link keeps more symbols")]
    [InlineData("t .Lx 200 -; t .Ly - 200", "each of the links has helper symbols")]
    [InlineData("aN value 00000200", "one of the links orders or types its symbols")]
    public void WhichLinkKeepsMore_IsTold(string more, string words) =>
        Assert.Contains(words, SideBySide.Explain($"w weak u; {Kernel}B _end 900; {more}").Verdict.Chain[0], StringComparison.Ordinal);

    // The last pass is one that was there before, and not the one before it.
    [Theory]
    [InlineData("R n 200 208 200", 2)]
    [InlineData("R n 200 208 210 200", 3)]
    [InlineData("R n 200 208 200 208", 2)]
    [InlineData("R n 200 208 210", null)]
    [InlineData("R n 200 208 208", null)]
    [InlineData("R n 200 200 208", null)]
    [InlineData("R n 200 208", null)]
    public void PassesThatRepeat(string more, int? period)
    {
        Verdict verdict = SideBySide.Explain($"{Kernel}{more}; B _end 900").Verdict;
        Assert.Equal(period, verdict.Period);
        Assert.Equal(period is not null, verdict.Passes == MorePasses.Oscillate);
    }

    [Theory]
    [InlineData("T _text 0; T f 100; R __start_rodata 200 208 200; B _end 900", "E possible rule 3 oscillate E2 or B")]
    [InlineData("T _stext 0; T _etext 100; R n 2f8 300 2f8; T _sinittext 300.5; T _einittext 400", "E likely rule 3 oscillate E2")]
    [InlineData("T _stext 0; T _etext 100; R n 2f8 300 2f8; T _sinittext 300.5; T _einittext 400; B _end 900", "E proven rule 3 oscillate E2")]
    [InlineData("T _text 0; t f 100; t __f_veneer - 200 -; B _end 900", "A proven rule 3 oscillate A1")]
    public void PassesThatRepeat_HaveTheCauseOfTheLastPair(string symbols, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(symbols));

    // Where the last two passes differ by the table's size alone, the pair before shows why.
    [Theory]
    [InlineData("t __f_veneer - 200", "A likely rule 5 help A1 or B")]
    [InlineData("Wt f 300", "F likely rule 9 help F2 or B")]
    [InlineData("t new - 200", "B likely rule 11 help B1")]
    [InlineData("t g 300", "B likely rule 11 help B1")]
    public void APassThatMovedForTheTableOfThePassBefore(string more, string verdict) =>
        Assert.Equal(verdict, SideBySide.Verdict($"{Kernel}{more}; R __start_rodata 1000 1000 1010; B _end 9000"));

    [Fact]
    public void OfTwoPasses_NoPassBeforeIsAsked() =>
        Assert.Equal("B likely rule 11 help B1", SideBySide.Verdict(Kernel + "R __start_rodata 1000 1010; B _end 9000"));
}
