using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>A kernel is found within every shell it is shipped in, nested as they come, and the chain of shells is told.</summary>
public class ContainerTests
{
    static readonly SampleKernel _kernel = new() { Release = KernelRelease.Parse("linux-6.12") };
    static readonly byte[] _image = _kernel.Build();

    public static TheoryData<string> Codecs() => [.. Enum.GetNames<Codec>().Where(name => name != nameof(Codec.Stored))];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void PackedBytesAreUnpacked(string codec) => AssertFound(Packer.Pack(codec, _image), codec, "flat");

    [Theory]
    [MemberData(nameof(Codecs))]
    public void WhatFollowsPackedBytesDoesNotMatter(string codec) => AssertFound([.. Packer.Pack(codec, _image), .. new byte[] { 0xa5, 1, 2, 3, 4, 5, 6 }], codec, "flat");

    [Theory]
    [InlineData(Codec.Gzip)]
    [InlineData(Codec.Xz)]
    [InlineData(Codec.Lz4)]
    [InlineData(Codec.Zstd)]
    internal void StreamsBehindEachOther_AreOne(Codec codec)
    {
        int half = _image.Length / 2;
        AssertFound([.. Packer.Pack(codec, _image[..half]), .. Packer.Pack(codec, _image[half..])], codec.ToString(), "flat");
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void BzImagesHaveTheirPayloadPlaceInTheHeader(string codec) => AssertFound(Shells.BzImage(Packer.Pack(codec, _image)), "bzImage", codec, "flat");

    [Theory]
    [InlineData("gzip", Codec.Gzip)]
    [InlineData("lz4", Codec.Lz4Legacy)]
    [InlineData("lzma", Codec.Lzma)]
    [InlineData("lzo", Codec.Lzop)]
    [InlineData("xzkern", Codec.Xz)]
    [InlineData("zstd22", Codec.Zstd)]
    internal void ZbootNamesItsPacking(string name, Codec codec) => AssertFound(Shells.EfiZboot(Packer.Pack(codec, _image), name), "EFI zboot", codec.ToString(), "flat");

    [Theory]
    [MemberData(nameof(Codecs))]
    public void WhereNoHeaderTellsThePayloadIsSearched(string codec)
    {
        byte[] packed = Packer.Pack(codec, _image);
        AssertFound(Shells.ArmZImage(packed), "ARM zImage", codec, "flat");
        AssertFound(Shells.S390(packed), "s390 bzImage", codec, "flat");
        AssertFound(Shells.ElfWrapper(packed), "ELF", codec, "flat");
        AssertFound([.. new byte[12345], .. Shells.UImage(packed, 1)], "flat", "uImage", codec, "flat");
    }

    [Fact]
    public void UImagesHoldOneFileOrSeveral()
    {
        AssertFound(Shells.UImage(_image, 0), "uImage", "flat");
        AssertFound(Shells.UImage(Packer.Pack(Codec.Lzma, _image), 3), "uImage", "Lzma", "flat");
        AssertFound(Shells.UImageOfFiles(new byte[5000], Packer.Pack(Codec.Gzip, _image)), "uImage", "Gzip", "flat");
    }

    [Fact]
    public void FlattenedImageTreesHaveTheirDataInsideOrBehind()
    {
        AssertFound(Shells.Fit(Packer.Pack(Codec.Gzip, _image), "gzip"), "FIT", "Gzip", "flat");
        AssertFound(Shells.Fit(_image, "none", external: true), "FIT", "flat");
        AssertFound(Shells.Fit(Packer.Pack(Codec.Lzma, _image), "lzma", external: true), "FIT", "Lzma", "flat");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AndroidImagesOfEveryVersionAreOpened(uint version)
    {
        AssertFound(Shells.Android(_image, version), "Android boot image", "flat");
        AssertFound(Shells.Android(Packer.Pack(Codec.Lz4Legacy, _image), version), "Android boot image", "Lz4Legacy", "flat");
    }

    [Fact]
    public void ShellsOfVendorsAreOpenedInsideOthers()
    {
        AssertFound(Shells.Android(Shells.Qualcomm(_image), 1), "Android boot image", "Qualcomm UNCOMPRESSED_IMG", "flat");
        AssertFound(Shells.Android(Shells.MediaTek(Packer.Pack(Codec.Gzip, _image)), 1), "Android boot image", "MediaTek header", "Gzip", "flat");
    }

    [Fact]
    public void ACopyThatLostItsPaddingIsStillRead() => AssertFound(Shells.Android(_image, 3)[..^4096], "Android boot image", "flat");

    static void AssertFound(byte[] file, params string[] chain)
    {
        using KernelImage image = KernelImage.Read(file, "image");
        Assert.Equal(chain, image.Image.Chain.Select(layer => layer.Format));
        TableFinderTests.AssertEqual(_kernel.Symbols, image.RequireProved().Symbols);
    }
}
