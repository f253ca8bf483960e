using System.Text;
using Kallsyms.Elf;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Tables;

public class TableListingParserTests
{
    const string Head = ".section .rodata, \"a\"\n.globl kallsyms_names\nkallsyms_names:\n";

    [Theory]
    [InlineData(".long _text - . + (4656)", 4656)]
    [InlineData(".long _text - . + (-16)", -16)]
    [InlineData(".long _text + 0x10 - .", 16)]
    [InlineData(".long _text - 0x10 - .", -16)]
    [InlineData(".long _text - .", 0)]
    public void DistancesFromThePlaceAreUnderstood(string line, long addend) =>
        Assert.Equal(new TableWord(0, 4, "_text", addend, FromPlace: true), Assert.Single(Parse(Head + line)!.Words));

    [Theory]
    [InlineData(true, 8)]
    [InlineData(false, 4)]
    public void MacrosChooseTheWordSize(bool is64, int width)
    {
        const string macros = "#include <asm/bitsperlong.h>\n#if BITS_PER_LONG == 64\n#define PTR .quad\n#define ALGN .balign 8\n#else\n#define PTR .long\n#define ALGN .balign 4\n#endif\n";
        TableListing? listing = Parse(macros + Head + "\t.byte 1\n\tALGN\n\tPTR\t_text + 0x20\n", is64);
        Assert.Equal(new TableWord(width, width, "_text", 0x20, FromPlace: false), Assert.Single(listing!.Words));
        Assert.Equal(width, listing.Alignment);
    }

    [Fact]
    public void MacrosThatNameEachOtherAreNotUnderstood() => Assert.Null(Parse("#define A B\n#define B A\n" + Head + "A 1\n"));

    [Fact]
    public void DataHasTheTargetsByteOrder() => Assert.Equal(
        [1, 0xff, 0, 0x12, 0xff, 0xff, 0xff, 0xfe, (byte)'a', (byte)'"' - 1, 0],
        Parse(Head + ".byte 0x01, 255 /* .byte 9 */\n.short 0x12\n.long -2\n.asciz \"a!\"\n", bigEndian: true)!.Contents);

    [Fact]
    public void ASizeIsThatOfWhatStandsBeforeIt() => Assert.Equal(
        [new("kallsyms_names", 0, 3), new("kallsyms_markers", 4)],
        Parse(Head + ".byte 1, 2, 3\n.size kallsyms_names, . - kallsyms_names\n.globl kallsyms_markers\n.balign 4\nkallsyms_markers:\n")!.Labels);

    [Theory]
    [InlineData(".word 1")]
    [InlineData(".byte 256")]
    [InlineData(".byte x")]
    [InlineData(".long _text + _end")]
    [InlineData(".long 1 1")]
    [InlineData(".long 99999999999999999999")]
    [InlineData(".asciz \"a\\n\"")]
    [InlineData(".balign 0")]
    [InlineData("#ifdef X")]
    [InlineData("local:")]
    [InlineData(".size other, 4")]
    [InlineData(".data")]
    public void WhatIsNotUnderstoodIsNotGuessed(string line) => Assert.Null(Parse(Head + line + "\n"));

    [Theory]
    [InlineData(ElfMachine.X8664, 8)]
    [InlineData(ElfMachine.Arm, 256)]
    internal void WhatAlignCountsDependsOnTheMachine(ElfMachine machine, int alignment) =>
        Assert.Equal(alignment, TableListingParser.Parse(Encoding.ASCII.GetBytes(Head + ".align 8\n"), new(true, false), machine)!.Alignment);

    static TableListing? Parse(string text, bool is64 = true, bool bigEndian = false) =>
        TableListingParser.Parse(Encoding.ASCII.GetBytes(text), new(is64, bigEndian), ElfMachine.X8664);
}
