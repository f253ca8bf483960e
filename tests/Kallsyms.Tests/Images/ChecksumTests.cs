using System.Buffers.Binary;
using Kallsyms.Digests;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>A checksum that a container has of a kernel is held against it: what it says is damaged is not read.</summary>
public class ChecksumTests
{
    static readonly SampleKernel _kernel = new() { Release = KernelRelease.Parse("linux-6.12") };
    static readonly byte[] _image = _kernel.Build();

    // Every byte of these is under a checksum: a flip in the middle is in the kernel.
    static readonly Dictionary<string, (Func<byte[]> Make, string Checksum)> _containers = new()
    {
        ["zip"] = (() => FlashShells.Zip(("vmlinuz", _image)), "crc32"),
        ["stored zip"] = (() => FlashShells.StoredZip("vmlinuz", _image), "crc32"),
        ["uImage"] = (() => Shells.UImage(_image, 0), "crc32"),
        ["uImage of files"] = (() => Shells.UImageOfFiles(new byte[100], _image), "crc32"),
        ["UBI"] = (() => FlashShells.Ubi(_image, 16384, 512), "crc32"),
        ["FIT crc32"] = (() => Fit("crc32", Crc(_image)), "crc32"),
        ["FIT md5"] = (() => Fit("md5", Digest.Compute(DigestKind.Md5, _image)), "md5"),
        ["FIT sha1"] = (() => Fit("sha1", Digest.Compute(DigestKind.Sha1, _image)), "sha1"),
        ["FIT sha256"] = (() => Fit("sha256", Digest.Compute(DigestKind.Sha256, _image)), "sha256"),
        ["gzip"] = (() => Packer.Pack(Codec.Gzip, _image), "crc32"),
        ["bzip2"] = (() => Packer.Pack(Codec.Bzip2, _image), "crc32"),
        ["xz"] = (() => Packer.Pack(Codec.Xz, _image), "crc32"),
        ["lz4"] = (() => Packer.Pack(Codec.Lz4, _image), "xxhash32"),
        ["zstd"] = (() => Packer.Pack(Codec.Zstd, _image), "xxhash64"),
        ["lzop"] = (() => Packer.Pack(Codec.Lzop, _image), "adler32"),
    };

    public static TheoryData<string> Containers() => [.. _containers.Keys];

    [Theory]
    [MemberData(nameof(Containers))]
    public void AContainerWhoseChecksumHolds_VouchesForWhatIsInIt(string name)
    {
        (Func<byte[]> make, string checksum) = _containers[name];
        using KernelImage image = KernelImage.Read(make(), "image");
        TableFinderTests.AssertEqual(_kernel.Symbols, image.RequireProved().Symbols);
        Assert.Equal(checksum, image.Chosen.Layers[^2].Checksum);
        Assert.Empty(image.Problems);
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public void OneFlippedBit_IsDamage(string name)
    {
        byte[] file = _containers[name].Make();
        foreach (int at in (int[])[file.Length / 3, file.Length / 2, file.Length * 2 / 3])
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 4;
            KallsymsException error = Assert.Throws<KallsymsException>(() => KernelImage.Read(damaged, "image").Dispose());
            Assert.Equal(ErrorKind.Unreadable, error.Kind);
            Assert.Contains("damaged", error.Message);
            Assert.DoesNotContain("unsupported", error.Message);
        }
    }

    [Fact]
    public void TheMessage_HasPlaceAndBothChecksums()
    {
        byte[] file = Shells.UImage(_image, 0);
        file[^1000] ^= 1;
        string message = Assert.Throws<KallsymsException>(() => KernelImage.Read(file, "image").Dispose()).Message;
        Assert.StartsWith("image: offset 0x40: damaged: crc32", message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(Crc(_image)) + " expected", message);
        Assert.Contains(Convert.ToHexStringLower(Crc(file[64..])) + " found", message);
    }

    [Fact]
    public void ADamagedKernelBesideAnother_IsNotRead_AndSaid()
    {
        byte[] other = new SampleKernel { Release = KernelRelease.Parse("linux-6.1"), Version = "6.1.1" }.Build();
        byte[] damaged = Shells.UImage(_image, 0);
        damaged[^1000] ^= 1;
        byte[] flash = [.. new byte[5000], .. damaged, .. new byte[5000], .. Shells.UImage(Packer.Pack(Codec.Gzip, other), 1)];
        using KernelImage image = KernelImage.Read(flash, "flash");
        Assert.Equal(["6.1.1"], image.Kernels.Select(kernel => kernel.Release));
        Assert.Contains("flash: offset 0x13c8: damaged: crc32", Assert.Single(image.Problems).Message);
    }

    [Fact]
    public void AHashOfAKindThatIsNotKnown_SaysNothing()
    {
        using KernelImage image = KernelImage.Read(Fit("sha512", new byte[64]), "image");
        Assert.True(image.RequireProved().Proof.IsProved);
        Assert.Null(image.Chosen.Layers[0].Checksum);
    }

    [Fact]
    public void AHeaderWithAWrongChecksum_IsDamage()
    {
        byte[] file = Shells.UImage(_image, 0);
        file[40] ^= 1; // its name
        Assert.Contains("crc32 of the header", Assert.Throws<KallsymsException>(() => KernelImage.Read(file, "image").Dispose()).Message);
    }

    [Fact]
    public void APartitionTableWithAWrongChecksum_IsSaid_AndItsKernelsAreRead()
    {
        byte[] disk = FlashShells.Gpt(("boot_a", 0, _image));
        disk[1024 + 100] ^= 1;
        using KernelImage image = KernelImage.Read(disk, "disk");
        Assert.True(image.RequireProved().Proof.IsProved);
        Assert.Contains("the partition table is damaged", Assert.Single(image.Problems).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    public void AnEraseBlockWithADamagedHeader_IsMissed(int header)
    {
        byte[] ubi = FlashShells.Ubi(_image, 16384, 512);
        ubi[2 * 16384 + header + 50] ^= 1;
        string message = Assert.Throws<KallsymsException>(() => KernelImage.Read(ubi, "ubi").Dispose()).Message;
        Assert.Contains($"logical block 2 of a volume is missing; the header at 0x{2 * 16384 + header:x} is damaged", message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("123456789")]
    public void Checksums_AreThoseOfTheirDefinitions(string text)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
        Assert.Equal(text == "" ? 1u : 0x091e01de, Adler32.Compute(bytes));
        Assert.Equal(text == "" ? 0u : 0xcbf43926, Crc32.OfZip(bytes));
        Assert.Equal(text == "" ? uint.MaxValue : ~0xcbf43926, Crc32.Compute(uint.MaxValue, bytes));
        Assert.Equal(text == "" ? 0ul : 0x995dc9bbdf1939fa, Crc64.Finish(Crc64.Append(Crc64.Start, bytes)));
    }

    static byte[] Fit(string algorithm, byte[] value) => Shells.Fit(_image, "none", hashes: (algorithm, value));

    static byte[] Crc(byte[] bytes)
    {
        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32.OfZip(bytes));
        return sum;
    }
}
