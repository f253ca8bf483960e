using CsCheck;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Tables;

public class SymbolAgreementTests
{
    // A list whose addresses are all 0 is refused.
    static readonly Gen<(char Name, int Address)[]> _symbols =
        Gen.Select(Gen.Char['a', 'd'], Gen.Int[1, 6], (name, address) => (name, address)).Array[1, 12];

    [Fact]
    public void Agreement_OfAnyTwoLists_CountsEachNameByItself() => Gen.Select(_symbols, _symbols).Sample((table, image) =>
    {
        (int same, int elsewhere, int absent) = (0, 0, 0);
        foreach (IGrouping<char, (char, int Address)> name in table.GroupBy(symbol => symbol.Name))
        {
            List<int> there = [.. image.Where(symbol => symbol.Name == name.Key).Select(symbol => symbol.Address)];
            int agree = name.Count(symbol => there.Remove(symbol.Address));
            int apart = Math.Min(name.Count() - agree, there.Count);
            (same, elsewhere, absent) = (same + agree, elsewhere + apart, absent + name.Count() - agree - apart);
        }
        var found = SymbolAgreement.Compare(List(table), List(image));
        Assert.Equal((same, elsewhere, absent), (found.Same, found.Elsewhere, found.Absent));
    });

    [Fact]
    public void Differences_OfAnyTwoLists_AreWhatEitherHasAlone() => Gen.Select(_symbols, _symbols).Sample((table, image) =>
    {
        var found = TableDifferences.Compare(List(table), List(image));
        Assert.Equal(Alone(table, image), found.Where(symbol => symbol.TableAddress is not null)
            .Select(symbol => (symbol.Name[0], (int)symbol.TableAddress!)).Order());
        Assert.Equal(Alone(image, table), found.Where(symbol => symbol.ImageAddress is not null)
            .Select(symbol => (symbol.Name[0], (int)symbol.ImageAddress!)).Order());
    });

    static IEnumerable<(char, int)> Alone((char Name, int Address)[] one, (char, int)[] other)
    {
        List<(char, int)> rest = [.. other];
        return one.Where(symbol => !rest.Remove(symbol)).Order();
    }

    static SymbolList List((char Name, int Address)[] symbols) =>
        SymbolLists.Read(symbols.OrderBy(symbol => symbol.Address).Select(symbol => $"{symbol.Address:x16} T {symbol.Name}"));
}
