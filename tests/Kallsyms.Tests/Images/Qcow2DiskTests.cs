using System.Buffers.Binary;
using Kallsyms.Images;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Disks of QEMU: what is on them, and the machines whose memory lies in their snapshots.</summary>
public class Qcow2DiskTests
{
    static readonly SampleKernel _kernel = new() { Release = KernelRelease.Parse("linux-6.12"), Version = "6.12.2" };
    static readonly SampleKernel _running = new() { Release = KernelRelease.Parse("linux-6.1"), Version = "6.1.1", Seed = 2 };
    static readonly byte[] _image = _kernel.Build();

    [Fact]
    public void AKernelOnADiskIsFoundInWhateverOrderItsClustersLie()
    {
        byte[] disk = Qcow2Shells.Disk([.. new byte[8 << 20], .. _image], []);
        using KernelImage image = KernelImage.Read(disk, "disk");
        Assert.Equal("qcow2 disk", image.Chosen.Layers[0].Format);
        TableFinderTests.AssertEqual(_kernel.Symbols, image.RequireProved().Symbols);
    }

    [Fact]
    public void TheMemoryOfASnapshotIsRead()
    {
        byte[] memory = [.. new byte[0x200000], .. _running.Build()];
        memory = [.. memory, .. new byte[DumpFiles.Page - memory.Length % DumpFiles.Page]];
        byte[] disk = Qcow2Shells.Disk(_image, DumpFiles.Migration("pc-q35-7.2", "pc.ram", memory));
        using KernelImage image = KernelImage.Read(disk, "disk");
        Assert.Equal(["6.1.1", "6.12.2"], image.Kernels.Select(kernel => kernel.Release).Order());
        Kernel running = Assert.Single(image.Kernels, kernel => kernel.Release == "6.1.1");
        TableFinderTests.AssertEqual(_running.Symbols, running.Table!.Symbols);
        Assert.Contains("QEMU migration stream", running.Layers.Select(layer => layer.Format));
    }

    [Fact]
    public void DisksOfQemuImgAreRead_CompressedOnesNamed()
    {
        Command.Require("qemu-img");
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["raw"], [.. new byte[1 << 20], .. _image, .. new byte[1 << 20]]);
        foreach (string[] options in (string[][])[[], ["-o", "compat=0.10"], ["-o", "cluster_size=512"]])
        {
            Command.Run("qemu-img", ["convert", "-O", "qcow2", .. options, "raw", "disk"], scratch[""]).Succeeded();
            using KernelImage image = KernelImage.Open(scratch["disk"]);
            TableFinderTests.AssertEqual(_kernel.Symbols, image.RequireProved().Symbols);
        }
        Command.Run("qemu-img", ["convert", "-c", "-O", "qcow2", "raw", "disk"], scratch[""]).Succeeded();
        KallsymsException error = Assert.Throws<KallsymsException>(() => KernelImage.Open(scratch["disk"]).Dispose());
        Assert.Equal(ErrorKind.Unreadable, error.Kind);
        Assert.Contains("qcow2 disk whose clusters are compressed", error.Message, StringComparison.Ordinal);
        Assert.Contains("qemu-img convert -O raw", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADiskThatClaimsMoreThanItHas_CostsNothing()
    {
        byte[] disk = Qcow2Shells.Disk(_image, []);
        disk[25] = 1; // 256 TiB
        long before = GC.GetAllocatedBytesForCurrentThread();
        using KernelImage image = KernelImage.Read(disk, "disk");
        TableFinderTests.AssertEqual(_kernel.Symbols, image.RequireProved().Symbols);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 30);
    }

    // Half a terabyte, all of it the same two megabytes.
    [Fact]
    public void Disk_WhoseClustersAreAllTheSame_IsRefused()
    {
        const int bits = 21;
        const int cluster = 1 << bits;
        var disk = new byte[4 * cluster];
        ReadOnlySpan<byte> magic = [(byte)'Q', (byte)'F', (byte)'I', 0xfb];
        magic.CopyTo(disk);
        BinaryPrimitives.WriteUInt32BigEndian(disk.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt32BigEndian(disk.AsSpan(20), bits);
        BinaryPrimitives.WriteInt64BigEndian(disk.AsSpan(24), (long)cluster / 8 * cluster);
        BinaryPrimitives.WriteUInt32BigEndian(disk.AsSpan(36), 1);
        BinaryPrimitives.WriteInt64BigEndian(disk.AsSpan(40), cluster);
        BinaryPrimitives.WriteInt64BigEndian(disk.AsSpan(cluster), 2 * cluster);
        for (int at = 2 * cluster; at < 3 * cluster; at += 8)
            BinaryPrimitives.WriteInt64BigEndian(disk.AsSpan(at), 3 * cluster);
        KallsymsException error = Assert.Throws<KallsymsException>(() => KernelImage.Read(disk, "disk").Dispose());
        Assert.Contains("the same ones again and again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhereAnyTableIsDamagedOrCutOff_ItIsAnErrorAndNoCrash()
    {
        byte[] disk = Qcow2Shells.Disk(_image, DumpFiles.Migration("pc-q35-7.2", "pc.ram", new byte[8 * DumpFiles.Page]));
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = i % 2 == 0 ? disk[..random.Next(64, disk.Length)] : (byte[])disk.Clone();
            damaged[random.Next(Math.Min(damaged.Length, i % 3 == 0 ? 112 : damaged.Length))] ^= (byte)(1 << random.Next(8));
            try
            {
                KernelImage.Read(damaged, "damaged").Dispose();
            }
            catch (KallsymsException error)
            {
                Assert.True(error.Kind is ErrorKind.Unreadable or ErrorKind.Negative, error.Message);
            }
        }
    }
}
