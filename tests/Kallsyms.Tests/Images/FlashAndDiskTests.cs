using System.Buffers.Binary;
using System.Text;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Flash memory and disks as the real tools make them: kernels are found in them, and what is not read is named.</summary>
public class FlashAndDiskTests
{
    static readonly SampleKernel _old = new() { Release = KernelRelease.Parse("linux-6.1"), Version = "6.1.1" };
    static readonly SampleKernel _new = new() { Release = KernelRelease.Parse("linux-6.12"), Version = "6.12.2", Seed = 2 };
    static readonly byte[] _oldImage = _old.Build();
    static readonly byte[] _newImage = _new.Build();

    [Fact]
    public void UImagesOfMkimage_BehindEachOther_AreBothFound()
    {
        Command.Require("mkimage");
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["old.gz"], Packer.Pack(Codec.Gzip, _oldImage));
        File.WriteAllBytes(scratch["new"], _newImage);
        Run(scratch, "mkimage", "-A", "arm64", "-O", "linux", "-T", "kernel", "-C", "gzip", "-d", "old.gz", "old.uimage");
        Run(scratch, "mkimage", "-A", "arm64", "-O", "linux", "-T", "kernel", "-C", "none", "-d", "new", "new.uimage");
        AssertBoth([.. new byte[300], .. Read(scratch, "old.uimage"), .. new byte[77], .. Read(scratch, "new.uimage")], "uImage");
    }

    [Fact]
    public void AFitWithoutItsDefaultConfiguration_IsRead_AndItIsSaid()
    {
        Command.Require("mkimage", "dtc");
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["old"], _oldImage);
        File.WriteAllBytes(scratch["new"], _newImage);
        const string Kernel = """type = "kernel"; arch = "arm64"; os = "linux"; compression = "none"; load = <0>; entry = <0>;""";
        File.WriteAllText(scratch["fit.its"], $$"""
            /dts-v1/;
            / {
                description = "two"; #address-cells = <1>;
                images { kernel-1 { data = /incbin/("old"); {{Kernel}} }; kernel-2 { data = /incbin/("new"); {{Kernel}} }; };
                configurations { default = "conf-9"; conf-1 { kernel = "kernel-1"; }; };
            };
            """);
        Run(scratch, "mkimage", "-f", "fit.its", "fit");
        using KernelImage image = KernelImage.Read(Read(scratch, "fit"), "fit");
        Assert.Equal(["6.1.1", "6.12.2"], image.Kernels.Select(kernel => kernel.Release));
        Assert.Empty(image.Problems);
        Assert.Equal("the newest release; FIT: its default configuration, conf-9, does not exist or has no kernel", image.Reason);
        Assert.EndsWith("conf-9, does not exist or has no kernel", image.Chosen.Layers[0].Remark, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conf-1", "6.1.1")]
    [InlineData("conf-2", "6.12.2")]
    public void AFitOfMkimage_HasItsDefaultConfigurationChosen(string configuration, string release)
    {
        Command.Require("mkimage", "dtc");
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["old"], _oldImage);
        File.WriteAllBytes(scratch["new"], _newImage);
        string Image(int number, string file) => $$"""
            kernel-{{number}} { data = /incbin/("{{file}}"); type = "kernel"; arch = "arm64"; os = "linux"; compression = "none"; load = <0>; entry = <0>; };
            """;
        File.WriteAllText(scratch["fit.its"], $$"""
            /dts-v1/;
            / {
                description = "two"; #address-cells = <1>;
                images { {{Image(1, "old")}} {{Image(2, "new")}} };
                configurations { default = "{{configuration}}"; conf-1 { kernel = "kernel-1"; }; conf-2 { kernel = "kernel-2"; }; };
            };
            """);
        foreach (string[] options in (string[][])[[], ["-E"]])
        {
            Run(scratch, "mkimage", ["-f", "fit.its", .. options, "fit.itb"]);
            using KernelImage image = KernelImage.Open(scratch["fit.itb"]);
            Assert.Equal(["6.1.1", "6.12.2"], image.Kernels.Select(kernel => kernel.Release));
            Assert.Equal(release, image.Chosen.Release);
        }
    }

    [Fact]
    public void BootImagesOfMkbootimg_BehindEachOther_AreBothFound()
    {
        Command.Require("mkbootimg");
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["old"], _oldImage);
        File.WriteAllBytes(scratch["new"], _newImage);
        File.WriteAllBytes(scratch["ramdisk"], new byte[5000]);
        foreach (string version in (string[])["0", "1", "2"])
        {
            foreach (string name in (string[])["old", "new"])
                Run(scratch, "mkbootimg", ["--kernel", name, "--ramdisk", "ramdisk", "--header_version", version, .. version == "2" ? ["--dtb", "ramdisk"] : (string[])[], "-o", $"{name}.img"]);
            AssertBoth([.. Read(scratch, "old.img"), .. Read(scratch, "new.img")], "Android boot image");
        }
    }

    [Fact]
    public void VolumesOfUbinize_StaticAndDynamic_AreReadInTheOrderOfTheirLogicalBlocks()
    {
        Command.Require("ubinize");
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["old"], Packer.Pack(Codec.Gzip, _oldImage));
        File.WriteAllBytes(scratch["new"], _newImage);
        File.WriteAllText(scratch["ubi.ini"], """
            [kernel]
            mode=ubi
            image=old
            vol_id=0
            vol_type=static
            vol_name=kernel
            [other]
            mode=ubi
            image=new
            vol_id=3
            vol_type=dynamic
            vol_size=4MiB
            vol_name=other
            """);
        foreach (string[] geometry in (string[][])[["-p", "128KiB", "-m", "2048"], ["-p", "16KiB", "-m", "512", "-s", "512"], ["-p", "256KiB", "-m", "4096"]])
        {
            Run(scratch, "ubinize", ["-o", "ubi.img", .. geometry, "ubi.ini"]);
            byte[] ubi = Read(scratch, "ubi.img");
            AssertBoth(ubi, "UBI");
            int block = int.Parse(geometry[1].Replace("KiB", ""), System.Globalization.CultureInfo.InvariantCulture) << 10;
            AssertBoth(Shuffled(ubi, block), "UBI");
            AssertBoth([.. new byte[0x20000], .. ubi], "UBI");
            AssertBoth([.. ubi[..block], .. Enumerable.Repeat((byte)0xff, 2 * block), .. ubi[block..]], "UBI"); // never written
            int page = int.Parse(geometry[3], System.Globalization.CultureInfo.InvariantCulture);
            AssertBoth(FlashShells.WithSpare(ubi, page, page / 32), "NAND with OOB");
        }
    }

    [Fact]
    public void AUbiImageWithSpareBytesInAnUnknownLayout_IsNamed()
    {
        byte[] ubi = FlashShells.Ubi(_newImage, 128 << 10, 2048);
        // Behind every 512 bytes their checksums of 13, and the rest of the spare bytes behind all of the page.
        byte[] flash = [.. ubi.Chunk(512).SelectMany((bytes, i) => (byte[])[.. bytes, .. "0123456789abc"u8, .. i % 4 == 3 ? "the rest -->"u8 : ""u8])];
        AssertRefused(flash, "a UBI image whose blocks of 135168 bytes have spare bytes of NAND", "nanddump without --oob");
    }

    [Theory]
    [InlineData(0, 0)] // the first header of the block
    [InlineData(2048, 1)] // the second
    public void AUbiHeaderThatIsDamaged_IsSaid_EvenIfItWasTheOnlyOneOfAVolume(int header, int fromEnd)
    {
        byte[] first = FlashShells.Ubi(_newImage, 128 << 10, 2048);
        byte[] second = FlashShells.Ubi(Packer.Pack(Codec.Gzip, new byte[50_000]), 128 << 10, 2048, volume: 1);
        byte[] flash = [.. first, .. second, .. fromEnd == 0 ? FlashShells.Ubi(new byte[100], 128 << 10, 2048, volume: 2) : []];
        flash[first.Length + header + 10] ^= 1;
        using KernelImage image = KernelImage.Read(flash, "flash");
        TableFinderTests.AssertEqual(_new.Symbols, Assert.Single(image.Kernels).Table!.Symbols);
        Assert.Contains($"the header of UBI at 0x{first.Length + header:x} is damaged", Assert.Single(image.Problems).Message);
    }

    [Fact]
    public void TheFirstBytesOfAUbiHeaderAlone_AreNone()
    {
        byte[] flash = [.. new byte[0x4000], .. "UBI#"u8, .. Enumerable.Repeat((byte)7, 0x3fffc), .. Shells.UImage(_oldImage, 0)];
        using KernelImage image = KernelImage.Read(flash, "flash");
        TableFinderTests.AssertEqual(_old.Symbols, Assert.Single(image.Kernels).Table!.Symbols);
        Assert.Empty(image.Problems);
    }

    [Fact]
    public void BlocksThatTheWriterSkipped_AreLeftOut_WhereSpareBytesAreNotThereToSayWhich()
    {
        byte[] kernel = Shells.UImage(_oldImage, 0);
        byte[] erased = [.. Enumerable.Repeat((byte)0xff, 128 << 10)];
        byte[] raw = Shells.Arm64Image(_newImage);
        byte[] flash =
        [
            .. kernel[..(128 << 10)], .. erased, .. kernel[(128 << 10)..], .. Enumerable.Repeat((byte)0xff, -kernel.Length & 0x1ffff),
            .. raw[..(128 << 10)], .. erased, .. raw[(128 << 10)..],
        ];
        AssertBoth(flash, "NAND");
    }

    [Theory]
    [InlineData(512, 16)]
    [InlineData(2048, 64)]
    [InlineData(4096, 224)]
    public void PagesWithSpareBytes_AreReadWithoutThem(int page, int spare)
    {
        byte[] flash = [.. Shells.UImage(Packer.Pack(Codec.Gzip, _oldImage), 1), .. new byte[1000], .. Shells.UImage(_newImage, 0)];
        AssertBoth(FlashShells.WithSpare(flash, page, spare), "NAND with OOB");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("lzo")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    [InlineData("lzma")]
    public void KernelsInSquashfs_OfAnyCompression_AreFound(string packing)
    {
        Command.Require("mksquashfs");
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["root/boot"]);
        Directory.CreateDirectory(scratch["root/usr/lib"]);
        for (int i = 0; i < 300; i++)
            File.WriteAllText(scratch[$"root/usr/lib/file-{i}"], new string('x', i));
        File.WriteAllBytes(scratch["root/boot/vmlinuz-6.1.1"], Shells.BzImage(Packer.Pack(Codec.Gzip, _oldImage)));
        File.WriteAllBytes(scratch["root/usr/lib/Image"], _newImage);
        Command made = Command.Run("mksquashfs", ["root", "root.sqfs", "-comp", packing, "-noappend", "-no-progress", "-b", "16384"], scratch[""]);
        Assert.SkipUnless(made.Status == 0, $"mksquashfs here does not know {packing}");
        byte[] image = Read(scratch, "root.sqfs");
        AssertBoth(image, "squashfs");
        using KernelImage two = KernelImage.Read(image, "flash");
        Assert.Equal(2, two.Kernels.Select(kernel => kernel.Place.Start).Distinct().Count());
        AssertBoth([.. new byte[70_000], .. image], "squashfs");
    }

    [Theory]
    [InlineData("vmlinuz", "old")]
    [InlineData("first", "second")]
    public void KernelsOfOtherNames_AreFoundByTheirHeaders(string first, string second)
    {
        byte[] old = Shells.UImage(_oldImage, 0);
        byte[] current = Shells.Android(_newImage, 2);
        AssertBoth(FlashShells.Zip(("lib.so", new byte[500_000]), (first, old), (second, current)), "zip");
        Command.Require("mksquashfs");
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["root"]);
        File.WriteAllBytes(scratch["root/lib.so"], new byte[500_000]);
        File.WriteAllBytes(scratch[$"root/{first}"], old);
        File.WriteAllBytes(scratch[$"root/{second}"], current);
        Run(scratch, "mksquashfs", "root", "root.sqfs", "-noappend", "-no-progress");
        AssertBoth(Read(scratch, "root.sqfs"), "squashfs");
    }

    [Fact]
    public void AKernelWithoutAHeader_InASquashfs_IsAmongItsLargestFiles()
    {
        Command.Require("mksquashfs");
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["root"]);
        for (int i = 0; i < 40; i++)
            File.WriteAllBytes(scratch[$"root/data-{i}"], new byte[70_000]);
        File.WriteAllBytes(scratch["root/firmware"], _oldImage);
        Run(scratch, "mksquashfs", "root", "root.sqfs", "-noappend", "-no-progress");
        using KernelImage image = KernelImage.Read(Read(scratch, "root.sqfs"), "flash");
        Assert.Equal("6.1.1", Assert.Single(image.Kernels).Release);
    }

    [Fact]
    public void KernelsInAZipArchive_AreFound()
    {
        Command.Require("zip");
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["boot.img"], Shells.Android(_oldImage, 2));
        File.WriteAllBytes(scratch["Image"], _newImage);
        File.WriteAllBytes(scratch["system.dat"], new byte[100_000]);
        Run(scratch, "zip", "-9", "ota.zip", "boot.img", "Image", "system.dat");
        AssertBoth(Read(scratch, "ota.zip"), "zip");
        Run(scratch, "zip", "-0", "stored.zip", "boot.img", "Image");
        AssertBoth(Read(scratch, "stored.zip"), "zip");
    }

    [Theory]
    [InlineData("gpt")]
    [InlineData("dos")]
    public void PartitionsOfADisk_AreLookedInto(string label)
    {
        Command.Require("sfdisk");
        using var scratch = new Scratch();
        byte[] first = Shells.UImage(Packer.Pack(Codec.Gzip, _oldImage), 1);
        byte[] second = Shells.Android(_newImage, 2);
        File.WriteAllBytes(scratch["disk"], new byte[8 << 20]);
        string kind = label == "gpt" ? "linux" : "L";
        byte[] script = Encoding.ASCII.GetBytes($"label: {label}\nstart=2048, size=4096, type={kind}\nstart=8192, size=4096, type={kind}\n");
        Command.Run("sfdisk", ["-q", "disk"], scratch[""], script).Succeeded();
        byte[] disk = Read(scratch, "disk");
        first.CopyTo(disk, 2048 * 512);
        second.CopyTo(disk, 8192 * 512);
        AssertBoth(disk, label == "gpt" ? "GPT" : "MBR");
    }

    [Fact]
    public void SlotsOfAndroid_AreChosenByTheAttributesOfTheirPartitions()
    {
        Command.Require("sgdisk");
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["disk"], new byte[8 << 20]);
        // Slot A has the older kernel, and is active.
        Run(scratch, "sgdisk", "-n", "1:2048:+2M", "-c", "1:boot_a", "-A", "1:set:50", "-n", "2:8192:+2M", "-c", "2:boot_b", "disk");
        byte[] disk = Read(scratch, "disk");
        Shells.Android(_oldImage, 2).CopyTo(disk, 2048 * 512);
        Shells.Android(_newImage, 2).CopyTo(disk, 8192 * 512);
        using KernelImage image = KernelImage.Read(disk, "disk");
        Assert.Equal(2, image.Kernels.Count);
        Assert.Equal("6.1.1", image.Chosen.Release);
        Assert.Contains("boot_a", image.Reason);
    }

    [Fact]
    public void ASquashfsWhoseDirectoryIsWithinItself_IsDamaged()
    {
        byte[] file = FlashShells.Squash(_oldImage, "root", isItself: true);
        Assert.Contains("squashfs is damaged", Assert.Throws<KallsymsException>(() => KernelImage.Read(file, "flash").Dispose()).Message);
    }

    [Fact]
    public void ASquashfsWithANameThatNoFileHas_IsDamaged()
    {
        byte[] file = FlashShells.Squash(_oldImage, new string('v', 257));
        Assert.Contains("squashfs is damaged", Assert.Throws<KallsymsException>(() => KernelImage.Read(file, "flash").Dispose()).Message);
    }

    [Fact]
    public void AZipArchiveWithAListOfMegabytes_IsRefused()
    {
        byte[] file = FlashShells.Zip(
            [("vmlinuz", _oldImage), .. Enumerable.Range(0, 12_000).Select(i => ($"{i}{new string('n', 150)}", Array.Empty<byte>()))]);
        Assert.Contains("longer than in any image", Assert.Throws<KallsymsException>(() => KernelImage.Read(file, "zip").Dispose()).Message);
    }

    [Fact]
    public void FileSystemsOfMtdUtils_ThatAreNotRead_AreNamedWithTheToolThatIs()
    {
        Command.Require("mkfs.ubifs", "mkfs.jffs2", "ubinize");
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["root"]);
        File.WriteAllBytes(scratch["root/zImage"], Packer.Pack(Codec.Xz, _oldImage));
        Run(scratch, "mkfs.ubifs", "-r", "root", "-m", "2048", "-e", "126976", "-c", "100", "-o", "root.ubifs");
        Run(scratch, "mkfs.jffs2", "-r", "root", "-e", "131072", "-o", "root.jffs2");
        File.WriteAllText(scratch["ubi.ini"], "[root]\nmode=ubi\nimage=root.ubifs\nvol_id=0\nvol_type=dynamic\nvol_size=4MiB\nvol_name=root\n");
        Run(scratch, "ubinize", "-o", "ubi.img", "-p", "128KiB", "-m", "2048", "ubi.ini");
        AssertRefused(Read(scratch, "root.ubifs"), "a UBIFS file system", "ubireader");
        AssertRefused(Read(scratch, "ubi.img"), "a UBIFS file system", "ubireader");
        AssertRefused(Read(scratch, "root.jffs2"), "a JFFS2 file system", "jefferson");
    }

    [Fact]
    public void OfADamagedKernelBesideAFileSystem_TheDamageIsSaidFirst()
    {
        byte[] damaged = Shells.UImage(Packer.Pack(Codec.Gzip, _oldImage), 1);
        damaged[^100] ^= 1;
        byte[] system = [.. "XFSB"u8, .. new byte[100_000]];
        AssertRefused(FlashShells.Gpt(("root", 0, system), ("boot", 0, damaged)), "damaged: crc32", "");
        byte[] both = FlashShells.Gpt(("root", 0, system), ("boot", 0, damaged), ("other", 0, Shells.UImage(_newImage, 0)));
        using KernelImage image = KernelImage.Read(both, "disk");
        Assert.Equal(["damaged: crc32", "an XFS file system"],
            image.Problems.Select(problem => ((string[])["damaged: crc32", "an XFS file system"]).Single(problem.Message.Contains)));
    }

    [Fact]
    public void AFileThatAFileSystemKeepsInPieces_IsNotCalledDamaged()
    {
        byte[] file = Shells.UImage(Packer.Pack(Codec.Gzip, _oldImage), 1);
        byte[] ext4 = [.. new byte[0x10000], .. file[..40_000], .. new byte[0x4000], .. file[40_000..], .. new byte[100_000]];
        (ext4[0x438], ext4[0x439]) = (0x53, 0xef);
        AssertRefused(ext4, "an ext2, ext3 or ext4 file system", "debugfs");
    }

    [Fact]
    public void AHeaderFoundBySearching_ThatLeadsPastTheEnd_IsNone()
    {
        byte[] file = new byte[200_000];
        "ANDROID!"u8.CopyTo(file.AsSpan(70_000));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(70_008), 0xff168948);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(70_036), 0x372213e8);
        using KernelImage image = KernelImage.Read(file, "program");
        Assert.Equal(AbsenceReason.NoKernel, image.Absence!.Reason);
    }

    public static TheoryData<string> Damaged() => ["UBI", "NAND with OOB", "squashfs", "zip", "GPT", "MBR"];

    [Theory]
    [MemberData(nameof(Damaged))]
    public void DamagedAndTruncatedFlash_IsAnErrorOrAResult_AndNothingElse(string format)
    {
        byte[] kernel = Shells.UImage(Packer.Pack(Codec.Gzip, _oldImage), 1);
        byte[] whole = format switch
        {
            "UBI" => FlashShells.Ubi(kernel, 16384, 512),
            "NAND with OOB" => FlashShells.WithSpare(kernel, 2048, 64),
            "squashfs" => FlashShells.Squash(kernel[..100_000]),
            "zip" => FlashShells.Zip(("boot.img", kernel)),
            "GPT" => FlashShells.Gpt(("boot_a", 0, kernel), ("boot_b", 1UL << 50, kernel)),
            _ => FlashShells.Mbr(kernel, kernel),
        };
        var random = new Random(3);
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = i % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (int flips = 0; i % 2 == 1 && flips < 4; flips++)
                damaged[random.Next(i < 40 ? Math.Min(4096, damaged.Length) : damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                KernelImage.Read(damaged, "damaged").Dispose();
            }
            catch (KallsymsException error)
            {
                Assert.Equal(ErrorKind.Unreadable, error.Kind);
            }
        }
    }

    [Theory]
    [InlineData("a cramfs file system", new byte[] { 0x45, 0x3d, 0xcd, 0x28 })]
    [InlineData("a VMware disk", new byte[] { (byte)'K', (byte)'D', (byte)'M', (byte)'V' })]
    [InlineData("a qcow2 disk of version 1", new byte[] { (byte)'Q', (byte)'F', (byte)'I', 0xfb, 0, 0, 0, 1 })]
    [InlineData("a 7z archive", new byte[] { (byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c })]
    public void WhatIsNotRead_IsNamed(string name, byte[] magic) => AssertRefused([.. magic, .. new byte[100_000]], name, ": ");

    [Theory]
    [InlineData("a VirtualBox disk", 0x40, "\u007f\u0010\u00da\u00be")]
    [InlineData("a Hyper-V disk", 0, "vhdxfile")]
    [InlineData("a Hyper-V disk", 0, "conectix")]
    [InlineData("a saved state of VMware", 0, "\u00d0\u00be\u00d2\u00be")]
    [InlineData("a saved state of Hyper-V", 0, "\u0014\u0020\u0028\u0001")]
    [InlineData("a saved state of VirtualBox", 0, "\u007fVirtualBox SavedState V2.0\n")]
    [InlineData("an Android sparse image", 0, "\u003a\u00ff\u0026\u00ed")]
    [InlineData("an encrypted volume", 0, "LUKS\u00ba\u00be")]
    [InlineData("an LVM volume", 0x200, "LABELONE")]
    [InlineData("an XFS file system", 0, "XFSB")]
    [InlineData("a Btrfs file system", 0x10040, "_BHRfS_M")]
    [InlineData("an F2FS file system", 0x400, "\u0010\u0020\u00f5\u00f2")]
    [InlineData("an EROFS file system", 0x400, "\u00e2\u00e1\u00f5\u00e0")]
    [InlineData("an NTFS or exFAT file system", 3, "NTFS    ")]
    public void WhatIsNotRead_IsNamedByItsMagicWhereverThatIs(string name, int at, string magic)
    {
        byte[] file = new byte[200_000];
        Encoding.Latin1.GetBytes(magic, file.AsSpan(at));
        AssertRefused(file, name, ": ");
    }

    [Fact]
    public void PartsOfASplitZip_AreNamed()
    {
        Command.Require("zip");
        using var scratch = new Scratch();
        var bytes = new byte[300_000];
        new Random(4).NextBytes(bytes);
        File.WriteAllBytes(scratch["vmlinuz"], bytes);
        Run(scratch, "zip", "-q", "-s", "128k", "split.zip", "vmlinuz");
        AssertRefused(Read(scratch, "split.z01"), "one part of a zip archive", "zip -s 0");
        AssertRefused(Read(scratch, "split.zip"), "one part of a zip archive", "zip -s 0");
    }

    // The last two bytes of its first sector are those of a disk with partitions, too.
    [Fact]
    public void AFatFileSystemOfMkfs_IsNamed()
    {
        Command.Require("mkfs.fat");
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["fat"], new byte[4 << 20]);
        Run(scratch, "mkfs.fat", "fat");
        AssertRefused(Read(scratch, "fat"), "a FAT file system", "mcopy");
    }

    static void AssertRefused(byte[] file, string name, string cure)
    {
        KallsymsException error = Assert.Throws<KallsymsException>(() => KernelImage.Read(file, "file").Dispose());
        Assert.Equal(ErrorKind.Unreadable, error.Kind);
        Assert.Contains(name, error.Message);
        Assert.Contains(cure, error.Message);
    }

    static void AssertBoth(byte[] file, string format)
    {
        using KernelImage image = KernelImage.Read(file, "flash");
        Kernel[] kernels = [.. image.Kernels.OrderBy(kernel => kernel.Release, StringComparer.Ordinal)];
        Assert.Equal(["6.1.1", "6.12.2"], kernels.Select(kernel => kernel.Release));
        TableFinderTests.AssertEqual(_old.Symbols, kernels[0].Table!.Symbols);
        TableFinderTests.AssertEqual(_new.Symbols, kernels[1].Table!.Symbols);
        Assert.All(kernels, kernel => Assert.Contains(format, kernel.Layers.Select(layer => layer.Format)));
        Assert.Equal("6.12.2", image.Chosen.Release);
    }

    static byte[] Shuffled(byte[] flash, int block)
    {
        byte[][] blocks = [.. flash.Chunk(block)];
        new Random(5).Shuffle(blocks);
        return [.. blocks.SelectMany(bytes => bytes)];
    }

    static void Run(Scratch scratch, string program, params string[] arguments) => Command.Run(program, arguments, scratch[""]).Succeeded();

    static byte[] Read(Scratch scratch, string name) => File.ReadAllBytes(scratch[name]);
}
