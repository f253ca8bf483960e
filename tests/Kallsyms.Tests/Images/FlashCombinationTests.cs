using System.Globalization;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>
/// One kernel or two, each in some form that boot loaders load, in each layout of flash and disks: all are found, each with its own table.
/// Every run takes some of the combinations; with KALLSYMS_TEST_ALL all of them.
/// </summary>
public class FlashCombinationTests
{
    const int Taken = 5; // of the combinations of a layout

    static readonly SampleKernel[] _kernels =
    [
        new() { Release = KernelRelease.Parse("linux-6.12"), Version = "6.12.1" },
        new() { Release = KernelRelease.Parse("linux-6.1"), Version = "6.1.2", Functions = 1490, Seed = 2 },
    ];

    static readonly byte[][] _images = [.. _kernels.Select(kernel => kernel.Build())];
    static readonly byte[][] _packed = [.. _images.Select(image => Packer.Pack(Codec.Gzip, image))];

    // What a boot loader loads, made of an image and of the same as .gz.
    static readonly Dictionary<string, Func<byte[], byte[], byte[]>> _forms = new()
    {
        ["zImage"] = (_, packed) => Shells.ArmZImage(packed),
        ["Image.gz"] = (_, packed) => packed,
        ["uImage"] = (image, _) => Shells.UImage(image, 0),
        ["uImage of .gz"] = (_, packed) => Shells.UImage(packed, 1),
        ["FIT"] = (_, packed) => Shells.Fit(packed, "gzip"),
        ["Android 0"] = (image, _) => Shells.Android(image, 0),
        ["Android 1"] = (_, packed) => Shells.Android(packed, 1),
        ["Android 2"] = (image, _) => Shells.Android(image, 2),
        ["Android 3"] = (_, packed) => Shells.Android(packed, 3),
        ["Android 4"] = (image, _) => Shells.Android(image, 4),
        ["bzImage"] = (_, packed) => Shells.BzImage(packed),
    };

    static readonly Dictionary<string, Func<byte[][], byte[]>> _layouts = new()
    {
        ["NOR"] = Nor,
        ["static UBI"] = kernels => Ubi(kernels, "static"),
        ["dynamic UBI"] = kernels => Ubi(kernels, "dynamic"),
        ["UBI for each"] = kernels => [.. kernels.SelectMany(kernel => Ubi([kernel], "static"))],
        ["squashfs gzip"] = kernels => Squashfs(kernels, "gzip"),
        ["squashfs xz"] = kernels => Squashfs(kernels, "xz"),
        ["squashfs zstd"] = kernels => Squashfs(kernels, "zstd"),
        ["squashfs lz4"] = kernels => Squashfs(kernels, "lz4"),
        ["GPT"] = kernels => FlashShells.Gpt([.. kernels.Select((kernel, i) => ($"kernel-{i}", 0UL, kernel))]),
        ["MBR"] = kernels => FlashShells.Mbr(kernels),
        ["2048+64"] = kernels => FlashShells.WithSpare(Nor(kernels), 2048, 64),
        ["4096+224"] = kernels => FlashShells.WithSpare(Nor(kernels), 4096, 224),
        ["64+2048"] = kernels => FlashShells.WithSpare(Nor(kernels), 2048, 64, SpareForm.InFront),
        ["512+16 of 2048+64"] = kernels => FlashShells.WithSpare(Nor(kernels), 512, 16),
        ["2048+64 of checksums alone"] = kernels => FlashShells.WithSpare(Nor(kernels), 2048, 64, SpareForm.Checksums),
        ["2048+64 with bad blocks"] = kernels => FlashShells.WithSpare(Nor(kernels), 2048, 64, SpareForm.BadBlocks),
        ["UBI in 2048+64 with bad blocks"] = kernels => FlashShells.WithSpare(Ubi(kernels, "static"), 2048, 64, SpareForm.BadBlocks),
        ["UBI in 64+2048"] = kernels => FlashShells.WithSpare(Ubi(kernels, "dynamic"), 2048, 64, SpareForm.InFront),
    };

