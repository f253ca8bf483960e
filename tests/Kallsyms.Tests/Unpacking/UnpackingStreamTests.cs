using Kallsyms.Images.Codecs;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tests.Images;
using Kallsyms.Unpacking;
using Xunit;

namespace Kallsyms.Tests.Unpacking;

/// <summary>Packed streams give all that was packed, or an error.</summary>
public class UnpackingStreamTests
{
    static readonly byte[] _content = Content();

    public static TheoryData<string> Packings => [.. Enum.GetNames<Packing>()];

    [Theory]
    [MemberData(nameof(Packings))]
    public void APackedStreamGivesWhatWasPackedHoweverItIsRead(string packing)
    {
        byte[] packed = Pack(packing, _content);
        foreach (int most in (int[])[1, 7, 4096, int.MaxValue])
            Assert.Equal(_content, Unpack(packing, new Dripping(packed, most)));
    }

    [Theory]
    [MemberData(nameof(Packings))]
    public void StreamsBehindEachOtherAreOne(string packing)
    {
        byte[] packed = [.. Pack(packing, _content), .. Pack(packing, [1, 2, 3]), .. Pack(packing, _content)];
        Assert.Equal([.. _content, 1, 2, 3, .. _content], Unpack(packing, new Dripping(packed, 1000)));
    }

    [Theory]
    [MemberData(nameof(Packings))]
    public void AStreamThatWasCutOffAnywhereIsAnError(string packing)
    {
        byte[] packed = Pack(packing, _content);
        for (int length = 1; length < packed.Length; length += length < 40 || packed.Length - length < 40 ? 1 : 611)
            Assert.ThrowsAny<Exception>(() => Unpack(packing, new MemoryStream(packed, 0, length)));
    }

    [Theory]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Xz)]
    [InlineData(Packing.Lz4)]
    internal void AnyWrongBitOfTheContentIsAnError(Packing packing)
    {
        byte[] packed = Pack(packing, _content);
        for (int at = 24; at < packed.Length; at += 13)
        {
            byte[] wrong = [.. packed];
            wrong[at] ^= (byte)(1 << at % 8);
            Assert.ThrowsAny<Exception>(() => Unpack(packing, new MemoryStream(wrong)));
        }
    }

    [Fact]
    public void AnyWrongBitOfAnLz4DescriptorIsAnError()
    {
        byte[] packed = Pack(Packing.Lz4, _content);
        for (int bit = 8 * 4; bit < 8 * Lz4FrameDescriptor.MinLength; bit++)
        {
            byte[] wrong = [.. packed];
            wrong[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.ThrowsAny<Exception>(() => Unpack(Packing.Lz4, new MemoryStream(wrong)));
        }
    }

    [Fact]
    public void AGzipHeaderMayHaveAllItsParts()
    {
        byte[] packed = Pack(Packing.Gzip, _content);
        byte[] header = [.. packed[..3], 2 | 4 | 8 | 16, .. packed[4..10], 3, 0, 9, 9, 9, .. "name\0comment\0"u8, 0, 0];
        Assert.Equal(_content, Unpack(Packing.Gzip, new MemoryStream([.. header, .. packed[10..]])));
        for (int length = 1; length < header.Length; length++)
            Assert.Throws<InvalidDataException>(() => Unpack(Packing.Gzip, new MemoryStream(header, 0, length)));
    }

    [Fact]
    public void ZerosBetweenGzipMembersAndWhatFollowsThemAreLeft()
    {
        byte[] packed = Pack(Packing.Gzip, _content);
        Assert.Equal([.. _content, .. _content], Unpack(Packing.Gzip, new MemoryStream([.. packed, .. new byte[9000], .. packed, .. new byte[77]])));
        Assert.Equal(_content, Unpack(Packing.Gzip, new MemoryStream([.. packed, .. "something else"u8])));
    }

    [Fact]
    public void AnEmptyGzipMemberIsOne()
    {
        byte[] empty = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(_content, Unpack(Packing.Gzip, new MemoryStream([.. empty, .. Pack(Packing.Gzip, _content), .. empty])));
    }

    [Theory]
    [InlineData(1000, "list: truncated: gzip data go on behind the 1000 bytes that are there")]
    [InlineData(int.MaxValue, "list: damaged gzip data, which unpack to 168000 bytes: crc32 ")]
    public void WhatIsCutOffAndWhatIsDamagedIsToldOnce(int length, string words)
    {
        byte[] packed = Pack(Packing.Gzip, [.. Enumerable.Range(0, 8_000).SelectMany(i => System.Text.Encoding.ASCII.GetBytes($"{i + 1:x16} T f\n"))]);
        packed[^6] ^= 1;
        KallsymsException e = Assert.Throws<KallsymsException>(
            () => SymbolListFile.Read(new MemoryStream(packed, 0, Math.Min(length, packed.Length)), "list"));
        Assert.StartsWith(words, e.Message, StringComparison.Ordinal);
    }

    // Where a list is cut behind a line, nothing but its end tells.
    [Theory]
    [MemberData(nameof(Packings))]
    public void APackedListThatWasCutOffIsNoShorterList(string packing)
    {
        byte[] list = [.. Enumerable.Range(0, 20_000).SelectMany(i => System.Text.Encoding.ASCII.GetBytes($"{0x81000000 + i * 16:x16} T f\n"))];
        byte[] packed = Pack(packing, list);
        Assert.Equal(20_000, SymbolListFile.Read(new MemoryStream(packed), "list").Symbols.Count);
        for (int cut = 1; cut < packed.Length - 20; cut += packed.Length / 20)
        {
            KallsymsException e = Assert.Throws<KallsymsException>(
                () => SymbolListFile.Read(new MemoryStream(packed, 0, packed.Length - cut), "list"));
            Assert.Equal(ErrorKind.Unreadable, e.Kind);
        }
    }

    static byte[] Unpack(string packing, Stream packed) => Unpack(Enum.Parse<Packing>(packing), packed);

    static byte[] Unpack(Packing packing, Stream packed)
    {
        using Stream stream = UnpackingStream.Open(packing, packed);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    static byte[] Pack(Packing packing, byte[] content) => Pack(packing.ToString(), content);

    static byte[] Pack(string packing, byte[] content) => Packer.Pack(Enum.Parse<Codec>(packing), content);

    static byte[] Content()
    {
        var random = new Random(1);
        var bytes = new byte[100_000];
        random.NextBytes(bytes.AsSpan(0, 3000));
        for (int i = 3000; i < bytes.Length; i++)
            bytes[i] = bytes[i - 1 - random.Next(3000)];
        return bytes;
    }

    /// <summary>Gives a few bytes at a time, as pipes do.</summary>
    sealed class Dripping(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, most)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
    }
}
