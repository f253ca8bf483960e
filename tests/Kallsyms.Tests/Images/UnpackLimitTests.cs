using System.Security.Cryptography;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Files made to harm end in an error within the limits.</summary>
public class UnpackLimitTests
{
    static readonly UnpackLimits _small = new(MaxOutput: 4 << 20, FreeOutput: 1 << 20);

    public static TheoryData<string> Codecs() => ContainerTests.Codecs();

    [Theory]
    [MemberData(nameof(Codecs))]
    public void BombsAreRefused(string codec)
    {
        byte[] bomb = Packer.Pack(codec, new byte[8 << 20]);
        KallsymsException error = Assert.Throws<KallsymsException>(() => KernelImage.Read(bomb, "bomb", _small).Dispose());
        Assert.Equal(ErrorKind.Unreadable, error.Kind);
        Assert.Contains("limit", error.Message);
    }

    [Fact]
    public void ManySmallBombsShareOneLimit()
    {
        byte[] small = Packer.Pack(Codec.Gzip, new byte[1 << 20]);
        byte[] file = Shells.UImageOfFiles([.. Enumerable.Repeat(small, 60)]);
        Assert.Contains("in all", Assert.Throws<KallsymsException>(() => KernelImage.Read(file, "bombs", _small).Dispose()).Message);
    }

    // Each is a tree of 65,000 tokens, which a search reads to its end.
    [Fact]
    public void TreesThatTakeForeverToReadAreNotRead()
    {
        byte[] tree = [0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 0, 40, 0, 0, 0, 40, 0, 0, 0, 17, .. new byte[16],
            .. Enumerable.Repeat((byte[])[0, 0, 0, 4], 65_000).SelectMany(token => token)];
        byte[] file = [.. new byte[4096], .. Enumerable.Repeat(tree, 20).SelectMany(bytes => bytes)];
        Assert.Contains("steps", Assert.Throws<KallsymsException>(() => KernelImage.Read(file, "trees").Dispose()).Message);
    }

    [Theory]
    [InlineData(nameof(Codec.Gzip))]
    [InlineData(nameof(Codec.Xz))]
    [InlineData(nameof(Codec.Bzip2))]
    [InlineData(nameof(Codec.Lz4))]
    [InlineData(nameof(Codec.Lz4Legacy))]
    [InlineData(nameof(Codec.Lzop))]
    [InlineData(nameof(Codec.Zstd))]
    public void StreamsBehindEachOtherAreUnpackedToTheLast_AndWhatFollowsIsLeft(string name)
    {
        Codec codec = Enum.Parse<Codec>(name);
        byte[] content = [.. Enumerable.Range(0, 50_000).Select(i => (byte)(i * i >> 8))];
        byte[] one = Packer.Pack(codec, content);
        if (codec == Codec.Lz4Legacy)
            one = one[..^4]; // the size that kernels have behind it
        byte[] input = [.. one, .. one, .. "something else, of many bytes"u8];
        byte[] once = Unpacker.Unpack(codec, one, new UnpackBudget(UnpackLimits.Default)).ToArray();
        Assert.Equal(content, once[^content.Length..]);
        Assert.Equal([.. once, .. once], Unpacker.Unpack(codec, input, new UnpackBudget(UnpackLimits.Default)).ToArray());
    }

    [Fact]
    public void DeepNestingIsRefused()
    {
        byte[] data = new byte[100_000];
        new Random(1).NextBytes(data);
        for (int i = 0; i < 12; i++)
            data = Shells.UImage(data, 0);
        Assert.Contains("layers within each other", Assert.Throws<KallsymsException>(() => KernelImage.Read(data, "nested").Dispose()).Message);
    }

    [Fact]
    public void AnImageThatContainsItselfIsRefused()
    {
        byte[] file = Shells.Fit(new byte[600], "none", position: 0);
        Assert.Contains("layers within each other", Assert.Throws<KallsymsException>(() => KernelImage.Read((byte[])[.. file, .. new byte[600]], "itself").Dispose()).Message);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void TruncatedAndDamagedDataIsAnErrorOrAResultAndNothingElse(string codec)
    {
        byte[] kernel = new SampleKernel { Release = KernelRelease.Parse("linux-6.1") }.Build();
        byte[] packed = Packer.Pack(codec, kernel);
        var random = new Random(7);
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = i % 2 == 0 ? packed[..random.Next(packed.Length)] : [.. packed];
            for (int flips = 0; i % 2 == 1 && flips < 3; flips++)
                damaged[random.Next(Math.Min(damaged.Length, i < 30 ? 64 : int.MaxValue))] ^= (byte)(1 << random.Next(8));
            AssertErrorOrResult(damaged);
            AssertErrorOrResult(Shells.BzImage(damaged));
        }
    }