    public static TheoryData<string> Layouts() => [.. _layouts.Keys];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void KernelsOfAnyForm_AreFound_WithTheirOwnTables(string layout)
    {
        var random = new Random(layout.Length);
        string[] forms = [.. _forms.Keys];
        (string, string?)[] all = [.. forms.Select(form => (form, (string?)null)), .. forms.Select(form => (form, (string?)forms[random.Next(forms.Length)]))];
        random.Shuffle(all);
        bool isAll = Environment.GetEnvironmentVariable("KALLSYMS_TEST_ALL") is not null;
        foreach ((string first, string? second) in all[..(isAll ? all.Length : Taken)])
        {
            byte[] left = _forms[first](_images[0], _packed[0]);
            byte[][] kernels = second is null ? [left] : [left, _forms[second](_images[1], _packed[1])];
            AssertFound(_layouts[layout](kernels), kernels.Length, $"{layout}: {first}, {second}");
        }
    }

    static void AssertFound(byte[] flash, int count, string what)
    {
        using KernelImage image = KernelImage.Read(flash, "flash");
        Kernel[] kernels = [.. image.Kernels.OrderByDescending(kernel => kernel.Release, StringComparer.Ordinal)];
        Assert.True(kernels.Length == count, $"{what}: {kernels.Length} kernels, {string.Join("; ", image.Problems.Select(problem => problem.Message))}");
        for (int i = 0; i < count; i++)
        {
            Assert.True(kernels[i].Table is { Proof.IsProved: true }, what);
            TableFinderTests.AssertEqual(_kernels[i].Symbols, kernels[i].Table!.Symbols);
        }
        Assert.True(image.Chosen == kernels[0], $"{what}: {image.Reason}");
        Assert.True(image.Problems.Count == 0, $"{what}: {string.Join("; ", image.Problems.Select(problem => problem.Message))}");
    }

    // A boot loader, erased flash, and the kernels at offsets of their own.
    static byte[] Nor(byte[][] kernels)
    {
        var random = new Random(kernels.Sum(kernel => kernel.Length));
        byte[] loader = new byte[100_000];
        random.NextBytes(loader);
        var flash = new List<byte>(loader);
        foreach (byte[] kernel in kernels)
        {
            byte[] gap = new byte[random.Next(70_000)];
            gap.AsSpan().Fill(0xff);
            flash.AddRange([.. gap, .. kernel]);
        }
        flash.AddRange(Enumerable.Repeat((byte)0xff, -flash.Count & 0x1ffff));
        return [.. flash];
    }

    static byte[] Ubi(byte[][] kernels, string type)
    {
        Command.Require("ubinize");
        using var scratch = new Scratch();
        string volumes = "";
        for (int i = 0; i < kernels.Length; i++)
        {
            File.WriteAllBytes(scratch[$"{i}"], kernels[i]);
            int size = type == "static" ? kernels[i].Length : 4 << 20;
            volumes += string.Create(CultureInfo.InvariantCulture,
                $"[{i}]\nmode=ubi\nimage={i}\nvol_id={i}\nvol_type={type}\nvol_size={size}\nvol_name=kernel{i}\n");
        }
        File.WriteAllText(scratch["ini"], volumes);
        Command.Run("ubinize", ["-o", "ubi", "-p", "128KiB", "-m", "2048", "ini"], scratch[""]).Succeeded();
        return File.ReadAllBytes(scratch["ubi"]);
    }

    static byte[] Squashfs(byte[][] kernels, string packing)
    {
        Command.Require("mksquashfs");
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["root/boot"]);
        for (int i = 0; i < kernels.Length; i++)
            File.WriteAllBytes(scratch[$"root/boot/vmlinuz-{i}"], kernels[i]);
        Command.Run("mksquashfs", ["root", "fs", "-comp", packing, "-noappend", "-no-progress"], scratch[""]).Succeeded();
        return File.ReadAllBytes(scratch["fs"]);
    }
}
