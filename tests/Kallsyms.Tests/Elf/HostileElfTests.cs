using System.Buffers.Binary;
using Kallsyms.Elf;
using Kallsyms.ImageTables;
using Xunit;

namespace Kallsyms.Tests.Elf;

/// <summary>ELF files whose names lie within each other, and whose segments do, cost what their bytes do.</summary>
public class HostileElfTests
{
    static readonly ElfFormat _format = new(Is64: true, BigEndian: false);

    [Fact]
    public void SectionNamesWithinEachOther_AreRefused()
    {
        byte[] names = [0, .. Enumerable.Repeat((byte)'n', 50_000)];
        KallsymsException error = Assert.Throws<KallsymsException>(() => Parse(Sections(1000, names, i => (uint)(1 + i))));
        Assert.Equal(ErrorKind.Unreadable, error.Kind);
        Assert.Contains("within each other", error.Message);
    }

    [Fact]
    public void SectionsMayShareAName()
    {
        using ElfFile file = Parse(Sections(1000, [0, .. Enumerable.Repeat((byte)'n', 5000), 0], _ => 1));
        Assert.All(file.Sections.Skip(1), section => Assert.Equal(5000, section.Name.Length));
    }

    [Fact]
    public void ASymbolNameLongerThanAny_IsRefused()
    {
        byte[] strings = [0, .. Enumerable.Repeat((byte)'n', 70_000)];
        byte[] file = Sections(4, strings, _ => 0);
        int table = _format.HeaderSize + 2 * _format.SectionHeaderSize;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(table + 4), (int)SectionType.SymbolTable);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(table + 40), 1);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(table + 56), _format.SymbolSize);
        using ElfFile elf = Parse(file);
        ElfSymbols symbols = elf.ReadSymbols()!;
        Assert.Contains("65536 bytes", Assert.Throws<KallsymsException>(() => symbols.Name(1)).Message);
        Assert.Equal(1000, symbols.Name(69_001).Length);
    }

    [Fact]
    public void SegmentsThatOverlap_AreSearchedOnce()
    {
        const int count = 500;
        int headers = _format.HeaderSize + count * _format.SegmentHeaderSize;
        var file = new byte[headers + 1_000_000];
        HeaderRecord.Write(_format, file, new(ElfType.Executable, ElfMachine.X8664, 0, 0, 0, 0));
        HeaderRecord.WriteSegments(_format, file, _format.HeaderSize, count);
        for (int i = 0; i < count; i++)
        {
            Span<byte> segment = file.AsSpan(_format.HeaderSize + i * _format.SegmentHeaderSize);
            BinaryPrimitives.WriteInt32LittleEndian(segment, 1);
            BinaryPrimitives.WriteInt64LittleEndian(segment[8..], headers + i);
            BinaryPrimitives.WriteInt64LittleEndian(segment[32..], 1_000_000 - i);
        }
        var read = new ReadCounter();
        Assert.Null(ImageTableFinder.Find(ByteSource.FromMemory(file, "elf").CountedBy(read)));
        Assert.InRange(read.Bytes, 1, 2 * file.Length);
    }

    static ElfFile Parse(byte[] file) => ElfFile.Parse(ByteSource.FromMemory(file, "elf"));

    // The first after the null section has the names.
    static byte[] Sections(int count, byte[] names, Func<int, uint> nameOf)
    {
        int behind = _format.HeaderSize + count * _format.SectionHeaderSize;
        byte[] file = [.. new byte[behind], .. names];
        HeaderRecord.Write(_format, file, new(ElfType.Relocatable, ElfMachine.X8664, 0, 0, 0, 0));
        HeaderRecord.WriteSections(_format, file, _format.HeaderSize, count, 1);
        for (int i = 1; i < count; i++)
        {
            var section = new ElfSection(i, "", i == 1 ? SectionType.StringTable : SectionType.NoBits, 0, 0, behind, names.Length, 0, 0, 1, 0);
            SectionRecord.Write(
                _format, file.AsSpan(_format.HeaderSize + i * _format.SectionHeaderSize, _format.SectionHeaderSize), section, nameOf(i));
        }
        return file;
    }
}
