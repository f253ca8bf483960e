using Kallsyms.Images.Codecs;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Images;
using Kallsyms.Unpacking;
using Xunit;

namespace Kallsyms.Tests.Unpacking;

/// <summary>All that xz writes is read: streams, blocks, checks, filters; and nothing that it would not write.</summary>
public class XzStreamsTests
{
    static readonly byte[] _code = Code();

    [Theory]
    [InlineData("--check=none")]
    [InlineData("--check=crc32")]
    [InlineData("--check=crc64")]
    [InlineData("--check=sha256")]
    [InlineData("--block-size=10007")]
    [InlineData("--x86", "--lzma2")]
    [InlineData("--x86=start=4096", "--lzma2")]
    [InlineData("--powerpc", "--lzma2")]
    [InlineData("--arm", "--lzma2")]
    [InlineData("--armthumb", "--lzma2")]
    [InlineData("--arm64", "--lzma2")]
    [InlineData("--sparc", "--lzma2")]
    [InlineData("--arm", "--x86", "--lzma2=dict=1MiB")]
    public void WhatXzWritesIsRead(params string[] options)
    {
        Command.Require("xz");
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["code"], _code);
        byte[] packed = Command.Run("xz", ["-c", .. options, scratch["code"]]).Succeeded().OutputBytes;
        Assert.Equal(_code, Unpack(new MemoryStream(packed)));
        Assert.Equal(_code, Unpacker.Unpack(Codec.Xz, packed, new UnpackBudget(UnpackLimits.Default)).ToArray());
    }

    [Fact]
    public void StreamsHaveZerosInFoursBetweenThem_AndWhatFollowsTheLastIsLeft()
    {
        byte[] one = Packer.Pack(Codec.Xz, _code);
        Assert.Equal([.. _code, .. _code], Unpack(new MemoryStream([.. one, .. new byte[80_000], .. one, .. new byte[8]])));
        Assert.Equal(_code, Unpack(new MemoryStream([.. one, .. "something else"u8])));
    }

    [Fact]
    public void AnIndexThatListsOtherBlocksIsDamage()
    {
        byte[] packed = Packer.Pack(Codec.Xz, _code);
        byte[] other = Packer.Pack(Codec.Xz, _code[..^4]);
        byte[] mixed = [.. packed[..^24], .. other[^24..]]; // index and footer
        Assert.Contains("other blocks", Assert.Throws<InvalidDataException>(() => Unpack(new MemoryStream(mixed))).Message);
    }

    [Fact]
    public void ADictionaryOfGigabytesIsRefusedBeforeThereIsRoomForIt()
    {
        byte[] packed = Packer.Pack(Codec.Xz, _code);
        packed[12 + 4] = 40; // 4 GiB less one byte
        BitConverter.GetBytes(Kallsyms.Digests.Crc32.OfZip(packed.AsSpan(12, 8))).CopyTo(packed, 20);
        Assert.Contains("dictionary", Assert.Throws<InvalidDataException>(() => Unpack(new MemoryStream(packed))).Message);
        // What is in memory is bounded by what it may unpack to.
        Assert.Equal(_code, Unpacker.Unpack(Codec.Xz, packed, new UnpackBudget(UnpackLimits.Default)).ToArray());
    }

    // Worked out by hand: jal ra to 0x1000 at 0, nop, auipc a0 and addi a0 to 0x123c at 8.
    [Fact]
    public void TheFilterOfRiscvIsUndone()
    {
        byte[] plain = [0xef, 0x10, 0, 0, 0x13, 0, 0, 0, 0x17, 0x15, 0, 0, 0x13, 5, 0x45, 0x23, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] filtered = [0xef, 0, 8, 0, 0x13, 0, 0, 0, 0x17, 0x31, 0x51, 0x50, 0, 0, 0x12, 0x3c, 0, 0, 0, 0, 0, 0, 0, 0];
        BranchFilter filter = BranchFilters.Create(0x0b)!;
        using var whole = new FilteredStream(new MemoryStream(filtered), filter, 0);
        var read = new byte[plain.Length];
        whole.ReadExactly(read);
        Assert.Equal(plain, read);
    }

    // What looks like calls stands at every distance of the pieces in which it is read.
    static byte[] Code()
    {
        var random = new Random(3);
        var code = new byte[200_000];
        for (int i = 0; i < code.Length; i++)
        {
            code[i] = random.Next(5) switch
            {
                0 => 0xe8,
                1 => 0xff,
                2 => 0,
                3 => (byte)(random.Next(2) == 0 ? 0xeb : 0x94),
                _ => (byte)random.Next(256),
            };
        }
        return code;
    }

    static byte[] Unpack(Stream packed)
    {
        using Stream stream = UnpackingStream.Open(Packing.Xz, packed);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
