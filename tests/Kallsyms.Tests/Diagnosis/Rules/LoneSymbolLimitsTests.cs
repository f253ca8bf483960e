using Kallsyms.Diagnosis;
using Xunit;

namespace Kallsyms.Tests.Diagnosis.Rules;

/// <summary>Verdicts on symbols that one list only has, on both sides of each limit at which they change.</summary>
public class LoneSymbolLimitsTests
{
    const string Kernel = "T _text 0; T f 100; T g 200; T h 300; B _end 900000; ";

    [Theory]
    // Names that say what a stub leads to prove it, where all of that is there.
    [InlineData("t __f_veneer - 400", "A proven rule 5 help A1")]
    [InlineData("t __nowhere_veneer - 400", "A likely rule 5 help A1")]
    [InlineData("t __f_veneer - 400; t __g_veneer - 410", "A proven rule 5 help A1")]
    [InlineData("t __f_veneer - 400; t __nowhere_veneer - 410", "A likely rule 5 help A1")]
    [InlineData("t f 180; t __f_veneer - 400; t __nowhere_veneer - 410", "A likely rule 5 help A1")]
    [InlineData("t __erratum_843419_veneer_0 - 400", "A likely rule 5 help A1")]
    [InlineData("t _veneer - 400", "unknown possible unknown or I L")]
    [InlineData("t __plt_ - 400", "unknown possible unknown or I L")]
    [InlineData("t __plt_f - 400", "A proven rule 5 help A4")]
    [InlineData("t __f_from_arm - 400", "A proven rule 5 help A2")]
    public void StubsInOneList(string more, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(Kernel + more));

    [Theory]
    [InlineData("", "A likely rule 5 help A1")]
    [InlineData("pass 1", "A likely rule 5 help A1")]
    [InlineData("pass 2", "A likely rule 5 help A1")]
    [InlineData("pass 1 pass 2", "A proven rule 5 help A1")]
    public void ExcerptsProveNothingThatTheRestCouldSpeakAgainst(string whole, string verdict) => Assert.Equal(
        verdict,
        SideBySide.Verdict("T f 100; t __f_veneer - 400", pass => whole.Contains(pass.Name, StringComparison.Ordinal) ? pass with { ImagePath = "/nowhere" } : pass));

    [Theory]
    [InlineData("t __f_veneer - 400", "only in the later list")]
    [InlineData("t __f_veneer 400 -", "only in the earlier list")]
    [InlineData("t __f_veneer 400 -; t __g_veneer - 400", "as many as before under other names")]
    [InlineData("t __f_veneer 400 -; t __g_veneer - 400; t __h_veneer - 410", "1 only in the earlier list, 2 only in the later")]
    public void StubsThatCameAndWent_AreCounted(string more, string words) =>
        Assert.EndsWith($"({words})", SideBySide.Explain(Kernel + more).Verdict.Summary, StringComparison.Ordinal);

    [Theory]
    // Three of four are explained, or it is not the cause.
    [InlineData(3, 1, "A possible rule 5 help A1 or unknown")]
    [InlineData(2, 1, "unknown possible unknown or A I L")]
    [InlineData(6, 2, "A possible rule 5 help A1 or unknown")]
    [InlineData(5, 2, "unknown possible unknown or A I L")]
    public void StubsBesideFunctionsThatNoRuleExplains(int stubs, int functions, string verdict) => Assert.Equal(
        verdict, SideBySide.Verdict(Kernel + Many(stubs, "t __f{0}_veneer - {1:x}", 0x1000) + Many(functions, "t new{0} - {1:x}", 0x2000)));

    [Theory]
    // What explains less than a tenth of the other does not come first.
    [InlineData(10, "D likely rule 4 help D1 or A")]
    [InlineData(11, "A likely rule 5 help A1 or D")]
    public void OneOtherCauseBesideStubs(int stubs, string verdict) => Assert.Equal(
        verdict, SideBySide.Verdict(Kernel + "R kallsyms_vendor - 8000; " + Many(stubs, "t __f{0}_veneer - {1:x}", 0x1000)));

    [Theory]
    [InlineData("T g2 400", "A proven rule 5 help A1")]
    [InlineData("tT g2 400", "A likely rule 5 help A1")]
    [InlineData("T g2 400.1; T g3 400.2 400.0", "A likely rule 5 help A1")]
    public void StubsBesideAnotherLetterOrOrder(string more, string verdict) => Assert.Equal(
        verdict, SideBySide.Verdict(Kernel + "t __f_veneer - 500; " + more));

