using System.Text;
using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>An input with several kernels: each is found, and what is said of it was read off its own bytes.</summary>
public class KernelsTests
{
    static readonly int[] _offsets =
        [0, 1, 2, 3, 4, 5, 7, 12, 20, 31, 64, 100, 511, 512, 513, 2048, 4095, 4096, 65536, 65543];

    static readonly SampleKernel[] _kernels =
    [
        new() { Release = KernelRelease.Parse("linux-6.12"), Version = "6.12.1" },
        new() { Release = KernelRelease.Parse("linux-6.12"), Version = "6.12.2", Functions = 1490, ListsData = false },
        new() { Release = KernelRelease.Parse("linux-7.0"), Version = "7.0.3", Functions = 1480, Encoding = AddressEncoding.PlaceRelative },
        new()
        {
            Release = KernelRelease.Parse("linux-4.19"),
            Version = "4.19.4",
            Functions = 1470,
            Format = new(Is64: false, BigEndian: false),
            Machine = ElfMachine.Arm,
            IsThumb = true,
            ListsData = false,
        },
        new() { Release = KernelRelease.Parse("linux-5.0"), Version = "5.0.5", Functions = 1460, Format = new(Is64: true, BigEndian: true), ListsData = false, HasExports = false },
        new() { Release = KernelRelease.Parse("linux-6.1"), Version = "6.1.6", Functions = 1450, Machine = ElfMachine.AArch64, IsRelocated = true, ListsData = false },
    ];

    static readonly byte[][] _images = [.. _kernels.Select(kernel => kernel.Build())];

    public static TheoryData<int, int> Pairs() => [.. from first in Enumerable.Range(0, _kernels.Length)
                                                       from second in Enumerable.Range(0, _kernels.Length)
                                                       select (first, second)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void TwoKernelsInOneFlash_AtAnyOffsets_AreBothFoundAndProved(int first, int second)
    {
        for (int i = 0; i < _offsets.Length; i++)
        {
            // Raw or as uImage, with zeros or ones between.
            byte[] left = i % 4 < 2 ? _images[first] : Packed(first);
            byte[] right = i % 2 == 0 ? _images[second] : Packed(second);
            byte[] gap = new byte[_offsets[(i * 7 + 3) % _offsets.Length]];
            gap.AsSpan().Fill((byte)(i % 3 == 0 ? 0xff : 0));
            byte[] flash = [.. new byte[_offsets[i]], .. left, .. gap, .. right, .. new byte[5000]];
            using KernelImage image = KernelImage.Read(flash, "flash");
            string what = $"offset {_offsets[i]}, gap {gap.Length}, form {i % 4}";
            Assert.True(image.Kernels.Count == 2, $"{image.Kernels.Count} kernels: {what}");
            AssertIs(_kernels[first], image.Kernels[0], what);
            AssertIs(_kernels[second], image.Kernels[1], what);
        }
    }

    [Fact]
    public void TheSameKernelTwice_IsTwoKernels_EachAtItsOwnPlace()
    {
        foreach (int which in (int[])[0, 1, 5])
        {
            byte[] flash = [.. new byte[4096], .. _images[which], .. _images[which], .. _images[which]];
            using KernelImage image = KernelImage.Read(flash, "flash");
            Assert.Equal([4096L, 4096L + _images[which].Length, 4096L + 2 * _images[which].Length], image.Kernels.Select(kernel => kernel.Place.Start));
            Assert.All(image.Kernels, kernel => AssertIs(_kernels[which], kernel, ""));
            Assert.Equal(_kernels[which].Base - 4096 - (ulong)_images[which].Length, image.Kernels[1].Table!.Origin);
            Assert.Equal((1, "the first: their releases are the same"), (image.Chosen.Number, image.Reason));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void ATextThatLooksLikeABanner_InFrontOrBehind_IsNotTheKernels(int which)
    {
        byte[] text = Encoding.ASCII.GetBytes("Linux version 2.6.18 (a@b) #1\n\0");
        byte[] file = [.. text, .. new byte[4096 - text.Length], .. _images[which], .. text];
        using KernelImage image = KernelImage.Read(file, "file");
        Assert.Single(image.Kernels);
        // Without linux_banner and without its place, two texts are as good as each other, and none is said.
        Assert.Equal(which == 4 ? null : _kernels[which].Version, image.Chosen.Release);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TheDefaultConfigurationOfAFit_IsChosen(int byDefault)
    {
        using KernelImage image = KernelImage.Read(Shells.FitOf([_images[0], Packer.Pack(Codec.Gzip, _images[1])], byDefault), "fit");
        Assert.Equal(2, image.Kernels.Count);
        AssertIs(_kernels[byDefault - 1], image.Chosen, "");
        Assert.Contains($"conf-{byDefault}", image.Reason);
    }

    [Fact]
    public void WhereNoHeaderTells_TheNewestIsChosen_AndOneThatIsAskedForIsTaken()
    {
        byte[] flash = [.. Packed(2), .. new byte[512], .. Packed(0), .. new byte[512], .. Packed(3)];
        using KernelImage newest = KernelImage.Read(flash, "flash");
        Assert.Equal((1, "the newest release"), (newest.Chosen.Number, newest.Reason));
        using KernelImage third = KernelImage.Read(flash, "flash", choice: new(Number: 3));
        AssertIs(_kernels[3], third.Chosen, "");
        using KernelImage second = KernelImage.Read(flash, "flash", choice: new(Offset: Packed(2).Length + 512 + 1000));
        AssertIs(_kernels[0], second.Chosen, "");
        KallsymsException error = Assert.Throws<KallsymsException>(() => KernelImage.Read(flash, "flash", choice: new(Number: 4)));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("it has 3: 1 at 0x", error.Message);
    }

    [Fact]
    public void AKernelWithoutATable_BesideOneWithATable_IsListedAndNotChosen()
    {
        byte[] without = [.. new byte[70_000], .. "Linux version 9.1.0 (a@b) #1\n\0"u8, .. new byte[5000]];
        byte[] flash = [.. Shells.UImage(without, 0), .. Packed(0)];
        using KernelImage image = KernelImage.Read(flash, "flash");
        Assert.Equal(["9.1.0", "6.12.1"], image.Kernels.Select(kernel => kernel.Release));
        Assert.Equal(AbsenceReason.CompiledOut, image.Kernels[0].Absence!.Reason);
        Assert.Equal((2, "the only one whose table is proved"), (image.Chosen.Number, image.Reason));
    }

    [Fact]
    public void WhatALimitKeepsFromBeingRead_IsSaid()
    {
        byte[] flash = [.. Packed(0), .. Packed(1), .. Packed(2)];
        using KernelImage image = KernelImage.Read(flash, "flash", new UnpackLimits(MaxOutput: _images[0].Length + 1000));
        Assert.Single(image.Kernels);
        Assert.Contains("limit", image.Problems[0].Message);
    }

    static byte[] Packed(int which) => Shells.UImage(Packer.Pack(Codec.Gzip, _images[which]), 1);

    static void AssertIs(SampleKernel expected, Kernel found, string what)
    {
        Assert.True(found.Table is { Proof.IsProved: true }, $"{expected.Version} is not proved: {what}: {found.Table?.Doubt}");
        TableFinderTests.AssertEqual(expected.Symbols, found.Table!.Symbols);
        Assert.True(found.Release == expected.Version || found.Release is null && !expected.ListsData && !expected.HasExports, $"{found.Release}: {what}");
    }
}
