using System.Text;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>What was cut off is called that, wherever a header or the packed data tell; it is never "compiled out".</summary>
public class TruncationTests
{
    static readonly SampleKernel _kernel = new() { Release = KernelRelease.Parse("linux-6.12") };
    static readonly byte[] _image = _kernel.Build();

    // Bytes of a kernel that do not get smaller when packed, and have a banner at their start.
    static readonly byte[] _large = Incompressible(400_000);

    public static TheoryData<string> Codecs() => ContainerTests.Codecs();

    [Theory]
    [MemberData(nameof(Codecs))]
    public void PackedData_CutAnywhere_AreTruncated(string codec)
    {
        // Several blocks show that they are zstd's.
        byte[] packed = Packer.Pack(codec, codec == nameof(Codec.Zstd) ? Incompressible(1_500_000) : _large);
        foreach (int percent in (int[])[30, 60, 75, 99])
        {
            byte[] cut = packed[..(int)(packed.Length * (long)percent / 100)];
            AssertTruncated(cut);
            // No header tells where these are, or how long.
            AssertTruncated(Shells.S390(cut));
        }
    }

    [Theory]
    [InlineData("zImage")]
    [InlineData("bzImage")]
    [InlineData("EFI zboot")]
    [InlineData("gzip")]
    [InlineData("xz")]
    public void AKernelCutOffInFrontOfAnother_DoesNotHideIt_AndIsSaidToBeDamaged(string kind)
    {
        byte[] first = Shell(kind, _large);
        byte[] flash = [.. first[..(first.Length * 19 / 20)], .. Shell(kind, _image), .. new byte[5000]];
        using KernelImage image = KernelImage.Read(flash, "flash");
        Assert.True(Assert.Single(image.Kernels).Table!.Proof.IsProved);
        Assert.NotEmpty(image.Problems);
        Assert.All(image.Problems, problem => Assert.InRange(problem.Offset!.Value, 0, first.Length * 19 / 20));
    }

    [Fact]
    public void AKernelCutOffBehindAnother_IsSaidOnce()
    {
        byte[] second = Shell("zImage", _large);
        byte[] flash = [.. Shell("zImage", _image), .. new byte[5000], .. second[..(second.Length / 2)]];
        using KernelImage image = KernelImage.Read(flash, "flash");
        Assert.True(image.RequireProved().Proof.IsProved);
        Assert.NotEmpty(image.Problems);
        Assert.Equal(image.Problems.Count, image.Problems.DistinctBy(problem => problem.Message).Count());
    }

    static byte[] Shell(string kind, byte[] kernel)
    {
        byte[] shell = kind switch
        {
            "zImage" => Shells.ArmZImage(Packer.Pack(Codec.Xz, kernel)),
            "bzImage" => Shells.BzImage(Packer.Pack(Codec.Xz, kernel)),
            "EFI zboot" => Shells.EfiZboot(Packer.Pack(Codec.Zstd, kernel), "zstd22"),
            "xz" => Packer.Pack(Codec.Xz, kernel),
            _ => Packer.Pack(Codec.Gzip, kernel),
        };
        // Where it ends, by its header.
        if (kind == "zImage")
            BitConverter.TryWriteBytes(shell.AsSpan(0x2c), shell.Length);
        return shell;
    }

    public static TheoryData<string> Containers() =>
        ["bzImage", "EFI zboot", "uImage", "gzip uImage", "FIT", "external FIT", "Android", "zip", "squashfs", "zImage", "arm64 Image", "ELF"];

    [Theory]
    [MemberData(nameof(Containers))]
    public void AContainerThatTellsItsLength_CutOff_IsTruncated(string name)
    {
        byte[] whole = name switch
        {
            "bzImage" => Shells.BzImage(Packer.Pack(Codec.Xz, _large)),
            "EFI zboot" => Shells.EfiZboot(Packer.Pack(Codec.Zstd, _large), "zstd22"),
            "uImage" => Shells.UImage(_large, 0),
            "gzip uImage" => Shells.UImage(Packer.Pack(Codec.Gzip, _large), 1),
            "FIT" => Shells.Fit(_large, "none"),
            "external FIT" => Shells.Fit(_large, "none", external: true),
            "Android" => Shells.Android(_large, 2),
            "zip" => FlashShells.Zip(("vmlinuz", _large)),
            "squashfs" => FlashShells.Squash(_large[..100_000]),
            "zImage" => Shells.ArmZImage(Packer.Pack(Codec.Lzma, _large)),
            "arm64 Image" => Shells.Arm64Image(_large),
            _ => Shells.ElfWithSectionsAtItsEnd(_large),
        };
        foreach (int percent in (int[])[20, 50, 75])
        {
            string message = AssertTruncated(whole[..(int)(whole.Length * (long)percent / 100)]);
            Assert.StartsWith("cut: ", message, StringComparison.Ordinal);
            Assert.DoesNotContain("0x0 bytes", message);
        }
    }