    [Theory]
    // A tenth of the symbols are of one list only from a thousand on: these are two kernels.
    [InlineData(999, 0, "unknown possible unknown or I L")]
    [InlineData(1000, 0, "unknown possible unknown or I")]
    [InlineData(1000, 4497, "unknown possible unknown or I")]
    [InlineData(1000, 4498, "unknown possible unknown or I L")]
    public void FunctionsInTheLaterListOnly(int functions, int shared, string verdict) => Assert.Equal(
        verdict,
        SideBySide.Verdict("T _text 0; " + Many(functions, "t new{0} - {1:x}", 0x1000) + Many(shared, "t old{0} {1:x}", 0x100000) + "B _end fffffff"[..^1]));

    [Theory]
    [InlineData(99, true)]
    [InlineData(98, false)]
    public void AFunctionExchanged_BesideAHundredStepsWithoutCause_IsOfAnotherKernel(int moved, bool other) => Assert.Equal(
        other,
        SideBySide.Explain("T _text 0; t gone 10 -; t came - 10; " + string.Concat(Enumerable.Range(1, moved).Select(i => $"t f{i} {i * 0x1001:x} {i * 0x1302:x}; ")) + "B _end f00000")
            .Verdict.Summary.Contains("lists of different kernels", StringComparison.Ordinal));

    [Theory]
    [InlineData("R kallsyms_num_syms - 700", "D proven rule 4 help D1")]
    [InlineData("R kallsyms_vendor - 700", "D likely rule 4 help D1")]
    [InlineData("R kallsyms_num_syms - 700; R kallsyms_vendor - 708", "D likely rule 4 help D1")]
    [InlineData("R kallsyms_seqs_of_names - 700", "D proven rule 4 help D2")]
    [InlineData("t kallsyms_vendor - 700", "unknown possible unknown or I L")]
    [InlineData("R kallsyms_test_data - 700", "unknown possible unknown or I L")]
    public void LabelsOfTheTableInOneList(string more, string verdict) => Assert.Equal(
        verdict, SideBySide.Verdict(Kernel + "R kallsyms_names 500; R kallsyms_markers 600; R kallsyms_token_table 608; " + more));

    [Theory]
    [InlineData("R kallsyms_names - 500; R kallsyms_markers - 600", "D likely rule 4 help D1")]
    [InlineData("R kallsyms_names 500 -; R kallsyms_markers 600 -", "D likely rule 4 help D1")]
    [InlineData("R kallsyms_names - 500", "D likely rule 4 help D1")]
    [InlineData("R kallsyms_names - 500; T i 400; T j 440 444; T k 480 484", "D possible rule 4 help D1 or K")]
    public void TheFirstTable(string more, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(Kernel + more));

    [Theory]
    [InlineData("t a.llvm.12 400 -; t a.llvm.34 - 400", "I proven rule 7 do-not-help I7")]
    [InlineData("t a.lto_priv.0 400 -; t a.lto_priv.1 - 400", "I proven rule 7 do-not-help I2")]
    [InlineData("t a.constprop.0 400 -; t a.constprop.1 - 400", "I likely rule 7 do-not-help I2")]
    [InlineData("t a.lto_priv.0 400 -; t a - 400", "I likely rule 7 do-not-help I2")]
    // As many went as came, or the optimiser did more than to rename.
    [InlineData("t a.lto_priv.0 400 -; t a.lto_priv.1 - 400; t a.lto_priv.2 - 440", "unknown possible unknown or I")]
    [InlineData("t a.lto_priv.0 400 -; t b.lto_priv.0 - 400", "unknown possible unknown or I")]
    [InlineData("t file.c - 400", "I likely rule 7 do-not-help I2")]
    [InlineData("t file.cc - 400", "unknown possible unknown or I L")]
    public void NamesThatDifferInTheirSuffix(string more, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(Kernel + more));

    [Theory]
    [InlineData("t .LASANPC1 - 400", "F likely rule 8 do-not-help F3")]
    [InlineData("t .Lother - 400", "F likely rule 8 do-not-help F4")]
    [InlineData("t L0\u0001 - 400", "K likely rule 8 do-not-help K1")]
    [InlineData("t L12 - 400", "K likely rule 8 do-not-help K1")]
    [InlineData("t L1$2 - 400", "K likely rule 8 do-not-help K1")]
    [InlineData("t L - 400", "unknown possible unknown or I L")]
    [InlineData("t L1x - 400", "unknown possible unknown or I L")]
    [InlineData("t Lx1 - 400", "unknown possible unknown or I L")]
    [InlineData("t L0\u0001 - 400; t .Lother - 408", "F likely rule 8 do-not-help F4")]
    [InlineData("t __crc_f - 400", "F likely rule 8 do-not-help F4")]
    public void LabelsOfCompilersAndAssemblers(string more, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(Kernel + more));

