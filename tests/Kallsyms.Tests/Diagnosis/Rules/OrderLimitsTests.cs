using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Diagnosis.Rules;

/// <summary>Verdicts on the same symbols in another order or of other letters, on both sides of each limit at which they change.</summary>
public class OrderLimitsTests
{
    const string Kernel = "T _text 0; T f 100; B _end 900000; ";

    [Theory]
    // Padding came or went where the addresses are equal in one pass; markers prove it.
    [InlineData("D _edata 400 408.1; B __bss_start 408 408.2", "B likely rule 11 help B1")]
    [InlineData("D _edata 400 408.2; B __bss_start 408 408.1", "B proven rule 10 help B3 or C")]
    [InlineData("D _edata 408.2 400; B __bss_start 408.1 408", "B proven rule 10 help B3 or C")]
    [InlineData("D some 400 408.2; B other 408 408.1", "B likely rule 10 help B3 or C")]
    [InlineData("D _edata 400 408.2; B other 408 408.1", "B proven rule 10 help B3 or C")]
    // Equal in both: nothing but the order ranks them.
    [InlineData("D _edata 408.1 408.2; B __bss_start 408.2 408.1", "C proven rule 10 help C2")]
    [InlineData("D some 408.1 408.2; B other 408.2 408.1", "C likely rule 10 help C2")]
    // Equal in neither.
    [InlineData("D _edata 400 409; B __bss_start 408 408", "L likely rule 2 do-not-help C5 or I")]
    [InlineData("D some 400 409; B other 408 408", "L possible rule 2 do-not-help C5 or I")]
    [InlineData("D some 400 409; B __end 408 408", "L possible rule 2 do-not-help C5 or I")]
    [InlineData("D __end 400 409; B other 408 408", "L likely rule 2 do-not-help C5 or I")]
    // The signs of incidents.
    [InlineData("T __down 400 408.2; T __sched_text_start 408 408.1", "B possible rule 10 help B2 or C")]
    [InlineData("D __per_cpu_load 400 408.2; D __data_loc 408 408.1", "B proven rule 10 help B4 or C")]
    public void SymbolsThatChangedPlaces(string more, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(Kernel + more));

    [Theory]
    [InlineData("D _edata 400 408.2; B __bss_start 408 408.1", "from _edata to __bss_start it was +0x8 bytes, and is +0x0")]
    [InlineData("D _edata 408.2 400; B __bss_start 408.1 408", "from __bss_start to _edata it was +0x0 bytes, and is -0x8")]
    public void ThePaddingThatCameOrWent_IsToldInBytes(string more, string words) =>
        Assert.Contains(words, SideBySide.Explain(Kernel + more).Verdict.Chain);

    // Tokens were chosen from a sample up to 2.6.13: another pass samples anew.
    [Theory]
    [InlineData("2.6.13", "C proven rule 10 unknown C2")]
    [InlineData("2.6.14", "C proven rule 10 help C2")]
    public void AnotherOrder_InTheReleaseThatSampledTokens_NeedNotSettle(string release, string verdict) => Assert.Equal(
        verdict,
        SideBySide.Verdict(
            Kernel + "D _edata 408.1 408.2; B __bss_start 408.2 408.1", pass => pass with { Release = KernelRelease.FromUname(release) }));

    [Theory]
    [InlineData("", "C likely rule 10 unknown C2")]
    [InlineData("linux-6.1", "C likely rule 10 help C2")]
    public void AnotherOrderInAnExcerpt_IsLikelyAtMost(string release, string verdict) => Assert.Equal(
        verdict,
        SideBySide.Verdict(
            "D _edata 408.1 408.2; B __bss_start 408.2 408.1; D data 800",
            pass => release.Length == 0 ? pass : pass with { Release = KernelRelease.Parse(release) }));

    // Where most symbols moved without a cause, these are two kernels and no order.
    [Theory]
    [InlineData(4, "L possible rule 2 do-not-help C5 or I")]
    [InlineData(5, "unknown possible unknown")]
    public void SymbolsThatChangedPlacesAmongOthersThatMoved(int moved, string verdict) => Assert.Equal(
        verdict,
        SideBySide.Verdict(
            "T _text 0; D some 9000 9009; D other 9008; B _end 900000; "
            + string.Concat(Enumerable.Range(1, moved).Select(i => $"t f{i} {i * 0x1001:x} {i * 0x1302:x}; "))));

    [Theory]
    [InlineData("WT weak 400", "F likely rule 9 help F2")]
    [InlineData("TA weak 400", "F likely rule 9 help F2")]
    [InlineData("Tt plain 400", "F possible rule 9 help F2")]
    [InlineData("Tt __start_x 400", "F likely rule 9 help F2")]
    [InlineData("WT weak 400; Tt plain 500", "F possible rule 9 help F2")]
    [InlineData("WT weak 400; TV other 500", "F likely rule 9 help F2")]
    [InlineData("WT weak 400; t new - 500", "unknown possible unknown or I L")]
    public void SymbolsOfAnotherLetter(string more, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(Kernel + more));

    [Fact]
    public void LettersOfAnExcerpt_AreLikelyAtMost() => Assert.Equal("F likely rule 9 help F2", SideBySide.Verdict("WT weak 400; T f 500"));

    [Theory]
    [InlineData("Wt weak 400", "the type letter was W and is t later")]
    [InlineData("tW weak 400; T a 300.1 300.0; T b 300.2", "the type letter was t and is W later")]
    public void TheLetters_AreToldAsTheyWereAndAre(string more, string words) =>
        Assert.Contains(words, SideBySide.Explain(Kernel + more).Verdict.Summary, StringComparison.Ordinal);
}
