using System.Buffers.Binary;
using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>A kernel is found in dumps of memory, of which only parts are read.</summary>
public class MemoryDumpTests
{
    static readonly SampleKernel _kernel = new() { Release = KernelRelease.Parse("linux-6.12") };
    static readonly byte[] _image = _kernel.Build();

    [Theory]
    [InlineData(0x1000000L)]
    [InlineData(0x11ffe000L)] // across the end of what is searched at once
    public void ADumpThatIsNotReadAtOnce(long at)
    {
        using var scratch = new Scratch();
        using (FileStream file = File.Create(scratch["dump"]))
        {
            file.SetLength(300 << 20);
            file.Position = at;
            file.Write(_image);
        }
        using KernelImage image = KernelImage.Open(scratch["dump"]);
        Assert.False(image.Image.Bytes.IsInMemory);
        EmbeddedTable table = image.RequireProved();
        TableFinderTests.AssertEqual(_kernel.Symbols, table.Symbols);
        Assert.Equal(_kernel.Base - (ulong)at, table.Origin);
    }

    [Fact]
    public void LimeRangesLieBehindEachOther() => AssertFound("LiME dump", [.. Range(0, new byte[0x3000]), .. Range(0x100000, [.. new byte[0x2000], .. _image])]);

    [Fact]
    public void ElfCoresHaveTheKernelAtSeveralAddresses()
    {
        var core = new byte[0x1000];
        ((byte[])[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(core, 0);
        U16(core, 16, 4);
        U16(core, 18, 62);
        U64(core, 32, 64);
        U16(core, 54, 56);
        U16(core, 56, 2);
        ulong[] addresses = [0xffff888001000000, 0xffffffff81000000];
        for (int i = 0; i < 2; i++)
        {
            U16(core, 64 + i * 56, 1);
            U64(core, 72 + i * 56, 0x1000);
            U64(core, 80 + i * 56, addresses[i]);
            U64(core, 96 + i * 56, (ulong)_image.Length);
        }
        AssertFound("ELF core", [.. core, .. _image]);
    }

    [Fact]
    public void Core_WhoseSegmentsAreAllTheSameBytes_IsRefused()
    {
        const int segments = 16;
        byte[] core = DumpFiles.Core([.. Enumerable.Range(0, segments).Select(i =>
            ((ulong)i << 32, 0xffff888000000000 + ((ulong)i << 32), i == 0 ? _image : new byte[DumpFiles.Page]))]);
        for (int entry = 64; entry < 64 + 56 * segments; entry += 56)
        {
            U64(core, entry + 8, 64 + 56 * segments);
            U64(core, entry + 32, (ulong)_image.Length);
        }
        KallsymsException error = Assert.Throws<KallsymsException>(() => KernelImage.Read(core, "dump").Dispose());
        Assert.Contains("the same ones again and again", error.Message, StringComparison.Ordinal);
    }

    static void AssertFound(string format, byte[] file)
    {
        using KernelImage image = KernelImage.Read(file, "dump");
        Assert.Equal(format, image.Image.Format);
        TableFinderTests.AssertEqual(_kernel.Symbols, image.RequireProved().Symbols);
    }

    static byte[] Range(ulong start, byte[] bytes)
    {
        var header = new byte[32];
        "EMiL"u8.CopyTo(header);
        header[4] = 1;
        U64(header, 8, start);
        U64(header, 16, start + (ulong)bytes.Length - 1);
        return [.. header, .. bytes];
    }

    static void U16(byte[] bytes, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);

    static void U64(byte[] bytes, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);
}
