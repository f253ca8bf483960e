using System.Text;
using Kallsyms.Symbols.Lists;
using Kallsyms.Elf;
using Kallsyms.Images;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>How far a kernel was moved is told, or it is not known; it is never guessed.</summary>
public class KaslrOffsetTests
{
    static readonly KernelSymbols _symbols = Symbols("ffffffff81000000 T _text\nffffffff81000010 t twin\nffffffff81000040 T schedule\nffffffff81000080 t twin\nffffffff810000b0 T _end\n");

    [Theory]
    [InlineData("Kernel Offset: 0x19000000 from 0xffffffff81000000", 0x19000000L)]
    [InlineData("Kernel Offset: disabled", 0L)]
    [InlineData("KERNELOFFSET=1a000000", 0x1a000000L)]
    [InlineData("Kernel Offset: 0x1 from\nrebooted\nKernel Offset: 0x2 from", 2L)]
    [InlineData("[<ffffffff9a000044>] schedule+0x4/0x40", 0x19000000L)]
    [InlineData("ffffffff9a000044 (schedule+0x4/0x40)", 0x19000000L)]
    [InlineData("[<ffffffff9a000044>] ? schedule+0x4/0x40\n[<ffffffff9a000045>] schedule+0x5/0x40", 0x19000000L)]
    [InlineData("[<ffffffff9a000044>] schedule+0x4/0x40 [<ffffffff9b000044>] schedule+0x4/0x40", null)] // two kernels
    [InlineData("[<ffffffff9a000014>] twin+0x4/0x30", null)] // which of the two?
    [InlineData("[<ffffffff9a000044>] schedule+0x4/0x50", null)] // another kernel's
    [InlineData("schedule+0x4/0x40 at ffffffff9a000044", null)]
    [InlineData("", null)]
    public void ALogTells(string log, long? expected) =>
        Assert.Equal((ulong?)expected, KaslrOffset.FromLog(Encoding.ASCII.GetBytes(log), _symbols)?.Distance);

    [Fact]
    public void TheRunningKernelTellsIfItIsTheSame()
    {
        Assert.Equal(0x2000000ul, KaslrOffset.FromRunning(_symbols.Moved(0x2000000), _symbols)!.Distance);
        Assert.Null(KaslrOffset.FromRunning(Symbols("ffffffff82000000 T _text\nffffffff82000080 T schedule\nffffffff820000b0 T _end\n"), _symbols));
        Assert.Null(KaslrOffset.FromRunning(Symbols("ffffffff82000000 T another\n"), _symbols));
    }

    static KernelSymbols Symbols(string text) => KernelSymbols.From(SymbolListFile.Read(ByteSource.FromMemory(Encoding.ASCII.GetBytes(text), "map")));
}
