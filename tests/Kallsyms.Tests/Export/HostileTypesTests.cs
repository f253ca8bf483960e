using System.Text;
using Kallsyms.Btf;
using Kallsyms.Elf;
using Kallsyms.Export;
using Kallsyms.Images;
using Kallsyms.Images.Layers;
using Kallsyms.Lookup;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Tests.Images;
using Xunit;

namespace Kallsyms.Tests.Export;

/// <summary>Files with symbols and types, made of damaged kernels: bounded by what kernels have.</summary>
public class HostileTypesTests
{
    const uint Function = 12u << 24;
    const uint Prototype = 13u << 24;
    const uint Int = 1u << 24;

    static readonly ElfFormat _format = new(Is64: true, BigEndian: false);
    static readonly byte[] _strings = Encoding.ASCII.GetBytes("\0f\0long unsigned int\0");
    static readonly KernelSymbols _symbols = KernelSymbols.From(SymbolListFile.Read(
        new MemoryStream("ffffffff81000000 T f\nffffffff81000100 D jiffies\nffffffff81000200 T _end\n"u8.ToArray()), "list"));

    [Fact]
    public void FunctionsOfOneNameAreOneEntry()
    {
        byte[] once = [.. Words(3, Int, 8, 64), .. Words(0, Prototype, 1), .. Words(1, Function, 2)];
        byte[] often = [.. once, .. Enumerable.Repeat(Words(1, Function, 2), 1000).SelectMany(function => function)];
        Assert.Equal(Info(once).Length, Info(often).Length);
    }

    [Fact]
    public void APrototypeOfMoreParametersThanThereAreHasNone()
    {
        byte[] Types(uint count) =>
        [
            .. Words(3, Int, 8, 64), .. Words(0, Prototype | count, 1),
            .. Enumerable.Repeat(Words(0, 1), (int)count).SelectMany(parameter => parameter), .. Words(1, Function, 2),
        ];
        Assert.True(Info(Types(255)).Length > Info(Types(0)).Length + 2 * 255);
        Assert.Equal(Info(Types(0)).Length, Info(Types(60_000)).Length);
    }

    [Fact]
    public void VariablesHaveTheirTypesByTheNamesOfBothCompilers()
    {
        (KernelSymbol symbol, BtfType type) = Assert.Single(KnownVariables.Of(_symbols, Read(Words(3, Int, 8, 64))));
        Assert.Equal("jiffies", symbol.Name);
        Assert.Equal(1, type.Id);
    }

    [Fact]
    public void AnElfFileOfMoreSegmentsThanAnyKernelHasIsRefused()
    {
        const int count = 5000;
        using KernelImage kernel = KernelImage.Read(new SampleKernel { Release = KernelRelease.Parse("linux-6.12") }.Build(), "image");
        var file = new byte[_format.HeaderSize + count * _format.SegmentHeaderSize];
        HeaderRecord.Write(_format, file, new(ElfType.Executable, ElfMachine.X8664, 0, 0, 0, 0));
        HeaderRecord.WriteSegments(_format, file, _format.HeaderSize, count);
        for (int i = 0; i < count; i++)
            SegmentRecord.Write(_format, file.AsSpan(_format.HeaderSize + i * _format.SegmentHeaderSize), (ulong)i * 16, 0, 0, 16, 16);
        var elf = new UnwrappedImage(ImageBytes.FromMemory(file, "elf"), [], kernel.Image.Place);
        Assert.Contains("5000 segments", Assert.Throws<KallsymsException>(
            () => SymbolizedElf.Plan(elf, kernel.RequireProved())).Message);
    }

    static byte[] Info(byte[] types) => DwarfTypes.Make(Read(types), _symbols, _format).Info;

    static BtfTypes Read(byte[] types)
    {
        byte[] info = [0x9f, 0xeb, 1, 0, .. Words(24, 0, (uint)types.Length, (uint)types.Length, (uint)_strings.Length), .. types, .. _strings];
        return BtfTypes.Read((offset, length) => info.AsSpan((int)offset, (int)length).ToArray(), _format)!;
    }

    static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
