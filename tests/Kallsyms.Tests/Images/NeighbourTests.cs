using System.Security.Cryptography;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Sources;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Whatever a kernel is packed in, the one behind it is found, or what is left of it is mentioned.</summary>
public class NeighbourTests
{
    static readonly SampleKernel _first = new() { Release = KernelRelease.Parse("linux-6.12"), Version = "6.12.1" };
    static readonly SampleKernel _second = new() { Release = KernelRelease.Parse("linux-6.1"), Version = "6.1.2", Functions = 1490 };
    static readonly byte[] _firstImage = _first.Build();
    static readonly byte[] _secondImage = _second.Build();

    static readonly Dictionary<string, Func<byte[], byte[]>> _forms = new()
    {
        ["raw"] = kernel => kernel,
        ["arm64 Image"] = Shells.Arm64Image,
        ["bzImage"] = kernel => Shells.BzImage(Packer.Pack(Codec.Gzip, kernel)),
        ["EFI zboot"] = kernel => Shells.EfiZboot(Packer.Pack(Codec.Zstd, kernel), "zstd22"),
        ["zImage"] = kernel => Shells.ArmZImage(Packer.Pack(Codec.Gzip, kernel)),
        ["uImage"] = kernel => Shells.UImage(kernel, 0),
        ["gzip uImage"] = kernel => Shells.UImage(Packer.Pack(Codec.Gzip, kernel), 1),
        ["FIT"] = kernel => Shells.Fit(Packer.Pack(Codec.Gzip, kernel), "gzip"),
        ["external FIT"] = kernel => Shells.Fit(Packer.Pack(Codec.Gzip, kernel), "gzip", external: true),
        ["Android"] = kernel => Shells.Android(Packer.Pack(Codec.Gzip, kernel), 2),
        ["UBI"] = kernel => FlashShells.Ubi(kernel, 131072, 2048),
        ["gzip"] = kernel => Packer.Pack(Codec.Gzip, kernel),
        ["xz"] = kernel => Packer.Pack(Codec.Xz, kernel),
        ["lzma"] = kernel => Packer.Pack(Codec.Lzma, kernel),
        ["bzip2"] = kernel => Packer.Pack(Codec.Bzip2, kernel),
        ["lz4"] = kernel => Packer.Pack(Codec.Lz4, kernel),
        ["lz4 -l"] = kernel => Packer.Pack(Codec.Lz4Legacy, kernel),
        ["lzop"] = kernel => Packer.Pack(Codec.Lzop, kernel),
        ["zstd"] = kernel => Packer.Pack(Codec.Zstd, kernel),
    };

    public static TheoryData<string> Forms() => [.. _forms.Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public void TheKernelBehindOneOfAnyForm_IsFound(string first)
    {
        byte[] left = _forms[first](_firstImage);
        foreach ((string second, Func<byte[], byte[]> form) in _forms)
        {
            // Blocks behind each other are one UBI image; and the packer of the tests leaves kernels bare in these formats.
            if (first == "UBI" && second == "UBI" || second is "xz" or "lz4" or "lz4 -l" or "lzop")
                continue;
            foreach (int gap in (int[])[0, 3, 4096, 70_001])
            {
                using KernelImage image = KernelImage.Read((byte[])[.. left, .. new byte[gap], .. form(_secondImage)], "flash");
                Assert.True(image.Kernels.Count == 2, $"{image.Kernels.Count} kernels: {first}, {gap} bytes, {second}");
                TableFinderTests.AssertEqual(_first.Symbols, image.Kernels[0].Table!.Symbols);
                TableFinderTests.AssertEqual(_second.Symbols, image.Kernels[1].Table!.Symbols);
                Assert.Empty(image.Problems);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void TheKernelBehindADamagedOne_IsFound_AndTheDamageSaid(string first)
    {
        Assert.SkipWhen(first == "UBI", "how long it is tell the headers of its blocks");
        byte[] left = _forms[first](_firstImage);
        left.AsSpan(left.Length / 2, 4000).Fill(0x55);
        using KernelImage image = KernelImage.Read((byte[])[.. left, .. new byte[4096], .. Shells.UImage(_secondImage, 0)], "flash");
        TableFinderTests.AssertEqual(_second.Symbols, image.Kernels[^1].Table!.Symbols);
        Assert.True(image.Kernels.Count == 2 || image.Problems.Count > 0, "nothing is said of the first");
    }

    [Fact]
    public void AKernelBehindErasedFlash_IsFound_AndTheFlashNotTakenForAText()
    {
        using var scratch = new Scratch();
        byte[] erased = new byte[1 << 20];
        erased.AsSpan().Fill(0xff);
        File.WriteAllBytes(scratch["flash"], [.. erased, .. Shells.UImage(_firstImage, 0)]);
        using SymbolSource source = SymbolSource.Open(scratch["flash"]);
        TableFinderTests.AssertEqual(_first.Symbols, source.Image!.RequireProved().Symbols);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void TheRestOfAKernelThatWasCutOff_IsMentioned(string second)
    {
        byte[] right = _forms[second]([.. _secondImage, .. RandomNumberGenerator.GetBytes(300_000)]);
        foreach (int gap in (int[])[0, 3, 70_001])
        {
            foreach (int percent in (int[])[2, 10, 30, 50, 90])
            {
                if (second == "raw" && percent < 50)
                    continue; // before its banner, code is all that is there
                byte[] flash = [.. Shells.UImage(_firstImage, 0), .. new byte[gap], .. right[..(int)(right.Length * (long)percent / 100)]];
                using KernelImage image = KernelImage.Read(flash, "flash");
                TableFinderTests.AssertEqual(_first.Symbols, image.Kernels[0].Table!.Symbols);
                Assert.True(image.Kernels.Count == 2 || image.Problems.Count > 0, $"nothing is said of {percent} % behind {gap} bytes");
            }
        }
    }
}