    [Fact]
    public void AKernelWhoseTableIsBeforeTheCut_IsRead_AndTheCutSaid()
    {
        byte[] whole = Shells.UImage([.. _image, .. new byte[200_000]], 0);
        using KernelImage image = KernelImage.Read(whole.AsMemory(0, whole.Length - 150_000), "cut");
        Assert.True(image.RequireProved().Proof.IsProved);
        Assert.Null(image.Chosen.Layers[0].Checksum);
        Assert.Contains($"truncated: {whole.Length - 150_000} of {whole.Length} bytes", Assert.Single(image.Problems).Message);
    }

    [Fact]
    public void AFlippedBitInAPayloadThatASearchFinds_IsDamage()
    {
        foreach (Codec codec in (Codec[])[Codec.Gzip, Codec.Xz, Codec.Zstd, Codec.Lz4, Codec.Lzop, Codec.Bzip2])
        {
            byte[] image = Shells.S390(Packer.Pack(codec, Incompressible(500_000)));
            image[image.Length - 200_000] ^= 8;
            KallsymsException error = Assert.Throws<KallsymsException>(() => KernelImage.Read(image, "image").Dispose());
            Assert.Equal(ErrorKind.Unreadable, error.Kind);
            Assert.Contains("damaged", error.Message);
        }
    }

    [Theory]
    [InlineData("15", "131072")]
    [InlineData("19", "262144")]
    [InlineData("22", "1048576")]
    public void ZstdBlocksOfSquashfs_OfAnyLevelAndSize_AreRead(string level, string block)
    {
        Command.Require("mksquashfs");
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["root"]);
        // Text whose statistics change makes the encoder split its blocks.
        byte[] mixed = [.. Enumerable.Range(0, 40).SelectMany(i => i % 2 == 0 ? _image.AsSpan(0, 8000).ToArray()
            : Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1500).Select(n => $"{n * i:x} "))))];
        File.WriteAllBytes(scratch["root/vmlinux"], [.. mixed, .. _image]);
        Command made = Command.Run(
            "mksquashfs", ["root", "root.sqfs", "-comp", "zstd", "-Xcompression-level", level, "-b", block, "-noappend", "-no-progress"], scratch[""]);
        Assert.SkipUnless(made.Status == 0, "mksquashfs here does not know zstd");
        using KernelImage image = KernelImage.Open(scratch["root.sqfs"]);
        TableFinderTests.AssertEqual(_kernel.Symbols, image.RequireProved().Symbols);
    }

    [Fact]
    public void ImagesBehindEachOther_WithBytesBetween_AreSiblings()
    {
        byte[] one = [.. Shells.BzImage(Packer.Pack(Codec.Gzip, _image)), .. new byte[1472]];
        byte[] flash = [.. Enumerable.Repeat(one, 12).SelectMany(bytes => bytes)];
        using KernelImage image = KernelImage.Read(flash, "flash");
        Assert.Equal(12, image.Kernels.Count);
        Assert.Empty(image.Problems);
        Assert.All(image.Kernels, kernel => Assert.InRange(kernel.Layers.Count(layer => layer.Format == "flat"), 1, 2));
    }

    static string AssertTruncated(byte[] cut)
    {
        KallsymsException error = Assert.Throws<KallsymsException>(() => KernelImage.Read(cut, "cut").Dispose());
        Assert.Equal(ErrorKind.Unreadable, error.Kind);
        Assert.Contains("truncated", error.Message);
        return error.Message;
    }

    static byte[] Incompressible(int length)
    {
        var bytes = new byte[length];
        new Random(5).NextBytes(bytes);
        "\0Linux version 6.1.0 (a@b) #1\n\0"u8.CopyTo(bytes.AsSpan(100));
        return bytes;
    }
}
