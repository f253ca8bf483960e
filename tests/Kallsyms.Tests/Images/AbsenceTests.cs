using System.Text;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>"Compiled out" is not said where a table was merely not found.</summary>
public class AbsenceTests
{
    static readonly byte[] _banner = [.. new byte[8192], .. "Linux version 6.1.0 (a@b) #1\n\0"u8];

    // What gzip makes of an empty file; the platform's stream writes no byte at all then.
    static readonly byte[] _packedNothing = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void TheKernelsOwnConfigurationDecides()
    {
        Assert.Equal(AbsenceReason.CompiledOut, Explain(WithConfig("CONFIG_MODULES=y\n# CONFIG_KALLSYMS is not set\n")).Reason);
        Assert.Equal(AbsenceReason.NotFound, Explain(WithConfig("CONFIG_KALLSYMS=y\nCONFIG_KALLSYMS_ALL=y\n")).Reason);
    }

    [Fact]
    public void WithoutConfigurationTheNameOfTheProcFileDecides()
    {
        Assert.Equal(AbsenceReason.CompiledOut, Explain(Packer.Pack(Codec.Gzip, _banner)).Reason);
        Assert.Equal(AbsenceReason.NotFound, Explain(Packer.Pack(Codec.Gzip, [.. _banner, .. "\0kallsyms\0"u8])).Reason);
    }

    [Fact]
    public void OfBytesWhoseEndIsNotKnown_NothingIsSaidOfTheConfiguration()
    {
        Assert.Equal(AbsenceReason.NotFound, Explain(_banner).Reason);
        Assert.Equal(AbsenceReason.NotFound, Explain(Shells.S390(_banner)).Reason);
        Assert.Equal(AbsenceReason.NotFound, Explain(Shells.ArmZImage(_banner)).Reason);
    }

    [Fact]
    public void AHeaderThatTellsTheLength_IsBelieved()
    {
        byte[] image = Shells.Arm64Image(_banner);
        Assert.Equal(AbsenceReason.CompiledOut, Explain(image).Reason);
        KallsymsException error = Assert.Throws<KallsymsException>(() => Explain(image[..^512]));
        Assert.Equal(ErrorKind.Unreadable, error.Kind);
        Assert.Contains($"truncated: {image.Length - 512} of {image.Length} bytes", error.Message);
    }

    [Theory]
    [InlineData("2.5.54", true)]
    [InlineData("2.6.9-5.EL", true)]
    [InlineData("2.6.0", true)]
    [InlineData("2.6.10", false)]
    [InlineData("2.6.32.71", false)]
    [InlineData("5.10.1", false)]
    public void AKernelFromBeforeTokens_IsSaidToHaveATableOfAnotherForm(string release, bool isBefore)
    {
        // As its table was: an address for each symbol, their number, and names that go on from the one before.
        byte[] names = [0, .. "_stext\0"u8, 1, .. "init_start\0"u8, 6, .. "end\0"u8];
        byte[] kernel = [.. Encoding.ASCII.GetBytes($"Linux version {release} (a@b) #1\n\0"), .. new byte[8192], .. names, .. "\0kallsyms\0"u8];
        Absence absence = Explain(Packer.Pack(Codec.Gzip, kernel));
        Assert.Equal(AbsenceReason.NotFound, absence.Reason);
        Assert.Equal(isBefore, absence.Evidence.Contains("2.5.54 to 2.6.9 (stem compression)", StringComparison.Ordinal));
    }

    [Fact]
    public void RowsOfStringsAndWhereTheyAre_AreNoDamagedTable()
    {
        byte[] strings = [.. Enumerable.Range(0, 256).SelectMany(i => new byte[] { (byte)('A' + i % 26), (byte)'x', 0 })];
        byte[] index = [.. Enumerable.Range(0, 256).SelectMany(i => BitConverter.GetBytes((ushort)(i * 3)))];
        Absence absence = Explain(Packer.Pack(Codec.Gzip, [.. _banner, .. new byte[16], .. strings, .. index, .. new byte[4096]]));
        Assert.Equal(AbsenceReason.CompiledOut, absence.Reason);
    }

    [Theory]
    [InlineData(nameof(SubTable.Names))]
    [InlineData(nameof(SubTable.Markers))]
    [InlineData(nameof(SubTable.NumSyms))]
    [InlineData(nameof(SubTable.TokenTable))]
    [InlineData(nameof(SubTable.TokenIndex))]
    public void OneBitOfATable_MakesItADamagedOneAtItsPlace(string name)
    {
        SubTable part = Enum.Parse<SubTable>(name);
        byte[] image = new SampleKernel { Release = KernelRelease.Parse("linux-6.12") }.Build();
        long index;
        long at;
        using (KernelImage whole = KernelImage.Read(image.ToArray(), "image"))
        {
            index = whole.RequireProved().Place(SubTable.TokenIndex)!.Value.Offset;
            at = whole.RequireProved().Place(part)!.Value.Offset;
            // The length of the first name, the second marker, the end of a token, one of the index's numbers.
            at += part switch
            {
                SubTable.Markers => 4,
                SubTable.TokenTable => image.AsSpan((int)at + 300).IndexOf((byte)0) + 300,
                SubTable.TokenIndex => 256,
                _ => 0,
            };
        }
        image[at] ^= 0x10;
        string evidence = Explain(image).Evidence;
        Assert.Contains($"0x{index:x}", evidence, StringComparison.Ordinal);
        Assert.EndsWith(": the table is damaged", evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoKernelIsCalledNone() => Assert.Equal(AbsenceReason.NoKernel, Explain(new byte[100_000]).Reason);

    [Fact]
    public void WhatHoldsNothingIsNoKernel()
    {
        Assert.Equal(AbsenceReason.NoKernel, Explain([]).Reason);
        Assert.Equal(AbsenceReason.NoKernel, Explain(_packedNothing).Reason);
        Assert.Equal(AbsenceReason.NoKernel, Explain(Shells.UImage(_packedNothing, 1)).Reason);
    }

    [Fact]
    public void PackedKernelsAreLookedInto() =>
        Assert.Equal(AbsenceReason.CompiledOut, Explain(Shells.BzImage(Packer.Pack(Codec.Gzip, WithConfig("CONFIG_MODULES=y\n")))).Reason);

    [Fact]
    public void AbsenceIsANegativeAnswer()
    {
        using KernelImage image = KernelImage.Read(_banner, "image");
        Assert.Equal(ErrorKind.Negative, Assert.Throws<KallsymsException>(image.RequireProved).Kind);
    }

    [Fact]
    public void OptionsAreReadAsTheyAreWritten()
    {
        EmbeddedConfig config = EmbeddedConfig.Find(ImageBytes.FromMemory(WithConfig("CONFIG_A=y\nCONFIG_AB=\"x\"\n# CONFIG_C is not set\n"), "image"))!;
        Assert.Equal("y", config["CONFIG_A"]);
        Assert.Equal("\"x\"", config["CONFIG_AB"]);
        Assert.Null(config["CONFIG_C"]);
    }

    static byte[] WithConfig(string config) => [.. _banner, .. "IKCFG_ST"u8, .. Packer.Pack(Codec.Gzip, Encoding.ASCII.GetBytes(config)), .. "IKCFG_ED"u8];

    static Absence Explain(byte[] file)
    {
        using KernelImage image = KernelImage.Read(file, "image");
        return image.Absence!;
    }
}
