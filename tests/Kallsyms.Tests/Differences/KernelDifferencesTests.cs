using System.Text;
using CsCheck;
using Kallsyms.Differences;
using Kallsyms.Elf;
using Kallsyms.Lookup;
using Kallsyms.Symbols.Lists;
using Xunit;

namespace Kallsyms.Tests.Differences;

/// <summary>Two kernels differ exactly in what one has and the other has not.</summary>
public class KernelDifferencesTests
{
    // Functions, so that what follows one is no padding.
    static readonly Gen<KernelSymbols> _lists = Gen.Select(Gen.Int[0, 3], Gen.Char['a', 'd'], Gen.Bool).Array[1, 30].Select(entries =>
    {
        ulong at = 0x1000;
        string text = string.Concat(entries.Select(entry => $"{at += (ulong)entry.Item1 * 16:x16} {(entry.Item3 ? 't' : 'T')} {entry.Item2}\n"));
        return Kernel($"{text}{at + 16:x16} t last\n");
    });

    [Fact]
    public void GrowthOfAllDifferences_IsGrowthOfTheKernel() => Gen.Select(_lists, _lists).Sample((old, @new) =>
        Assert.Equal(Bytes(@new) - Bytes(old), KernelDifferences.Find(old, @new).Symbols.Sum(symbol => symbol.Growth)));

    [Fact]
    public void AKernel_DoesNotDifferFromItself_WhereverItLies() => _lists.Sample(list =>
    {
        Assert.Empty(KernelDifferences.Find(list, list).Symbols);
        Assert.Empty(KernelDifferences.Find(list, list.Moved(0x100000)).Symbols);
    });

    [Fact]
    public void TheOtherWayRound_AddedIsRemoved() => Gen.Select(_lists, _lists).Sample((old, @new) => Assert.Equal(
        new DifferenceTotals(KernelDifferences.Find(old, @new).Symbols)[DifferenceKind.Added].Count,
        new DifferenceTotals(KernelDifferences.Find(@new, old).Symbols)[DifferenceKind.Removed].Count));

    [Theory]
    [InlineData("f.isra.0", "f.isra.3")]
    [InlineData("f.isra.0", "f.constprop.0")]
    [InlineData("f.isra.0", "f")]
    [InlineData("f.part.0.cold", "f.part.1.cold")]
    [InlineData("f.llvm.1234567890123456789", "f.llvm.9876543210987654321")]
    [InlineData("__UNIQUE_ID_license258", "__UNIQUE_ID_license301")]
    [InlineData("__UNIQUE_ID_modinfo_258", "__UNIQUE_ID_modinfo_301")]
    [InlineData("__UNIQUE_ID_ddebug258.7", "__UNIQUE_ID_ddebug301.12")]
    [InlineData("__BTF_ID__func__f__12", "__BTF_ID__func__f__9")]
    [InlineData("_note_18", "_note_19")]
    [InlineData("__initcall__kmod_fuse__358_2063_fuse_init6", "__initcall__kmod_fuse__361_2070_fuse_init6")]
    [InlineData("CSWTCH.4036", "CSWTCH.4038")]
    [InlineData("__func__.12", "__func__.13")]
    [InlineData("__key.1", "__key.2")]
    [InlineData("__already_done.1", "__already_done.20")]
    [InlineData("e843419@0b02_0000d7e7_408", "e843419@01bb_000021d2_868")]
    [InlineData("_ZN6kernel3fooE17h0123456789abcdefE", "_ZN6kernel3fooE17hfedcba9876543210E")]
    public void AnotherNumberInAName_IsNoDifference(string before, string after)
    {
        KernelDifferences found = KernelDifferences.Find(Kernel($"1000 t {before}\n1040 t next\n1080 t last\n"), Kernel($"1000 t {after}\n1040 t next\n1080 t last\n"));
        Assert.Empty(found.Symbols);
        Assert.Equal(1, found.Renumbered);
    }

    [Theory]
    [InlineData("f.cold", "f")]
    [InlineData("f.part.0", "f.cold")]
    [InlineData("f1", "f2")]
    [InlineData("__func__.1", "__key.1")]
    public void AnotherPieceOrName_IsADifference(string before, string after) => Assert.Equal(
        [DifferenceKind.Added, DifferenceKind.Removed],
        KernelDifferences.Find(Kernel($"1000 t {before}\n1040 t next\n"), Kernel($"1000 t {after}\n1040 t next\n")).Symbols.Select(symbol => symbol.Kind));

    [Fact]
    public void NumberedObjects_ArePairedBySizeThenInOrder()
    {
        KernelSymbols old = Kernel("1000 r __func__.1\n1010 r __func__.2\n1030 r CSWTCH.1\n1034 r CSWTCH.2\n103c r end\n");
        KernelSymbols @new = Kernel("1000 r __func__.2\n1020 r __func__.3\n1030 r CSWTCH.4\n1038 r CSWTCH.5\n1050 r end\n");
        SymbolDifference grown = Assert.Single(KernelDifferences.Find(old, @new).Symbols);
        Assert.Equal(("CSWTCH.1", "CSWTCH.5", 0x14), (grown.Old?.Name, grown.New?.Name, grown.Growth));
    }

