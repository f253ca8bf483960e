using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>A table is found in flat bytes, whatever its release, word size and byte order, and every result is proved or refused.</summary>
public class TableFinderTests
{
    public static TheoryData<string, AddressEncoding, bool, bool> Forms()
    {
        var data = new TheoryData<string, AddressEncoding, bool, bool>();
        foreach (KernelRelease release in KernelRelease.EraNames.Select(KernelRelease.Parse))
        {
            foreach (bool is64 in (bool[])[true, false])
            {
                foreach (bool bigEndian in (bool[])[true, false])
                {
                    foreach (AddressEncoding encoding in Encodings(release, is64))
                        data.Add(release.Name, encoding, is64, bigEndian);
                }
            }
        }
        return data;
    }

    static IEnumerable<AddressEncoding> Encodings(KernelRelease release, bool is64) => Enum.GetValues<AddressEncoding>().Where(
        encoding => release.TableFormat.Encodings.Contains(encoding) && encoding != (is64 ? AddressEncoding.Direct : AddressEncoding.PercpuAbsolute));

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryFormIsFoundAndProved(string layout, AddressEncoding encoding, bool is64, bool bigEndian)
    {
        foreach (ElfMachine machine in (ElfMachine[])[ElfMachine.X8664, ElfMachine.Arm]) // alignments in bytes, and as powers of two
        {
            var kernel = new SampleKernel { Release = KernelRelease.Parse(layout), Encoding = encoding, Format = new(is64, bigEndian), Machine = machine };
            EmbeddedTable table = Read(kernel);
            AssertEqual(kernel.Symbols, table.Symbols);
            // 32-bit addresses behind the tokens are the same bytes, and mean the same, in 6.4 and in 7.0.
            Assert.True(table.Spec.Encoding == encoding || !is64 && encoding == AddressEncoding.Absolute && table.Spec.Encoding == AddressEncoding.Direct);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void TablesOfFunctionsAreProvedByTheExports(string layout, AddressEncoding encoding, bool is64, bool bigEndian)
    {
        var kernel = new SampleKernel { Release = KernelRelease.Parse(layout), Encoding = encoding, Format = new(is64, bigEndian), ListsData = false };
        EmbeddedTable table = Read(kernel);
        AssertEqual(kernel.Symbols, table.Symbols);
        Assert.Contains(table.Proof.Checks, check => check is { Name: "exports", Outcome: CheckOutcome.Passed });
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void AFlippedBitInTheBaseIsNoticedByThePointers(int byteOfBase)
    {
        byte[] image = new SampleKernel { Release = KernelRelease.Parse("linux-6.12") }.Build();
        using (KernelImage whole = KernelImage.Read(image, "image"))
            image[whole.RequireProved().Place(SubTable.RelativeBase)!.Value.Offset + byteOfBase] ^= 0x10;
        using KernelImage flipped = KernelImage.Read(image, "image");
        Assert.Contains("base", Assert.Throws<KallsymsException>(flipped.RequireProved).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PointersToThumbFunctionsProveThoughTheirLowestBitIsSet(bool exports)
    {
        var kernel = new SampleKernel
        {
            Release = KernelRelease.Parse("linux-4.19"),
            Format = new(Is64: false, BigEndian: false),
            Machine = ElfMachine.Arm,
            ListsData = false,
            HasExports = exports,
            IsThumb = true,
        };
        EmbeddedTable table = Read(kernel);
        AssertEqual(kernel.Symbols, table.Symbols);
        Assert.Contains(table.Proof.Checks, check => check is { Decides: true, Outcome: CheckOutcome.Passed } && check.Name == (exports ? "exports" : "pointers"));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void WithoutExportsThePointersProve(string layout, AddressEncoding encoding, bool is64, bool bigEndian)
    {
        var kernel = new SampleKernel
        {
            Release = KernelRelease.Parse(layout),
            Encoding = encoding,
            Format = new(is64, bigEndian),
            ListsData = false,
            HasExports = false,
        };
        EmbeddedTable table = Read(kernel);
        AssertEqual(kernel.Symbols, table.Symbols);
    }

    [Theory]
    [InlineData("linux-4.4", AddressEncoding.Absolute)]
    [InlineData("linux-5.10", AddressEncoding.BaseRelative)]
    [InlineData("linux-6.1", AddressEncoding.BaseRelative)]
    [InlineData("linux-6.12", AddressEncoding.BaseRelative)]
    public void ValuesThatOnlyRelocationsHaveAreLaidOver(string layout, AddressEncoding encoding)
    {
        foreach (bool data in (bool[])[true, false])
        {
            var kernel = new SampleKernel { Release = KernelRelease.Parse(layout), Encoding = encoding, Machine = ElfMachine.AArch64, IsRelocated = true, ListsData = data };
            byte[] image = kernel.Build();
            byte[] before = [.. image];
            using KernelImage read = KernelImage.Read(image, "image");
            AssertEqual(kernel.Symbols, read.RequireProved().Symbols);
            Assert.Equal(before, image);
        }
    }

    [Theory]
    [InlineData("linux-4.4", AddressEncoding.Absolute)]
    [InlineData("linux-5.10", AddressEncoding.BaseRelative)]
    [InlineData("linux-6.2", AddressEncoding.BaseRelative)]
    [InlineData("linux-6.12", AddressEncoding.BaseRelative)]
    [InlineData("linux-7.0", AddressEncoding.PlaceRelative)]
    public void NamesWithoutTokensAreRead(string layout, AddressEncoding encoding)
    {
        foreach (ElfFormat format in (ElfFormat[])[new(true, false), new(false, true), new(false, false)])
        {
            var kernel = new SampleKernel { Release = KernelRelease.Parse(layout), Encoding = encoding, Format = format, IsUncompressed = true, Machine = ElfMachine.Mips };
            EmbeddedTable table = Read(kernel);
            Assert.True(table.IsUncompressed);
            AssertEqual(kernel.Symbols, table.Symbols);
        }
    }

    [Fact]
    public void BannersInTheWrongPlaceDisprove()
    {
        var kernel = new SampleKernel { Release = KernelRelease.Parse("linux-6.1"), Lie = 0x40 };
        using KernelImage image = KernelImage.Read(kernel.Build(), "image");
        Assert.False(image.Table!.Proof.IsProved);
        Assert.Equal(ErrorKind.Negative, Assert.Throws<KallsymsException>(image.RequireProved).Kind);
    }

    [Fact]
    public void ATableWithNothingToHoldItAgainstIsNotProved()
    {
        var kernel = new SampleKernel { Release = KernelRelease.Parse("linux-6.1"), ListsData = false, HasExports = false, HasPointers = false };
        using KernelImage image = KernelImage.Read(kernel.Build(), "image");
        Assert.Equal(kernel.Symbols.Count, image.Table!.Symbols.Count);
        Assert.False(image.Table.Proof.IsProved);
    }

    [Fact]
    public void ABaseThatNothingTellsIsNotGuessed()
    {
        var kernel = new SampleKernel { Release = KernelRelease.Parse("linux-7.0"), Encoding = AddressEncoding.PlaceRelative, HasPointers = false };
        using KernelImage image = KernelImage.Read(kernel.Build(), "image");
        Assert.NotNull(image.Table);
        Assert.False(image.Table.Proof.IsProved);
    }

    [Fact]
    public void TheTableIsFoundAtAnyOffset()
    {
        var kernel = new SampleKernel { Release = KernelRelease.Parse("linux-6.12") };
        byte[] bytes = kernel.Build();
        foreach (int shift in (int[])[1, 2, 20, 4096])
        {
            using KernelImage image = KernelImage.Read((byte[])[.. new byte[shift], .. bytes], "image");
            AssertEqual(kernel.Symbols, image.RequireProved().Symbols);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PlaceRelativeTables_OfAKernelAtLowAddresses_AreReadWithTheWidthOfTheirPointers(bool is64)
    {
        var kernel = new SampleKernel
        {
            Release = KernelRelease.Parse("linux-7.0"),
            Encoding = AddressEncoding.PlaceRelative,
            Format = new(is64, BigEndian: true),
            LinkedAt = 0x100000,
        };
        EmbeddedTable table = Read(kernel);
        Assert.Equal(is64, table.Spec.Format.Is64);
        AssertEqual(kernel.Symbols, table.Symbols);
    }

    static EmbeddedTable Read(SampleKernel kernel)
    {
        using KernelImage image = KernelImage.Read(kernel.Build(), "image");
        return image.RequireProved();
    }

    internal static void AssertEqual(SymbolList expected, SymbolList found)
    {
        Assert.Equal(expected.Count, found.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected.NameText(i), found.NameText(i));
            Assert.Equal(expected.Addresses[i], found.Addresses[i]);
            Assert.Equal(expected.Types[i], found.Types[i]);
        }
    }
}
