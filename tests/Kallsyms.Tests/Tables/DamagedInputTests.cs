using System.Text;
using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests.Tables;

/// <summary>Damaged objects, images and maps are errors of one kind, never anything else.</summary>
public class DamagedInputTests
{
    [Fact]
    public void TruncatedImagesAreErrors()
    {
        byte[] image = Image();
        for (int length = 0; length < image.Length; length += 7)
            Assert.IsType<KallsymsException>(Record.Exception(() => Use(image[..length])));
    }

    [Fact]
    public void ImagesWithOneWrongByteDecodeOrAreErrors()
    {
        byte[] image = Image();
        var random = new Random(1);
        for (int i = 0; i < 1000; i++)
        {
            var damaged = (byte[])image.Clone();
            // Half of the damage goes into headers and symbols, which lie at the end, and into the header at the start.
            int at = i % 2 == 0 ? random.Next(image.Length) : i % 4 == 1 ? random.Next(64) : image.Length - 1 - random.Next(1200);
            damaged[at] ^= (byte)(1 << random.Next(8));
            Exception? error = Record.Exception(() => Use(damaged));
            Assert.True(error is null or KallsymsException, $"byte 0x{at:x}: {error}");
        }
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("c0000000")]
    [InlineData("c0000000 T")]
    [InlineData("c0000000 00 T name")]
    [InlineData("c0000000 T name\tother")]
    [InlineData("11111111111111111 T name")]
    public void LinesOfAnotherFormAreErrorsWithTheirNumber(string line)
    {
        using ByteSource map = ByteSource.FromMemory(Encoding.ASCII.GetBytes($"c0000000 T first\n{line}\n"), "map");
        KallsymsException error = Assert.Throws<KallsymsException>(() => SymbolListFile.Read(map).Symbols);
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    static void Use(byte[] bytes)
    {
        using ElfFile file = ElfFile.Parse(ByteSource.FromMemory(bytes, "damaged"));
        SymbolList symbols = ElfSymbolReader.Read(file);
        ImageVerifier.Verify(TableLabels.Find(file, symbols)!, symbols, KernelRelease.Newest);
    }

    static byte[] Image()
    {
        KernelRelease layout = KernelRelease.Newest;
        string[] lines = [.. Enumerable.Range(0, 300).Select(i => $"{LinkedImage.Text + (ulong)i * 12:x16} t function_{i}")];
        using ByteSource map = ByteSource.FromMemory(Encoding.ASCII.GetBytes(string.Join('\n', lines)), "map");
        TableSymbols symbols = SymbolSelection.Entries(SymbolListFile.Read(map).Symbols, layout.Rules, textOnly: false, percpuAbsolute: false);
        var spec = new TableSpec(layout, new(true, false), ElfMachine.X8664, AddressEncoding.PlaceRelative);
        Table table = Table.Build(symbols, spec, PairCompressor.Compress);
        using var scratch = new Scratch();
        string path = new LinkedImage(spec.Format, spec.Machine, spec, table.Sizes).Save(scratch["image"]);
        using (ElfFile image = ElfFile.Open(path))
            TablePatch.Make(TableLabels.Find(image, ElfSymbolReader.Read(image))!, table, table.Sizes, LinkedImage.Text).Apply(path);
        return File.ReadAllBytes(path);
    }
}
