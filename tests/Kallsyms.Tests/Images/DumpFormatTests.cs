using Kallsyms.Elf;
using Kallsyms.Export;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Dumps;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Dumps of memory in every format: the kernel's table, and every byte at its own address or nowhere.</summary>
public class DumpFormatTests
{
    const int Page = DumpFiles.Page;
    const int At = 0x200000; // where the kernel lies

    static readonly SampleKernel _kernel = new() { Release = KernelRelease.Parse("linux-6.12") };
    static readonly byte[] _image = _kernel.Build();
    static readonly byte[] _memory = [.. new byte[At], .. _image, .. new byte[Page - _image.Length % Page + Page]];

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(4u)]
    [InlineData(0x20u)]
    public void KdumpPagesOfEveryPackingAreRead(uint flags) => AssertFound("kdump-compressed dump", DumpFiles.Kdump(_memory, flags));

    [Fact]
    public void AFlattenedDumpIsPutTogetherTheLastWordCounts() => AssertFound("kdump-compressed dump", DumpFiles.Flattened(DumpFiles.Kdump(_memory, 1)));

    [Fact]
    public void ACoreIsReadByPhysicalAddressWhateverTheOrderOfItsSegments() => AssertFound(
        "ELF core", DumpFiles.Core((At + Page, 0, _memory[(At + Page)..]), (At, 0, _memory[At..(At + Page)]), (0, 0, _memory[..At])));

    [Fact]
    public void ASplitDumpIsRefusedByName()
    {
        KallsymsException e = Assert.Throws<KallsymsException>(() => KernelImage.Read(DumpFiles.Kdump(_memory, 0, isSplit: true), "dump"));
        Assert.Contains("--reassemble", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfACutDumpItIsNotSaidThatTheKernelHasNoTable()
    {
        byte[] memory = [.. "Linux version 6.12.9 (a@b) #1\n"u8, .. new byte[2 * Page - 30]];
        using KernelImage image = KernelImage.Read(DumpFiles.Kdump(memory, 0, page => page == 1), "dump");
        Assert.Equal(AbsenceReason.NotFound, image.Absence!.Reason);
    }

    [Fact]
    public void WhereRangesOverlapTheFirstOneCountsAndHolesAreTold()
    {
        byte[] file = [1, 2, 3, 4, 5, 6, 7, 8];
        var bytes = new ExtentBytes(ByteSource.FromMemory(file, "file"), [new(10, 4, 0), new(8, 8, 0), new(20, 2, 6), new(9, 2, 6)]);
        var read = new byte[22];
        bytes.Read(0, read);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 1, 2, 3, 4, 7, 8, 0, 0, 0, 0, 7, 8], read);
        using ImageBytes image = ImageBytes.From(ByteSource.FromSparse(bytes, "memory"));
        Assert.Equal([(8, 16), (20, 22)], image.Known(0, 22));
        Assert.False(image.IsKnown(15, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(50)]
    public void WithPagesLeftOutTheTableIsRightOrNotFound(int percent)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            bool[] missing = [.. Enumerable.Range(0, _memory.Length / Page).Select(_ => random.Next(100) < percent)];
            using KernelImage image = KernelImage.Read(DumpFiles.Kdump(_memory, 0, page => missing[page]), "dump");
            if (image.Table is { Proof.IsProved: true } table)
                TableFinderTests.AssertEqual(_kernel.Symbols, table.Symbols);
        }
    }

    [Fact]
    public void ElfHasThePagesThatAreThereAtTheirAddressesAndNoOthers()
    {
        int hole = At / Page + 1; // the table lies behind
        byte[] dump = DumpFiles.Kdump(_memory, 1, page => page == hole);
        using KernelImage image = KernelImage.Read(dump, "dump");
        EmbeddedTable table = image.RequireProved();
        var output = new MemoryStream();
        SymbolizedElf.Plan(image.Image, table, ElfMachine.X8664, image.Chosen.Own).Write(output);
        using ElfFile elf = ElfFile.Parse(ByteSource.FromMemory(output.ToArray(), "elf"));
        ulong origin = table.Origin!.Value;
        Assert.NotEmpty(elf.Segments);
        for (int page = At / Page; page < image.Chosen.Own.End / Page; page++)
        {
            long? at = elf.Segments.Where(segment => origin + (ulong)(page * Page) - segment.Address < (ulong)segment.FileSize)
                .Select(segment => (long?)segment.Offset + (long)(origin + (ulong)(page * Page) - segment.Address)).FirstOrDefault();
            Assert.Equal(page == hole, at is null);
            if (at is long offset)
                Assert.Equal(_memory[(page * Page)..((page + 1) * Page)], elf.Source.Read(offset, Page));
        }
    }

    [Fact]
    public void AnAvmlDumpIsReadByItsPieces() =>
        AssertFound("AVML dump", [.. DumpFiles.Avml(0, _memory[..At]), .. DumpFiles.Avml(At, _memory[At..])]);

    [Theory]
    [InlineData("virt", "mach-virt.ram", 0x40000000)]
    [InlineData("pc-q35-7.2", "pc.ram", 0)]
    [InlineData("s390-ccw-virtio-7.2", "s390.ram", 0)]
    public void AMigrationStreamHasItsPagesWhereTheMachineHasItsMemory(string machine, string block, long start)
    {
        using KernelImage image = KernelImage.Read(DumpFiles.Migration(machine, block, _memory), "dump");
        Assert.Equal("QEMU migration stream", image.Image.Format);
        TableFinderTests.AssertEqual(_kernel.Symbols, image.RequireProved().Symbols);
        Assert.Equal(start + At, image.Chosen.Place.Start);
    }

    [Fact]
    public void AMigrationStreamOfAMachineThatIsNotKnownIsRefusedByName()
    {
        KallsymsException e = Assert.Throws<KallsymsException>(
            () => KernelImage.Read(DumpFiles.Migration("toaster", "toaster.ram", _memory), "dump"));
        Assert.Contains("toaster.ram", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAPageThatWasSentTwiceTheSecondCounts()
    {
        byte[] file = [1, 1, 2, 2, 3, 3];
        var bytes = new PagedBytes(ByteSource.FromMemory(file, "file"), 2, [7, 5, 7, 8], [0, -1, 4, 2]);
        var read = new byte[4];
        bytes.Read(14, read);
        Assert.Equal([3, 3, 2, 2], read);
        Assert.Equal([(10, 12), (14, 18)], bytes.Known(0, 18));
    }

    public static TheoryData<string> Packings => ["Gzip", "Zstd", "Bzip2", "Lz4", "zip"];

    [Theory]
    [MemberData(nameof(Packings))]
    public void ADumpThatIsPackedAsAWholeIsUnpackedToAFile(string packing)
    {
        byte[] dump = DumpFiles.Core((0, 0, [.. _memory, .. new byte[40 << 20]])); // more than is kept in memory
        byte[] file = packing == "zip" ? FlashShells.Zip(("vmcore", dump)) : Packer.Pack(Enum.Parse<Codec>(packing), dump);
        using KernelImage image = KernelImage.Read(file, "dump", new(MaxOutput: 1 << 20, FreeOutput: 1 << 20));
        TableFinderTests.AssertEqual(_kernel.Symbols, image.RequireProved().Symbols);
    }

    static void AssertFound(string format, byte[] file)
    {
        using KernelImage image = KernelImage.Read(file, "dump");
        Assert.Equal(format, image.Image.Format);
        TableFinderTests.AssertEqual(_kernel.Symbols, image.RequireProved().Symbols);
        Assert.Equal(At, image.Chosen.Place.Start);
    }
}
