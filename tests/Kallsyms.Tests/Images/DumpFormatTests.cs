using Kallsyms.Elf;
using Kallsyms.Export;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Dumps;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Images.Paging;
using Kallsyms.Live;
using Kallsyms.Symbols;
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

    [Theory]
    [InlineData(0)] // the mark alone is missing
    [InlineData(10)]
    [InlineData(70)]
    public void AFlattenedDumpWithoutItsEnd_IsTruncated_WhateverIsFoundInIt(int percent)
    {
        byte[] whole = DumpFiles.Flattened(DumpFiles.Kdump(_memory, 1));
        int missing = Math.Max(16, whole.Length / 100 * percent);
        const string truncated = "truncated: the mark is missing that ends it (flattened dump)";
        try
        {
            using KernelImage image = KernelImage.Read(whole.AsMemory(0, whole.Length - missing), "dump");
            Assert.Contains(truncated, image.Problems[0].Message, StringComparison.Ordinal);
        }
        catch (KallsymsException error)
        {
            Assert.Equal(ErrorKind.Unreadable, error.Kind);
            Assert.Contains(truncated, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ACoreIsReadByPhysicalAddressWhateverTheOrderOfItsSegments() => AssertFound(
        "ELF core", DumpFiles.Core((At + Page, 0, _memory[(At + Page)..]), (At, 0, _memory[At..(At + Page)]), (0, 0, _memory[..At])));

    [Fact]
    public void ACoreThatWasCutOff_IsTruncated_WhateverIsFoundInIt()
    {
        byte[] core = DumpFiles.Core((0, 0, [.. _memory, .. new byte[1 << 20]]));
        int cut = core.Length - (1 << 19);
        using KernelImage image = KernelImage.Read(core.AsMemory(0, cut), "dump");
        Assert.Equal("ELF core", image.Chosen.Layers[0].Format);
        Assert.Contains($"truncated: {cut} of {core.Length} bytes", Assert.Single(image.Problems).Message);
        Assert.Contains("truncated", Assert.Throws<KallsymsException>(() => KernelImage.Read(core.AsMemory(0, Page), "dump")).Message);
    }

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

    // A page table of RISC-V whose entry 256 maps the first GiB; the module's first page lies in it, its second is left out.
    [Fact]
    public void ElfHasModulesAsSections_WhichTheTableNeedNotList()
    {
        const ulong linear = 0xffff_ffc0_0000_0000;
        byte[] memory = [.. _memory, .. new byte[3 * Page]];
        (int root, int code) = (_memory.Length, _memory.Length + Page);
        memory[root + 256 * 8] = 0xef;
        memory.AsSpan(code, Page).Fill(0x5a);
        using KernelImage image = KernelImage.Read(DumpFiles.Kdump(memory, 0, page => page == code / Page + 1), "dump");
        var walk = new PageWalk(new(image.Image.Bytes, isBigEndian: false), 0, PageTableFormat.RiscV.Shapes[0], root) { Upper = UpperBits.Extended };
        ulong address = linear + (ulong)code;
        ModuleSymbol[] symbols =
        [
            new(address + 8, (byte)'t', [.. "xfs_there"u8], 16), new(address + Page + 8, (byte)'t', [.. "xfs_lost"u8], 16),
        ];
        var module = new LoadedModule("xfs", symbols, 0) { Ranges = [new("text", address, 2 * Page)] };
        var program = new LoadedModule("bpf", [new(linear + (ulong)root + 16, (byte)'t', [.. "bpf_prog_1"u8])], 0)
        {
            Ranges = [new("text", linear + (ulong)root, Page)],
        };
        var output = new MemoryStream();
        EmbeddedTable table = image.RequireProved();
        SymbolizedElf.Plan(
            image.Image, table, ElfMachine.X8664, image.Chosen.Own, modules: ModuleSections.Make(new([module], [program], null), walk)).Write(output);
        using ElfFile elf = ElfFile.Parse(ByteSource.FromMemory(output.ToArray(), "elf"));
        ElfSection section = Assert.Single(elf.Sections, section => section.Name == "[xfs].text");
        Assert.Equal((address, (long)Page), (section.Address, section.Size));
        Assert.Equal(memory[code..(code + Page)], elf.Source.Read(section.Offset, section.Size));
        Assert.Contains(elf.Segments, segment => segment.Address == address && segment.Offset == section.Offset);
        SymbolList all = ElfSymbolReader.Read(elf);
        int there = all.ByName.Find("xfs_there"u8);
        Assert.Equal((address + 8, section.Index), (all.Addresses[there], all.Sections[there]));
        Assert.True(all.ByName.Find("xfs_lost"u8) < 0);
        int generated = all.ByName.Find("bpf_prog_1"u8);
        Assert.Equal("[bpf].text", elf.Sections[all.Sections[generated]].Name);
        using KernelImage again = KernelImage.Read(output.ToArray(), "elf");
        Assert.True(again.RequireProved().Verify(again.Table!.OwnSymbols!, null).Consistent);
    }

    // POWER8 and older have a hash table in the place of a tree.
    [Fact]
    public void OfAPowerPcWithoutATreeOfPages_ItIsSaidWhyModulesAreNotRead()
    {
        var kernel = new SampleKernel { Release = KernelRelease.Parse("linux-6.12"), Machine = ElfMachine.PowerPc64, Prefix = ElfMachine.PowerPc64.Row().FunctionPrefixes[0] };
        using KernelImage image = KernelImage.Read(DumpFiles.Kdump([.. new byte[At], .. kernel.Build()], 0), "dump");
        TableFinderTests.AssertEqual(kernel.Symbols, image.RequireProved().Symbols);
        Assert.Contains("hash", LoadedModules.Read(image.Chosen)!.Problem);
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

    // Another device's section has any bytes: zeros, what ends one, what starts one of memory.
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(8, true)]
    public void AMigrationStreamIsReadToItsEndWhateverOtherDevicesSendInBetween(byte kind, bool hasFooters)
    {
        byte[] foreign = [kind, 0, 0, 0, 5, .. new byte[50], 0x7e, 0, 0, 0, 4, 0x7e, 0x7e, 2, 0, 0, 0, 3, .. new byte[40]];
        if (kind == 8) // a command of so many bytes, which no footer follows
            foreign = [8, 0, 1, 0, 2, 0, 0, 0x7e, 0, 0, 0, 2];
        byte[] file = DumpFiles.Migration("pc-q35-7.2", "pc.ram", _memory, foreign, hasFooters);
        AssertFound("QEMU migration stream", file);
        using KernelImage image = KernelImage.Read(file, "dump");
        Assert.Equal([(0, _memory.Length)], image.Image.Bytes.Known(0, image.Image.Bytes.Length));
    }

    [Fact]
    public void MemoryWhosePlaceDependsOnTheVersionOfQemuIsRefused()
    {
        byte[] file = DumpFiles.Migration("virt", "loongarch.ram", _memory);
        AssertFound("QEMU migration stream", file);
        // The last page is sent as one above 256 MiB.
        Replace(file, (ulong)_memory.Length, 0x2000_0000);
        Replace(file, (ulong)_memory.Length + Page | 4, 0x2000_0000 + Page | 4);
        Replace(file, (ulong)(_memory.Length - Page) | 2 | 32, 0x1000_0000 | 2 | 32);
        Assert.Contains("dump-guest-memory", Assert.Throws<KallsymsException>(() => KernelImage.Read(file, "dump")).Message);
    }

    static void Replace(byte[] file, ulong word, ulong by)
    {
        var bytes = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, word);
        int at = file.AsSpan().IndexOf(bytes);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(at), by);
    }

    [Fact]
    public void ADamagedPageOrPieceIsNotRead()
    {
        byte[] avml = [.. DumpFiles.Avml(0, _memory)];
        avml[avml.Length / 2] ^= 1;
        Assert.Contains("damaged", Assert.Throws<KallsymsException>(() => KernelImage.Read(avml, "dump").Dispose()).Message);
        byte[] page = new byte[Page];
        new Random(1).NextBytes(page.AsSpan(0, 1000));
        byte[] packed = Packer.Zlib(page);
        var unpacked = new byte[Page];
        PageCodec.Unpack(1, packed, unpacked, "dump", 0);
        Assert.Equal(page, unpacked);
        byte[] wrong = [.. packed];
        wrong[^1] ^= 1; // of its Adler-32
        Assert.Throws<KallsymsException>(() => PageCodec.Unpack(1, wrong, unpacked, "dump", 0));
        Assert.Throws<KallsymsException>(() => PageCodec.Unpack(1, packed.AsMemory(0, packed.Length - 2), unpacked, "dump", 0));
        Assert.Throws<KallsymsException>(() => PageCodec.Unpack(1, Packer.Zlib([.. page, 1]), unpacked, "dump", 0));
    }

    [Fact]
    public void ALimeDumpWithMoreRangesThanAreReadIsRefused()
    {
        byte[] range = [0x45, 0x4d, 0x69, 0x4c, 1, .. new byte[27], 7];
        byte[] file = [.. Enumerable.Repeat(range, (1 << 16) + 1).SelectMany(bytes => bytes)];
        Assert.Contains("limit", Assert.Throws<KallsymsException>(() => LimeDump.Open(ByteSource.FromMemory(file, "dump"))).Message);
    }

    [Fact]
    public void WhichRangesAnotherHoldsIsKnownAsIfAllWereLookedAt()
    {
        var random = new Random(5);
        (long Start, long End)[] ranges = [.. Enumerable.Range(0, 300).Select(_ => (long)random.Next(100)).Select(at => (at, at + random.Next(40)))];
        var ends = new FurthestEnds(ranges.Select(range => range.Start));
        for (int i = 0; i < ranges.Length; i++)
        {
            Assert.Equal(ranges[..i].Where(range => range.Start <= ranges[i].Start).Select(range => range.End).DefaultIfEmpty().Max(), ends.Of(ranges[i].Start));
            ends.Add(ranges[i].Start, ranges[i].End);
        }
    }

    [Fact]
    public void ADumpInAZipArchiveIsHeldAgainstItsChecksum()
    {
        byte[] dump = DumpFiles.Core((0, 0, _memory));
        byte[] file = FlashShells.StoredZip("vmcore", dump);
        AssertFound("ELF core", file);
        file[file.Length - 300] ^= 1; // the last page of the memory
        Assert.Contains("crc32", Assert.Throws<KallsymsException>(() => KernelImage.Read(file, "dump").Dispose()).Message);
    }

    [Fact]
    public void APackedDumpHasALimit()
    {
        byte[] file = Packer.Pack(Codec.Gzip, DumpFiles.Core((0, 0, _memory)));
        Assert.Contains("more than 100000 bytes", Assert.Throws<KallsymsException>(
            () => KernelImage.Read(file, "dump", new(MaxDump: 100_000)).Dispose()).Message);
    }

    [Fact]
    public void BytesThatADumpDoesNotHaveAreCounted()
    {
        using KernelImage whole = KernelImage.Read(DumpFiles.Kdump(_memory, 1), "dump");
        Assert.Equal(0, whole.Chosen.Missing);
        int hole = At / Page + 1;
        using KernelImage image = KernelImage.Read(DumpFiles.Kdump(_memory, 1, page => page == hole), "dump");
        Assert.Equal(Page, image.Chosen.Missing);
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
