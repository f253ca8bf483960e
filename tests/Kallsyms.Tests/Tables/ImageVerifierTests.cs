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
    public void ATableOfAnOlderReleaseIsHeldAgainstWhatThatReleaseLists()
    {
        MadeTable made = new(_withStub, "linux-6.7");
        SymbolList symbols = TableReader.Read(made.Spec, made.Bytes);
        Assert.True(ImageVerifier.Verify(made.Spec, symbols, made.Bytes, symbols, release: null).Consistent);
        Assert.Single(ImageVerifier.Verify(made.Spec, symbols, made.Bytes, symbols, KernelRelease.Parse("linux-6.8")).Differences);
    }

    // Room for one symbol in two bytes; each of these takes more.
    [Fact]
    public void ATableWhoseNamesEndBehindOneOfThemIsDamaged()
    {
        MadeTable made = new(["Tfirst_of_all_names", "tsecond_of_all_names"], uncompressed: true);
        var cut = new TableBytes("cut");
        foreach (SubTable part in made.Spec.Order.Where(made.Bytes.Has))
        {
            byte[] bytes = made.Bytes.From(part).ToArray();
            cut.Set(part, made.Bytes.Address(part), part == SubTable.Names ? bytes[..(made.Table.CompressedNames.Offsets[1] + 1)] : bytes);
        }
        Assert.Contains("0 bytes are left", Assert.Throws<KallsymsException>(() => TableReader.ReadCodes(made.Spec, cut)).Message, StringComparison.Ordinal);
    }
}