    [Fact]
    public void ACutOffPiece_LeavesItsFunctionToItsFunction()
    {
        KernelDifferences found = KernelDifferences.Find(Kernel("1000 t f\n1040 t next\n1080 t g\n"), Kernel("1000 t f\n1020 t next\n1060 t f.cold\n1070 t g\n"));
        Assert.Equal(["added f.cold", "shrunk f"], found.Symbols.Select(symbol => $"{symbol.Kind} {symbol.Name}".ToLowerInvariant()));
    }

    [Theory]
    [InlineData("1000 T f\n1100 T g\n2000 T _etext\n", "1000 T f\n1100 T g\n1110 T part\n2000 T _etext\n", 0)]
    [InlineData("1000 T f\n1100 T g\n2000 T _etext\n", "1000 T f\n1140 T g\n1150 T part\n2060 T _etext\n", 0x60)]
    [InlineData("1000 d a\n1100 d b\n2000 d page\n2010 d end\n", "1000 d a\n1100 d b\n1110 d part\n2000 d page\n2010 d end\n", 0)]
    public void APieceSplitOffBeforeAPage_TakesFromItsFunction(string whole, string split, long net)
    {
        var found = new DifferenceTotals(KernelDifferences.Find(Kernel(whole), Kernel(split)).Symbols);
        Assert.Equal((1, 1, net), (found[DifferenceKind.Added].Count, found[DifferenceKind.Shrunk].Count, found.Net.Total));
        found = new DifferenceTotals(KernelDifferences.Find(Kernel(split), Kernel(whole)).Symbols);
        Assert.Equal((1, 1, -net), (found[DifferenceKind.Removed].Count, found[DifferenceKind.Grown].Count, found.Net.Total));
    }

    [Fact]
    public void PaddingBeforeTheNextSection_IsNoGrowth()
    {
        KernelDifferences found = KernelDifferences.Find(
            Kernel("1000 T _stext\n1000 t f\n1040 t g\n2000 R __start_rodata\n2000 r table\n2010 R __end_rodata\n"),
            Kernel("1000 T _stext\n1000 t f\n1060 t g\n2000 R __start_rodata\n2000 r table\n2010 R __end_rodata\n"));
        Assert.Equal("f", Assert.Single(found.Symbols).Name);
        Assert.Equal(1, found.Padded);
    }

    [Fact]
    public void PaddingBeforeAlignedData_IsNoGrowth() => Assert.Equal(
        ["added d small"],
        KernelDifferences.Find(Kernel("1000 d a\n1010 d page\n1020 d end\n"), Kernel("1000 d a\n1004 d small\n1010 d page\n1020 d end\n")).Symbols
            .Select(symbol => $"{symbol.Kind} {symbol.Type} {symbol.Name}".ToLowerInvariant()));

    [Fact]
    public void PaddingBeforeAPage_IsNoGrowthOfAFunction() => Assert.Equal(
        ["Grown f"],
        KernelDifferences.Find(Kernel("1000 t f\n1040 t g\n2000 t page\n2040 t last\n"), Kernel("1000 t f\n1060 t g\n2000 t page\n2040 t last\n")).Symbols
            .Select(symbol => $"{symbol.Kind} {symbol.Name}"));

    [Fact]
    public void TheTableBehindTheBanner_IsNoGrowthOfIt() => Assert.Empty(KernelDifferences.Find(
        Kernel("1000 D linux_banner\n5000 d a\n5010 d b\n"), Kernel("1000 D linux_banner\n9008 d a\n9018 d b\n")).Symbols);

    [Fact]
    public void BytesBehindAMarker_AreNoGrowthOfIt() => Assert.Empty(KernelDifferences.Find(
        Kernel("1000 R __start___ex_table\n1400 R __stop___ex_table\n1400 r a\n1410 r b\n"),
        Kernel("1000 R __start___ex_table\n1404 R __stop___ex_table\n1404 r a\n1414 r b\n")).Symbols);

    [Fact]
    public void NamesOfOneAddress_GrowOnce()
    {
        SymbolDifference grown = Assert.Single(KernelDifferences.Find(
            Kernel("1000 T read\n1000 T sys_read\n1040 t g\n"), Kernel("1000 T read\n1000 T sys_read\n1060 t g\n")).Symbols);
        Assert.Equal((32, "read"), (grown.Growth, grown.Name));
    }

    [Fact]
    public void AnotherNameOfAnAddress_AddsNoBytes()
    {
        SymbolDifference added = Assert.Single(KernelDifferences.Find(
            Kernel("1000 T read\n1040 t g\n"), Kernel("1000 T another\n1000 T read\n1040 t g\n")).Symbols);
        Assert.Equal(("another", 0), (added.Name, added.Growth));
    }

    static long Bytes(KernelSymbols symbols) => symbols.DistinctBy(symbol => symbol.Address).Sum(symbol => (long)symbol.Size);

    static KernelSymbols Kernel(string text) => KernelSymbols.From(SymbolListFile.Read(ByteSource.FromMemory(Encoding.ASCII.GetBytes(
        string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0].PadLeft(16, '0') + line[line.IndexOf(' ')..] + "\n"))), "map")));
}
