using System.Text;
using Kallsyms.Elf;
using Kallsyms.Lookup;
using Kallsyms.Symbols.Lists;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Which symbol an address belongs to, among aliases, markers, modules and holes.</summary>
public class SymbolPlacesTests
{
    const string Lists = """
        ffffffff81000000 T __pfx_first
        ffffffff81000000 W a_weak_one
        ffffffff81000000 T first
        ffffffff81000100 t $x
        ffffffff81000100 t second
        ffffffff81000140 t $d
        ffffffff81000150 t .Ltmp1
        ffffffff81000200 T _etext
        ffffffff82000000 D __start_rodata
        ffffffff82000000 D _etext2
        ffffffff82000100 D __end_rodata
        ffffffff82000100 d real
        ffffffff82000200 D __stop_here
        ffffffff82000300 d last

        """;

    const string Modules = """
        ffffffff81000000 T kernel
        ffffffffc0000000 t one	[a]
        ffffffffc0000100 t two	[a]
        ffffffffc0000e00 t three	[a]
        ffffffffc0003000 d data	[a]
        ffffffffc0003100 d more	[a]
        ffffffffc0008000 t other	[b]
        ffffffffc0008100 t another	[b]
        ffffffffc0100000 t bpf_prog_1	[bpf]
        ffffffffc0100100 t bpf_prog_2	[bpf]
        ffffffffc0400000 t ftrace_trampoline	[__builtin__ftrace]
        ffffffffc0401000 t kprobe_insn	[__builtin__kprobes]

        """;

    [Theory]
    [InlineData(0xffffffff81000010, "first+0x10/0x100")]
    [InlineData(0xffffffff81000160, "second+0x60/0x100")]
    [InlineData(0xffffffff81000200, "_etext+0x0/0x0")]
    [InlineData(0xffffffff81000201, null)]
    [InlineData(0xffffffff82000010, "_etext2+0x10/0x100")]
    [InlineData(0xffffffff82000110, "real+0x10/0x100")]
    [InlineData(0xffffffff82000210, null)]
    [InlineData(0xffffffff82000300, "last+0x0/0x0")]
    public void OfAliasesTheKernelsChoiceCountsAndMarkersNameNothing(ulong address, string? expected) =>
        Assert.Equal(expected, Name(Lists, address));

    [Theory]
    [InlineData(0xffffffff81000001, null)] // the kernel does not reach into modules
    [InlineData(0xffffffffc0000110, "two+0x10/0xd00 [a]")]
    [InlineData(0xffffffffc0000e10, "three+0x10/0x200 [a]")]
    [InlineData(0xffffffffc0001000, null)] // the page behind the code
    [InlineData(0xffffffffc0003010, "data+0x10/0x100 [a]")]
    [InlineData(0xffffffffc0003110, null)] // up to the next module
    [InlineData(0xffffffffc0008110, null)]
    [InlineData(0xffffffffc0100010, "bpf_prog_1+0x10/0x100 [bpf]")]
    [InlineData(0xffffffffc0100110, null)]
    [InlineData(0xffffffffc0400010, null)]
    public void SymbolsOfAModuleEndWithIt(ulong address, string? expected) => Assert.Equal(expected, Name(Modules, address));

    [Fact]
    public void TheWidthOfATextIsThatOfItsDigits()
    {
        Assert.True(Symbols("0000000000100000 T _text\n").IsWide);
        Assert.False(Symbols("00100000 T _text\n").IsWide);
        Assert.Equal(0x100100000ul, Symbols("0000000000100000 T _text\n").Moved(0x100000000)[0].Address);
    }

    static string? Name(string list, ulong address) =>
        Symbols(list).TryFind(address, out KernelSymbol symbol, out ulong offset) ? new SymbolMatch(symbol, offset).ToString() : null;

    static KernelSymbols Symbols(string text) =>
        KernelSymbols.From(SymbolListFile.Read(ByteSource.FromMemory(Encoding.ASCII.GetBytes(text), "map")));
}
