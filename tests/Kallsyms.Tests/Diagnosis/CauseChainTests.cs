using Kallsyms.Diagnosis;
using Kallsyms.Tests.Diagnosis.Rules;
using Xunit;

namespace Kallsyms.Tests.Diagnosis;

/// <summary>What led to what, as it is told: four of a kind at most.</summary>
public class CauseChainTests
{
    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    public void OfSectionsThatGrewFourAreTold(int grown, int told) => Assert.Equal(
        told,
        Chain("T _text 0; D data 9000 9010; B _end 10000; " + string.Concat(Enumerable.Range(1, grown).Select(i => $"[.s{i}] {i}000+10/1 {i}000+20/1; ")))
            .Count(line => line.Contains(" grew from 0x10 to 0x20 bytes", StringComparison.Ordinal)));

    [Theory]
    [InlineData(4, 4, null)]
    [InlineData(5, 4, "and 1 more runs moved by other distances")]
    public void OfRunsThatMovedFourAreTold(int runs, int told, string? more)
    {
        string[] chain = Chain("T _text 0; B _end 900000; " + string.Concat(Enumerable.Range(1, runs).Select(i => $"r s{i} {i}000 {i}0{i}0; ")));
        Assert.Equal(told, chain.Count(line => line.Contains(" moved by +0x", StringComparison.Ordinal)));
        Assert.Equal(more, chain.FirstOrDefault(line => line.StartsWith("and ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("R first 1000 1008; R last 1010 1018", "from first (0xffffffff81001000) on, 2 symbols moved by +0x8")]
    [InlineData("R only 1000 1008", "only (0xffffffff81001000) moved by +0x8")]
    [InlineData("R only 1008 1000", "only (0xffffffff81001008) moved by -0x8")]
    public void ARunIsToldByItsFirstSymbol(string symbols, string line) => Assert.Contains(line, Chain($"T _text 0; {symbols}; B _end 900000"));

    [Theory]
    [InlineData("[.text] 0+ff8/10; [.data] 1000+10/1000 2000+10/1000", "the padding before .data (aligned to 0x1000) went from 0x8 to 0x1008 bytes")]
    [InlineData("[.text] 0+1000/10 0+ff8/10; [.data] 1000+10/1000", "the padding before .data (aligned to 0x1000) went from 0x0 to 0x8 bytes")]
    [InlineData("[.text] 0+1000/10 0+ff8/10; [.data] 1000+10/1000", ".text shrank from 0x1000 to 0xff8 bytes")]
    public void PaddingIsToldWithTheAlignmentThatMakesIt(string sections, string line) =>
        Assert.Contains(line, Chain($"T _text 0; D data 1008 1010; B _end 900000; {sections}"));

    [Theory]
    [InlineData("D _edata 400 408.1; B other 408.2", "_edata and other were +0x8 bytes apart and are equal now")]
    [InlineData("D _edata 408.1 400; B other 408.2", "_edata and other were equal and are +0x8 bytes apart now")]
    [InlineData("D some 400 408.1; B other 408.2", null)]
    [InlineData("D _edata 400 401; B other 408", null)]
    public void NeighboursThatMetAreToldWhereOneIsAMarker(string symbols, string? line) => Assert.Equal(
        line, Chain($"T _text 0; {symbols}; B _end 900000").FirstOrDefault(each => each.Contains("equal", StringComparison.Ordinal)));

    static string[] Chain(string passes)
    {
        SymbolSnapshot[] sides = SideBySide.Passes(passes);
        return [.. CauseChain.Tell(Comparison.Make(sides[0], sides[1]))];
    }
}
