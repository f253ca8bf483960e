using System.Numerics;
using CsCheck;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tokens;
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

    // Two names of 16 bytes, made to have one hash: what the first halves differ by, the second halves take back.
    [Fact]
    public void Agreement_OfNamesOfOneHash_HoldsThemApart()
    {
        const ulong factor = 0xD6E8_FEB8_6659_FD93;
        static ulong Mix(ulong value) => value * factor is var mixed ? mixed ^ BitOperations.RotateLeft(mixed, 29) ^ mixed >> 32 : 0;
        (ulong first, ulong other, ulong second, ulong length) = (0x6161616161616161, 0x6262626262626262, 0x6363636363636363, 16);
        ulong taken = second ^ Mix(length * factor ^ first) ^ Mix(length * factor ^ other);
        byte[] one = [.. BitConverter.GetBytes(first), .. BitConverter.GetBytes(second)];
        byte[] two = [.. BitConverter.GetBytes(other), .. BitConverter.GetBytes(taken)];
        Assert.Equal(NameHash.Of(one), NameHash.Of(two));
        var found = SymbolAgreement.Compare(List(one, 0x1000), List(two, 0x2000));
        Assert.Equal((0, 0, 1), (found.Same, found.Elsewhere, found.Absent));

        static SymbolList List(byte[] name, ulong address)
        {
            var builder = new SymbolListBuilder(name, 1);
            builder.Add(address, (byte)'T', 0, name.Length, section: 1);
            return builder.Build();
        }
    }

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
