using System.Text;
using CsCheck;
using Kallsyms.Live;
using Kallsyms.Lookup;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Addresses and names are looked up as the kernel does it.</summary>
public class KernelSymbolsTests
{
    static readonly KernelSymbols _symbols = KernelSymbols.From(SymbolLists.Read("""
        0000000000000000 A percpu_start
        ffffffff81000000 T _text
        ffffffff81000000 T _stext
        ffffffff81000010 t helper
        ffffffff81000040 T main
        ffffffff81000080 t helper
        ffffffff81000100 B _end

        """));

    [Theory]
    [InlineData(0xffffffff81000000, "_text+0x0/0x10")]
    [InlineData(0xffffffff8100000f, "_text+0xf/0x10")]
    [InlineData(0xffffffff81000010, "helper+0x0/0x30")]
    [InlineData(0xffffffff810000ff, "helper+0x7f/0x80")]
    [InlineData(0xffffffff81000100, "_end+0x0/0x0")]
    [InlineData(0xffffffff81000101, null)]
    [InlineData(0xffffffff80ffffff, null)] // in the gap between per-cpu symbols and text
    [InlineData(0x0000000000000000, "percpu_start+0x0/0x0")]
    [InlineData(0x0000000000000001, null)]
    public void AnAddressBelongsToTheFirstOfTheSymbolsBeforeIt(ulong address, string? expected) => Assert.Equal(
        expected, _symbols.TryFind(address, out KernelSymbol symbol, out ulong offset) ? $"{symbol.Name}+0x{offset:x}/0x{symbol.Size:x}" : null);

    [Fact]
    public void OfSeveralSymbolsOfOneNameTheLowestIsFoundFirst()
    {
        KernelSymbol first = _symbols.Find("helper")!.Value;
        Assert.Equal(0xffffffff81000010, first.Address);
        Assert.Equal(0xffffffff81000080, _symbols.FindNext(first)!.Value.Address);
        Assert.Null(_symbols.FindNext(_symbols.FindNext(first)!.Value));
        Assert.Null(_symbols.Find("help"));
        Assert.Null(_symbols.Find(new string('x', 10_000)));
    }

    [Fact]
    public void EverySymbolIsFoundByItsNameAndItsAddress() => Gen.Select(Gen.ULong[0, 500], Gen.String[Gen.Char['a', 'c'], 1, 3]).Array[1, 60].Sample(entries =>
    {
        string text = string.Concat(entries.Select(entry => $"{entry.Item1:x16} t {entry.Item2}\n"));
        KernelSymbols symbols = KernelSymbols.From(SymbolLists.Read(text));
        Assert.Equal(entries.Length, symbols.Count);
        foreach (KernelSymbol symbol in symbols)
        {
            Assert.Equal(symbol.Address, symbols.Find(symbol.Address)!.Value.Address);
            Assert.True(symbols.Find(symbol.Address)!.Value.Index <= symbol.Index);
            KernelSymbol? same = symbols.Find(symbol.Name);
            while (same != symbol)
                same = symbols.FindNext(same!.Value);
        }
        for (ulong address = 0; address < 510; address++)
        {
            int expected = Enumerable.Range(0, symbols.Count).LastOrDefault(i => symbols[i].Address <= address, -1);
            Assert.Equal(expected < 0 ? null : symbols[expected].Address, symbols.Find(address)?.Address ?? (expected >= 0 && IsLast(symbols, expected) ? symbols[expected].Address : null));
        }
    });

    [Fact]
    public void LookingUpAllocatesNothing()
    {
        string name = "main";
        byte[] bytes = [.. "helper"u8];
        for (int i = 0; i < 10; i++)
            Look(); // names are hashed when some have been asked for
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Look();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Look()
        {
            _symbols.TryFind(0xffffffff81000044, out _, out _);
            _symbols.Find(name);
            _symbols.FindNext(_symbols.Find(bytes)!.Value);
        }
    }

    [Fact]
    public void ThreadsMayShareOne()
    {
        var kernel = new SampleKernel { Release = KernelRelease.Parse("linux-6.1") };
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["kernel"], kernel.Build());
        KernelSymbols symbols = KernelSymbols.Open(scratch["kernel"]);
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < symbols.Count; i++)
            {
                Assert.True(symbols.TryFind(symbols[i].Address, out KernelSymbol symbol, out ulong offset) && offset == 0 && symbol.Address == symbols[i].Address);
                Assert.Equal(symbols[i].Name, symbols.Find(symbols[i].Utf8Name)!.Value.Name);
            }
        });
    }

    [Fact]
    public void OpeningWhatHasNoTableIsANegativeAnswer()
    {
        using var scratch = new Scratch();
        Assert.Equal(ErrorKind.Negative, Assert.Throws<KallsymsException>(() => KernelSymbols.Open(scratch.Write("zeros", "\0\0\0\0no kernel"))).Kind);
        Assert.Equal(ErrorKind.Unreadable, Assert.Throws<KallsymsException>(() => KernelSymbols.Open(scratch["missing"])).Kind);
    }

    // The last address of all has no size, so that nothing behind it is found.
    static bool IsLast(KernelSymbols symbols, int index) => symbols[index].Size == 0;

    [Fact]
    public void ModulesOfADump_LieBehindTheKernelsOwnSymbols()
    {
        static ModuleSymbol Symbol(ulong address, char letter, string name) => new(address, (byte)letter, Encoding.ASCII.GetBytes(name));
        var loaded = new LoadedModules(
            [new("xfs", [Symbol(0xffffffffc0000100, 't', "helper"), Symbol(0xffffffffc0000000, 'T', "init_module")], 0), new("none", [], 0)],
            [new("bpf", [Symbol(0xffffffffa0000000, 't', "bpf_prog_1")], 0)], null);
        (SymbolList list, string?[] modules) = loaded.Behind(_symbols.List);
        KernelSymbols all = KernelSymbols.From(list, modules, isWide: true);
        Assert.Equal(_symbols.Count + 3, all.Count);
        Assert.Equal(["main", "bpf_prog_1 [bpf]", "init_module [xfs]", "helper [xfs]"],
            ((ulong[])[0xffffffff81000040, 0xffffffffa0000000, 0xffffffffc0000000, 0xffffffffc0000100]).Select(address => all.Find(address)!.Value)
                .Select(symbol => symbol.Name + (symbol.Module is { } module ? $" [{module}]" : "")));
        Assert.Equal([0xffffffff81000010, 0xffffffff81000080, 0xffffffffc0000100], SymbolQuery.Find(all, "helper").Select(match => match.Symbol.Address));
        Assert.Equal(0xffffffffc0000100, Assert.Single(SymbolQuery.Find(all, "xfs:helper")).Symbol.Address);
    }
}
