using Kallsyms.Diagnosis;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Diagnosis;

/// <summary>The symbol that offsets of 32 bits cannot reach, and what they could.</summary>
public class AddressWindowTests
{
    // Addresses are those of a, b, c and so on: who is out of reach, with how many others, and from where to where the rest reaches.
    [Theory]
    [InlineData("ffff800080000000 ffff800080001000 ffff80017fffffff", "")]
    [InlineData("ffff800080000000 ffff800080001000 ffff800180000000", "c+0 ffff7fff80001001..ffff80017fffffff")]
    [InlineData("ffff7fff00000000 ffff800080000000 ffff800080001000", "a+0 ffff7fff80001001..ffff80017fffffff")]
    [InlineData("ffff800080000000 ffff900000000000", "")]
    [InlineData("ffff800180000000 ffff800080001000 ffff800080000000", "a+0 ffff7fff80001001..ffff80017fffffff")]
    [InlineData("ffff700000000000 ffff700000001000 ffff800080000000 ffff800080001000", "b+1 ffff7fff80001001..ffff80017fffffff")]
    [InlineData("ffff800080000000 ffff800080000800 ffff800080001000 ffff900000000000 ffff900000001000", "d+1 ffff7fff80001001..ffff80017fffffff")]
    [InlineData("ffff600000000000 ffff800080000000 ffff800080001000 ffff900000000000", "a+0 ffff8fff00000001..ffff80017fffffff")]
    [InlineData("0000000000001000 0000000000002000 0000000200000000", "c+0 0000000000000000..0000000100000fff")]
    [InlineData("0000000000001000 00000000fffffffe 0000000200000000", "c+0 0000000000000000..0000000100000fff")]
    [InlineData("0000000000001000 0000000100000000 0000000300000000", "c+0 0000000000000001..0000000100000fff")]
    [InlineData("0000000000001000 ffffffffff000000 ffffffffff001000", "a+0 fffffffeff001001..ffffffffffffffff")]
    public void TheSymbolOnTheSmallerSideOfTheWidestGapIsOutOfReach(string addresses, string expected) => Assert.Equal(
        expected,
        AddressWindow.Find(SymbolLists.Read(addresses.Split(' ').Select((address, i) => $"{address} D {(char)('a' + i)}"))) is not { } outlier ? ""
            : $"{outlier.Name}+{outlier.Beside} {outlier.Low:x16}..{outlier.High:x16}");

    [Theory]
    [InlineData('A')]
    [InlineData('a')]
    public void AnAbsoluteSymbolIsInNoTable(char letter) => Assert.Null(AddressWindow.Find(SymbolLists.Read(
        ["ffff800080000000 D a", "ffff800080001000 D b", "ffff800080002000 D c", $"0000000000000001 {letter} absolute"])));

    [Fact]
    public void PercpuSymbolsAtZeroAreStoredAsTheyAre() => Assert.Null(AddressWindow.Find(SymbolLists.Read(
        ["0000000000000000 D __per_cpu_start", "0000000000000010 D counter", "0000000000000020 D __per_cpu_end",
            "ffff800080000000 D a", "ffff800080001000 D b", "ffff800080002000 D c"])));
}
