using Kallsyms.Elf;
using Kallsyms.Images.Finding;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>What form a found table has, where no release has all of its features.</summary>
public class TableArraysTests
{
    const int NumSyms = 1000;

    [Theory]
    [InlineData(4, true, false, true, "linux-6.19")]
    [InlineData(4, null, false, true, "linux-6.19")]
    [InlineData(4, true, true, true, "linux-6.2")]
    [InlineData(4, null, true, false, "linux-6.1")]
    [InlineData(8, false, true, false, "linux-4.15")]
    public void FeaturesOfARelease_NameTheNewestThatHasThem(
        int counter, bool? twoByteLengths, bool addressesFirst, bool hasIndex, string release)
    {
        TableSpec spec = Spec(counter, twoByteLengths, addressesFirst, hasIndex);
        Assert.Equal(release, spec.Release.Name);
        Assert.Equal(spec.Release.TableFormat, spec.TableFormat);
    }

    [Fact]
    public void FeaturesThatNoReleaseHasTogether_AreKept()
    {
        // One-byte lengths, as up to 6.0; addresses behind the tokens and an index, as from 6.4 on.
        TableSpec spec = Spec(4, twoByteLengths: false, addressesFirst: false, hasIndex: true);
        Assert.Equal(new TableShape(AddressesFirst: false, WideCounters: false, TwoByteLengths: false, HasNameIndex: true), spec.TableFormat.Shape);
        Assert.Equal(SubTable.SeqsOfNames, spec.Order[^1]);
        Assert.DoesNotContain(KernelRelease.All, spec.IsOf);
    }

    static TableSpec Spec(int counter, bool? twoByteLengths, bool addressesFirst, bool hasIndex)
    {
        int start = addressesFirst ? NumSyms - 500 : NumSyms + 500;
        var names = new NameArrays(NumSyms, NumSyms + 8, NumSyms + 100, counter, Count: 10, twoByteLengths, SeqsOfNames: null);
        var addresses = new AddressArrays(AddressEncoding.BaseRelative, Is64: true, start, start + 40, hasIndex ? start + 48 : null);
        return new TableArrays(default, 0, BigEndian: false, Tokens: null, names, addresses).Spec(ElfMachine.X8664)!;
    }
}
