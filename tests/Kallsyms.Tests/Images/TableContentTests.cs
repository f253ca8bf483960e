using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Damage to a table's content is noticed without anything to compare with: names, tokens and index are encoded again.</summary>
public class TableContentTests
{
    static readonly SampleKernel _kernel = new() { Release = KernelRelease.Parse("linux-6.12") };
    static readonly byte[] _image = _kernel.Build();

    public static TheoryData<string> Layouts() => [.. KernelRelease.EraNames, "linux-2.6.14", "linux-3.18"];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void TheTableOfAnyReleaseIsConsistent(string layout)
    {
        var kernel = new SampleKernel
        {
            Release = KernelRelease.Parse(layout),
            Encoding = KernelRelease.Parse(layout).TableFormat.Encoding(new(Is64: true, BigEndian: false), relocatable: true, percpuAbsolute: false),
        };
        using KernelImage image = KernelImage.Read(kernel.Build(), "image");
        Assert.Equal(ContentState.Consistent, image.RequireProved().Content.State);
    }

    [Theory]
    [InlineData(SubTable.TokenTable, 100)]
    [InlineData(SubTable.TokenIndex, 100)]
    [InlineData(SubTable.SeqsOfNames, 100)]
    [InlineData(SubTable.Markers, 100)]
    [InlineData(SubTable.Names, 90)]
    internal void OneFlippedBitIsNoticed(SubTable part, int percent)
    {
        const int flips = 20;
        using KernelImage whole = KernelImage.Read(_image, "image");
        (long offset, long length) = whole.RequireProved().Place(part)!.Value;
        int noticed = 0;
        for (int i = 0; i < flips; i++)
        {
            byte[] flipped = [.. _image];
            flipped[offset + (length * i / flips)] ^= (byte)(1 << (i * 3 % 8));
            noticed += IsNoticed(flipped) ? 1 : 0;
        }
        Assert.InRange(noticed * 100, flips * percent, flips * 100);
    }

    // A table that is too damaged to be read is not said to be missing.
    [Theory]
    [InlineData(SubTable.Names)]
    [InlineData(SubTable.Markers)]
    [InlineData(SubTable.NumSyms)]
    internal void DamageAtTheStartOfAPart_IsCalledThat(SubTable part)
    {
        using KernelImage whole = KernelImage.Read(_image, "image");
        (long offset, _) = whole.RequireProved().Place(part)!.Value;
        byte[] damaged = [.. _image];
        damaged.AsSpan((int)offset, 4).Fill(0x7f);
        using KernelImage image = KernelImage.Read(damaged, "image");
        Assert.Contains("the table is damaged", Assert.Throws<KallsymsException>(image.RequireProved).Message);
    }

    [Fact]
    public void AnotherEncoderIsToldFromDamage()
    {
        TableSymbols symbols = new(_kernel.Symbols, null, null, null);
        var spec = new TableSpec(_kernel.Release, _kernel.Format, _kernel.Machine, AddressEncoding.BaseRelative);
        foreach (Compression compression in Enum.GetValues<Compression>())
        {
            Table table = Table.Build(symbols, spec, names => compression.Compress(names, spec.TableFormat));
            var bytes = new TableBytes("table");
            foreach (SubTable part in spec.Order)
            {
                var content = new byte[table.Sizes[part]];
                table.Write(part, content, 0);
                bytes.Set(part, 0, content);
            }
            TableContent checkedContent = TableContent.Check(spec, bytes, _kernel.Symbols);
            ContentState expected = compression == Compression.Kernel ? ContentState.Consistent : ContentState.OtherEncoder;
            Assert.Equal(expected, checkedContent.State);
            Assert.Null(checkedContent.Offset);
        }
    }

    [Fact]
    public void NamesWithoutTokensHaveNothingToCheck()
    {
        var kernel = new SampleKernel { Release = KernelRelease.Parse("linux-6.1"), IsUncompressed = true };
        using KernelImage image = KernelImage.Read(kernel.Build(), "image");
        Assert.Equal(ContentState.Unchecked, image.RequireProved().Content.State);
    }

    [Fact]
    public void ExportsAndPointersVouchForWhatTheyName()
    {
        using KernelImage image = KernelImage.Read(_image, "image");
        Coverage seen = image.Chosen.CountVouchers();
        // Every third function is exported, and data points to every third.
        Assert.InRange(seen.Names, _kernel.Functions / 4, _kernel.Functions / 2);
        Assert.InRange(seen.Addresses, _kernel.Functions / 4, _kernel.Functions / 2);
        Assert.Equal(_kernel.Symbols.Count, seen.Symbols);
        var mute = new SampleKernel { Release = KernelRelease.Parse("linux-6.12"), HasExports = false, HasPointers = false };
        using KernelImage alone = KernelImage.Read(mute.Build(), "image");
        Assert.InRange(alone.Chosen.CountVouchers().Addresses, 0, 20);
    }

    static bool IsNoticed(byte[] image)
    {
        try
        {
            using KernelImage read = KernelImage.Read(image, "image");
            return read.Table is not { Doubt: null, Content.State: ContentState.Consistent };
        }
        catch (KallsymsException)
        {
            return true;
        }
    }
}