    [Theory]
    [InlineData("t $a - 400", "A proven rule 5 help A1 or F")]
    [InlineData("D _SDA_BASE_ - 800", "A likely rule 5 help A1 or F")]
    public void StubsWithWhatComesWithThem_AreProvenStill(string more, string verdict) => Assert.Equal(
        verdict, SideBySide.Verdict(Kernel + "t __f_veneer - 500; " + more));

    [Theory]
    [InlineData("D _SDA_BASE_ - 400", "F likely rule 9 help F1")]
    [InlineData("D _SDA2_BASE_ 400 -", "F likely rule 9 help F1")]
    [InlineData("D _SDA3_BASE_ 400 -", "unknown possible unknown or I L")]
    // Bases that passed others, and others that passed each other.
    [InlineData("D _SDA_BASE_ 400 600; D data 500", "F likely rule 9 help F1")]
    [InlineData("D _SDA_BASE_ 400 600; D data 500; D x 700.0 700.1; D y 700.1 700.0", "L possible rule 2 do-not-help C5 or I")]
    public void BasesThatTheLinkerMakes(string more, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(Kernel + more));

    [Theory]
    [InlineData("wD given u 400", "F likely rule 9 help F2")]
    [InlineData("Dw given 400 u", "F likely rule 9 help F2")]
    [InlineData("D given - 400", "unknown possible unknown or I L")]
    public void SymbolsThatAreUndefinedElsewhere(string more, string verdict) =>
        Assert.Equal(verdict, SideBySide.Verdict("w other u; " + Kernel + more));

    [Theory]
    [InlineData(127, "unknown possible unknown or I L")]
    [InlineData(128, "J possible rule 17 do-not-help J5")]
    [InlineData(511, "J possible rule 17 do-not-help J5")]
    [InlineData(512, "J likely rule 17 do-not-help J5")]
    public void ANameOfSoManyBytes(int bytes, string verdict) =>
        Assert.Equal(verdict, SideBySide.Verdict($"{Kernel}t {new string('n', bytes)} - 400"));

    [Theory]
    [InlineData(512, 512, "KSYM_NAME_LEN 512", "J likely rule 17 do-not-help J6")]
    [InlineData(512, 511, "KSYM_NAME_LEN 128", "J possible rule 17 do-not-help J6")]
    public void TwoLongNames_AreLeftOutByTheLimitOfTheShorter(int one, int other, string limit, string verdict)
    {
        Verdict found = SideBySide.Explain($"{Kernel}t _R{new string('n', one - 2)} - 400; t _R{new string('m', other - 2)} - 410").Verdict;
        Assert.Equal(verdict, SideBySide.Line(found));
        Assert.Contains($"_R{new string('n', 38)}... ({one} bytes)", found.Summary, StringComparison.Ordinal);
        Assert.Contains(limit, found.Summary, StringComparison.Ordinal);
    }

    // Offsets of 32 bits reach 4 GiB, of whatever the table counts from.
    [Theory]
    [InlineData("D far - ffff80017fffffff", "unknown possible unknown or I L")]
    [InlineData("D far - ffff800180000000", "J likely rule 16 do-not-help J2")]
    [InlineData("D far - ffff7fff90000001", "unknown possible unknown or I L")]
    [InlineData("D far - ffff7fff90000000", "J likely rule 16 do-not-help J2")]
    [InlineData("A far - ffff800180000000", "unknown possible unknown or I L")]
    [InlineData("D far - 00000000ffffffff", "J likely rule 16 do-not-help J1")]
    [InlineData("D far - 0000000100000000", "J likely rule 16 do-not-help J2")]
    [InlineData("D far ffff80017fffffff ffff800180000000", "J likely rule 16 do-not-help J2")]
    [InlineData("D far ffff80017ffffffe ffff80017fffffff", "B possible rule 11 help B1 or H I")]
    public void ASymbolFarAway(string more, string verdict) => Assert.Equal(
        verdict, SideBySide.Verdict("T _text ffff800080000000; T f ffff800080001000; B _end ffff800090000000; " + more));

    static string Many(int count, string entry, int start) =>
        string.Concat(Enumerable.Range(0, count).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, entry, i, start + (i * 16)) + "; "));
}