    [Fact]
    public void DamagedTablesAreAnErrorOrAResultAndNothingElse()
    {
        var random = new Random(11);
        foreach (string layout in (string[])["linux-2.6.10", "linux-5.0", "linux-6.2", "linux-6.4", "linux-7.0"])
        {
            byte[] kernel = new SampleKernel { Release = KernelRelease.Parse(layout), Encoding = KernelRelease.Parse(layout).TableFormat.Encoding(new(true, false), true, false) }.Build();
            for (int i = 0; i < 40; i++)
            {
                byte[] damaged = [.. kernel];
                for (int flips = 0; flips < 30; flips++)
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                AssertErrorOrResult(damaged);
                AssertErrorOrResult(kernel[..random.Next(kernel.Length)]);
            }
        }
    }

    // Each of these took minutes or gigabytes once, or would have.
    [Fact]
    public void FilesFullOfMarksAreNotLookedAtForever()
    {
        foreach (byte[] mark in (byte[][])[[0xd0, 0x0d, 0xfe, 0xed], [0x27, 0x05, 0x19, 0x56], [.. "ANDROID!"u8], [0x1f, 0x8b, 8, 0], [.. "IKCFG_ST"u8, 0x1f, 0x8b, 8], [.. "Linux version 6"u8]])
        {
            byte[] file = [.. new byte[64], .. Enumerable.Repeat(mark, (8 << 20) / mark.Length).SelectMany(bytes => bytes)];
            AssertErrorOrResult(file);
        }
    }

    // Of a large disk, each beginning of packed data was reason to read the next 64 MiB.
    [Fact]
    public void BeginningsOfPackedDataOnADiskOfZeros_CostWhatThereIs()
    {
        byte[] tiny = [.. Packer.Pack(Codec.Gzip, new byte[64])[..^1], 1]; // with another size than there is
        byte[] cut = Packer.Pack(Codec.Gzip, RandomNumberGenerator.GetBytes(200_000))[..70_000];
        byte[] data = [.. new byte[64], .. Enumerable.Repeat((byte[])[.. tiny, .. new byte[100], .. cut], 20).SelectMany(bytes => bytes)];
        byte[] disk = Qcow2Shells.Disk([.. data, .. new byte[200 << 20]], []);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<KallsymsException>(() => KernelImage.Read(disk, "disk").RequireTable());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 128 << 20);
    }

    // As above, in pieces: the first megabytes end within a stream, or between two.
    [Theory]
    [MemberData(nameof(Codecs))]
    public void PackedDataOfALargeDisk_AreReadToTheirEnd(string codec)
    {
        var kernel = new SampleKernel { Release = KernelRelease.Parse("linux-6.12") };
        byte[] image = [.. RandomNumberGenerator.GetBytes(9 << 20), .. kernel.Build()];
        byte[] disk = Qcow2Shells.Disk([.. new byte[8 << 20], .. Packer.Pack(codec, image), .. new byte[1 << 20]], []);
        using KernelImage found = KernelImage.Read(disk, "disk");
        TableFinderTests.AssertEqual(kernel.Symbols, found.RequireProved().Symbols);
    }

    [Fact]
    public void NamesThatExpandWithoutEndAreRefused()
    {
        // 30,000 names of one code each, which stands for 16,000 characters.
        const int count = 30_000;
        var spec = new TableSpec(KernelRelease.Parse("linux-6.4"), new(true, false), Kallsyms.Elf.ElfMachine.X8664, AddressEncoding.BaseRelative);
        byte[] counter = new byte[4], markers = new byte[(count + 255) / 256 * 4], index = new byte[512];
        spec.Format.PutU32(counter, 0, count);
        for (int i = 0; i < markers.Length; i += 4)
            spec.Format.PutU32(markers, i, (uint)i / 4 * 512);
        for (int i = 1; i < 256; i++)
            spec.Format.PutU16(index, i * 2, (ushort)(16_000 + i));
        var bytes = new TableBytes("bomb");
        bytes.Set(SubTable.NumSyms, 0, counter);
        bytes.Set(SubTable.Names, 0, Enumerable.Repeat<byte[]>([1, 0], count).SelectMany(name => name).ToArray());
        bytes.Set(SubTable.Markers, 0, markers);
        bytes.Set(SubTable.TokenTable, 0, (byte[])[.. Enumerable.Repeat((byte)'t', 16_000), .. new byte[256]]);
        bytes.Set(SubTable.TokenIndex, 0, index);
        bytes.Set(SubTable.Offsets, 0, new byte[count * 4]);
        bytes.Set(SubTable.RelativeBase, 0, new byte[8]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ErrorKind.Unreadable, Assert.Throws<KallsymsException>(() => TableReader.Read(spec, bytes)).Kind);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 128 << 20);
    }

    static void AssertErrorOrResult(byte[] file)
    {
        try
        {
            KernelImage.Read(file, "damaged").Dispose();
        }
        catch (KallsymsException)
        {
            // Said clearly; anything else fails the test.
        }
    }
}
