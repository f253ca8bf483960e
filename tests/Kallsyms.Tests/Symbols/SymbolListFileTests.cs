using System.Text;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Xunit;

namespace Kallsyms.Tests.Symbols;

/// <summary>What is read from a text of symbols, and within which limits.</summary>
public class SymbolListFileTests
{
    const string Map = "c0008000 T _text\nc0008040 t first\nc0008080 B _end\n";

    [Fact]
    public void ProcKallsyms_NamesTheModuleOfEachSymbol()
    {
        SymbolListFile list = Read("ffffffff81000000 T _text\nffffffffc0000000 t loaded\t[module]\nffffffffc0001000 t bpf_prog_1\t[bpf]\nffffffffc0002000 t other [bpf]\n");
        Assert.Equal([null, "module", "bpf", "bpf"], list.ModuleOfEach()!);
        Assert.Equal("other", list.Symbols.NameText(3));
        Assert.True(list.IsWide);
    }

    [Theory]
    [InlineData(Map, ListDialect.Map, "")]
    [InlineData("> c0008000 T _text\n> c0008040 t first\n", ListDialect.Map, "> ")]
    [InlineData("12:00:01 c0008000 T _text\n12:00:02 c0008040 t first\n", ListDialect.Map, "12:00:01")]
    [InlineData("_text T c0008000 \nfirst t c0008040 10\n", ListDialect.NmPosix, "", null)]
    [InlineData("T _text PTR 0xc0008000\nt first   PTR   0xc0008040\n", ListDialect.Listing, "")]
    internal void ADialectAndItsPrefix_AreTold(string text, ListDialect dialect, string prefix, bool? isWide = false)
    {
        SymbolListFile list = Read(text);
        Assert.Equal((dialect, prefix, isWide), (list.Dialect, list.Prefix, list.IsWide));
        Assert.Equal(0xc0008040, list.Symbols.AddressOf("first"u8));
    }

    [Theory]
    [InlineData("00100000 T f\n", false)]
    [InlineData("0000000000100000 T f\n", true)]
    [InlineData("100000 T f\n", null)]
    [InlineData("f T 100000 8\n", null)]
    [InlineData("f T c0100000 8\ng T c0100008 8\n", null)]
    [InlineData("f T ffffffff81000000 8\ncpu A 0 8\nnumber a 10\n", true)]
    public void TheWidthOfAddresses_IsOnlyWhatTheirDigitsProve(string text, bool? isWide) => Assert.Equal(isWide, Read(text).IsWide);

    [Theory]
    [InlineData("cpu A 0 1000\nf T 1000 8\n", "cpu", 'A', 0, 0x1000)]
    [InlineData("cpu A a b\nf T 1000 8\n", "cpu", 'A', 10, 11)]
    [InlineData("cpu A a\nf T 1000 8\n", "cpu", 'A', 10, 0)]
    [InlineData("cpu d 5\nf T 1000 8\n", "cpu", 'd', 5, 0)]
    [InlineData("operator new(unsigned long) T 2000 8\nf T 3000\n", "operator new(unsigned long)", 'T', 0x2000, 8)]
    public void NmPosix_TellsLettersFromShortNumbers(string text, string name, char type, ulong address, ulong size)
    {
        SymbolList symbols = Read(text).Symbols;
        Assert.Equal(
            (2, name, (byte)type, address, size),
            (symbols.Count, symbols.NameText(0), symbols.Types[0], symbols.Addresses[0], symbols.StatedSize(0)));
    }

    [Fact]
    public void UndefinedSymbols_AreReadInEveryFormThatHasThem()
    {
        foreach (string text in (string[])[
            "         U puts\nc0008000 T _text\n", "puts U         \n_text T c0008000 \n",
            "puts                |        |   U  |            NOTYPE|        |     |*UND*\n_text               |c0008000|   T  |              FUNC|        |     |.text\n",
            "00000000         *UND*\t00000000 puts\nc0008000 g     F .text\t00000040 _text\n",
            "     1: 00000000     0 NOTYPE  GLOBAL DEFAULT  UND puts\n     2: c0008000    64 FUNC    GLOBAL DEFAULT    1 _text\n"])
        {
            SymbolList symbols = Read(text).Symbols;
            Assert.Equal((2, "puts", true, (byte)'U'), (symbols.Count, symbols.NameText(0), symbols.IsUndefined(0), symbols.Types[0]));
            Assert.Equal(("_text", false, (byte)'T'), (symbols.NameText(1), symbols.IsUndefined(1), symbols.Types[1]));
        }
    }

