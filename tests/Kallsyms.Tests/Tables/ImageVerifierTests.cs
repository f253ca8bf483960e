using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tests.Diagnosis.Statistics;
using Xunit;

namespace Kallsyms.Tests.Tables;

/// <summary>Tables in memory, held against lists of symbols.</summary>
public class ImageVerifierTests
{
    // Stubs of such names are left out from 6.8 on.
    static readonly string[] _withStub = ["T_text", "tfunction", "t__ARMv4PILongThunk_function"];

    [Fact]
    public void ATableOfAnOlderRelease_IsHeldAgainstWhatThatReleaseLists()
    {
        MadeTable made = new(_withStub, "linux-6.7");
        SymbolList symbols = TableReader.Read(made.Spec, made.Bytes);
        Assert.True(ImageVerifier.Verify(made.Spec, symbols, made.Bytes, symbols, release: null).Consistent);
        Assert.Single(ImageVerifier.Verify(made.Spec, symbols, made.Bytes, symbols, KernelRelease.Parse("linux-6.8")).Differences);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void ATableWhoseNamesEndBehindOneOfThem_IsDamaged(int whole)
    {
        MadeTable made = new(_withStub, "linux-6.7");
        var cut = new TableBytes("cut");
        foreach (SubTable part in made.Spec.Order)
        {
            byte[] bytes = made.Bytes.From(part).ToArray();
            cut.Set(part, made.Bytes.Address(part), part == SubTable.Names ? bytes[..(made.Table.CompressedNames.Offsets[whole] + whole)] : bytes);
        }
        Assert.Contains("0 bytes are left", Assert.Throws<KallsymsException>(() => TableReader.Read(made.Spec, cut)).Message, StringComparison.Ordinal);
    }
}
