using System.Text;
using Kallsyms.Elf;
using Kallsyms.Lookup;
using Kallsyms.Symbols.Lists;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>The kernel that runs here tells how far it was moved, if it is the one at hand.</summary>
public class RunningKernelTests
{
    static readonly KernelSymbols _symbols = Symbols("ffffffff81000000 T _text\nffffffff81000010 t twin\nffffffff81000040 T schedule\nffffffff81000080 t twin\nffffffff810000b0 T _end\n");

    [Fact]
    public void TheRunningKernelTellsIfItIsTheSame()
    {
        Assert.Equal(0x2000000ul, KaslrOffset.FromRunning(_symbols.Moved(0x2000000), _symbols)!.Distance);
        Assert.Null(KaslrOffset.FromRunning(Symbols("ffffffff82000000 T _text\nffffffff82000080 T schedule\nffffffff820000b0 T _end\n"), _symbols));
        Assert.Null(KaslrOffset.FromRunning(Symbols("ffffffff82000000 T another\n"), _symbols));
    }

    static KernelSymbols Symbols(string text) => KernelSymbols.From(SymbolListFile.Read(ByteSource.FromMemory(Encoding.ASCII.GetBytes(text), "map")));
}
