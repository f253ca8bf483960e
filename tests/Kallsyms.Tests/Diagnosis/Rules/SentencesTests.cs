using Xunit;

namespace Kallsyms.Tests.Diagnosis.Rules;

/// <summary>What verdicts say of one thing and of several, of more and of less.</summary>
public class SentencesTests
{
    const string Kernel = "T _text 0; T f 100; B _end 900000; ";

    [Theory]
    [InlineData("w other u; wD given u 400", "given is defined in one pass and undefined in the other")]
    [InlineData("w other u; wD given u 400; wD more u 500", "given and more are defined in one pass and undefined in the other")]
    [InlineData("t new - 400", "1 symbol is in one list only")]
    [InlineData("t new - 400; t more - 500", "2 symbols are in one list only")]
    [InlineData("t .Lx - 400", "1 helper symbol, of no meaning to people, is in one list")]
    [InlineData("t .Lx - 400; t .Ly - 500", "2 helper symbols, of no meaning to people, are in one list")]
    [InlineData("D some 400 409; B other 408", "some stands elsewhere among the others")]
    [InlineData("D some 400 412; B other 408; B more 410", "some stands elsewhere among the others")]
    [InlineData("D some 400 409; B other 408; D two 500 509; B three 508", "some and two stand elsewhere among the others")]
    [InlineData("D _edata 400 408.2; B __bss_start 408 408.1", "the padding between _edata and __bss_start vanished")]
    [InlineData("D _edata 408.2 400; B __bss_start 408.1 408", "the padding between __bss_start and _edata appeared")]
    [InlineData("R __start_BTF 1000; R __stop_BTF 2000 2010", "BTF changed its size by +0x10 bytes")]
    [InlineData("R __start_BTF 1000; R __stop_BTF 2000 1ff0", "BTF changed its size by -0x10 bytes")]
    [InlineData("D data 2000 2010; [.BTF] 0+1000/10 0+1010/10", ".BTF grew by 16 bytes (0x1000 to 0x1010)")]
    [InlineData("D data 2000 2010; [.BTF] 0+1000/10 0+ff0/10", ".BTF shrank by 16 bytes (0x1000 to 0xff0)")]
    [InlineData("D data 2000 2010; [.text] 0+1000/10; [.data] 2000+1000/10 2010+1000/10", ".data, which moved by +0x10: padding")]
    [InlineData("R __start_rodata 1000 1008 1000", "the passes repeat themselves: pass 3 is pass 1 again")]
    [InlineData("D far - 0000000000001000; D further - 0000000000002000", "far at 0x0000000000001000 (and 1 more beside it) is out of range")]
    [InlineData("D far - 0000000000001000", "far at 0x0000000000001000 is out of range")]
    public void ASummarySaysHowManyAndWhich(string more, string words) =>
        Assert.Contains(words, SideBySide.Explain(Kernel + more).Verdict.Summary, StringComparison.Ordinal);

    [Theory]
    [InlineData("t b 144 148", "f changed size (+0x4 bytes at the first)")]
    [InlineData("t b 144 148; t c 184 18c", "changed size (+0x4 bytes at the first)")]
    public void FunctionsOfAnotherLengthAreNamed(string more, string words) => Assert.Contains(
        words, SideBySide.Explain("T _text 0; t f 100; B _end 900000 900010; " + more).Verdict.Summary, StringComparison.Ordinal);

    [Theory]
    [InlineData("R note 2ff8 3000", "note is in the table of one pass only, depending on whether it reaches _sinittext")]
    [InlineData("R note 2ff8 3000; R two 2ff9 3000.1", "note and two are in the table of one pass only, depending on whether they reach _sinittext")]
    public void MembersAtAnEdgeAreNamed(string more, string words) => Assert.StartsWith(
        words,
        SideBySide.Explain(
            "T _stext 0; T f 100; T _etext 1000; T _sinittext 3000.5; T _einittext 4000; B _end 900000; " + more, pass => pass with { TextOnly = true }).Verdict.Summary,
        StringComparison.Ordinal);

    [Fact]
    public void ListsOfTwoMachinesAreToldByTheirBits() => Assert.StartsWith(
        "pass 1 has addresses of 64 bits, pass 2 of 32",
        SideBySide.Explain("T _text 00001000; T f 00002000", pass => pass with { Wide = pass.Name == "pass 1" }).Verdict.Summary,
        StringComparison.Ordinal);
}