    [Fact]
    public void ANameMayBeEmpty()
    {
        SymbolList symbols = Read("c0008000 T _text\nc0008040 t \nc0008080 B _end\n").Symbols;
        Assert.Equal((3, "", 0xc0008040UL), (symbols.Count, symbols.NameText(1), symbols.Addresses[1]));
        Assert.Throws<KallsymsException>(() => Read("c0008000 T _text\nc0008040 t\nc0008080 B _end\n"));
    }

    [Fact]
    public void NamesOfCxxHaveBlanks() => Assert.Equal("operator new[](unsigned long)", Read("c0008000 T operator new[](unsigned long)\n").Symbols.NameText(0));

    [Fact]
    public void SignExtendedAddresses_AreThoseOfA32BitImage()
    {
        SymbolListFile list = Read("0000000000000018 a FLAG\nffffffff80100000 T _text\nffffffff80200000 B _end\n").For32Bit();
        Assert.Equal([0x18UL, 0x80100000UL, 0x80200000UL], list.Symbols.Addresses.ToArray());
        Assert.False(list.IsWide);
        SymbolListFile wide = Read("ffff800080000000 T _text\n");
        Assert.Same(wide, wide.For32Bit());
    }

    [Fact]
    public void ALineLongerThanAnyName_IsRefusedWhileItIsRead()
    {
        using var endless = new EndlessLine("c0008000 T first\nc0008040 T ");
        Assert.Contains("line 2 is longer than 65536 bytes", Error(() => SymbolListFile.Read(endless, "endless")), StringComparison.Ordinal);
        Assert.InRange(endless.Given, 1 << 16, 1 << 20);
    }

    [Fact]
    public void Utf16_IsRefusedByName() =>
        Assert.Contains("iconv", Error(() => SymbolListFile.Read(new MemoryStream([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Map)]), "map")), StringComparison.Ordinal);

    [Fact]
    public void BinaryIsNoText()
    {
        Assert.Null(SymbolListFile.TryRead(new MemoryStream([1, 2, 0, 3]), "image"));
        Assert.Contains("binary", Error(() => SymbolListFile.Read(new MemoryStream([1, 2, 0, 3]), "image")), StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedLineBehindTheFirst_IsFoundByItsNumber()
    {
        string text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"{0xc0008000 + i * 16:x8} T name_{i}\n")) + "c0 \u0007 broken\n";
        Assert.Contains("line 5001: expected 'address type name', found 'c0 \\x07 broken'", Error(() => Read(text)), StringComparison.Ordinal);
    }

    [Fact]
    public void APrefixThatOneLineLacks_IsAnError() => Assert.Contains(
        "line 401: expected '12:00:01' as before the other lines",
        Error(() => Read(string.Concat(Enumerable.Repeat("12:00:01 c0008000 T same\n", 400)) + "c0008000 T other\n")), StringComparison.Ordinal);

    [Fact]
    public void DamagedPackedData_IsAnError() =>
        Assert.Contains("gzip", Error(() => SymbolListFile.Read(new MemoryStream([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff]), "map.gz")), StringComparison.Ordinal);

    static SymbolListFile Read(string text) => SymbolListFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "map");

    static string Error(Func<object> read) => Assert.Throws<KallsymsException>(read).Message;

    /// <summary>A line that never ends.</summary>
    sealed class EndlessLine(string start) : Stream
    {
        public long Given { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Span<byte> room = buffer.AsSpan(offset, Math.Min(count, 4096));
            room.Fill((byte)'x');
            if (Given == 0)
                Encoding.ASCII.GetBytes(start, room);
            Given += room.Length;
            return room.Length;
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush()
        {
        }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
