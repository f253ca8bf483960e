using System.Text;
using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests.Tables;

/// <summary>Every kind of patch, in both word sizes and byte orders.</summary>
public class TablePatchTests
{
    const uint Symbolic = 1;

    // Machines whose relocations have addends, for each format.
    public static TheoryData<bool, bool, int> Formats => new()
    {
        { true, false, (int)ElfMachine.X8664 }, { true, true, (int)ElfMachine.PowerPc64 }, { false, true, (int)ElfMachine.PowerPc },
        { false, false, (int)ElfMachine.RiscV },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void TheTableDecodesToItsSymbols(bool is64, bool bigEndian, int machine)
    {
        foreach (AddressEncoding encoding in Enum.GetValues<AddressEncoding>())
        {
            Table table = Make(is64, bigEndian, machine, encoding);
            LinkedImage linked = Image(table);
            using ElfFile patched = Patch(table, linked);
            SymbolList decoded = TableReader.Read(table.Spec, Labels(patched).Read());
            Assert.Empty(TableVerifier.Compare(decoded, table.Symbols.List));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void KeptAddendsCountFromTheirSymbol(bool is64, bool bigEndian, int machine)
    {
        Table table = Make(is64, bigEndian, machine, AddressEncoding.PlaceRelative);
        LinkedImage linked = Image(table);
        ulong slot = linked.AddressOf(SubTable.Offsets);
        linked.AddRela(dynamic: false, new ElfRelocation(slot, 1, 2, 0), new ElfRelocation(slot + 4, 1, 2, 0), new ElfRelocation(slot + 4000, 1, 2, 77));
        using ElfFile patched = Patch(table, linked);
        long[] addends = [.. LinkedImage.ReadRela(patched).Select(entry => entry.Addend)];
        Assert.Equal([Distance(table, 0), Distance(table, 1), 77], addends);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void AKeptAddendOfTheBaseMovesWithIt(bool is64, bool bigEndian, int machine)
    {
        Table table = Make(is64, bigEndian, machine, AddressEncoding.BaseRelative);
        LinkedImage linked = Image(table);
        linked.AddRela(dynamic: false, new ElfRelocation(linked.AddressOf(SubTable.RelativeBase), 1, Symbolic, 0));
        using ElfFile patched = Patch(table, linked);
        Assert.Equal((long)(table.RelativeBase - LinkedImage.Text), LinkedImage.ReadRela(patched)[0].Addend);
        Assert.Equal(table.RelativeBase, WordAt(patched, linked.AddressOf(SubTable.RelativeBase)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void ARelativeRelocationHoldsTheBaseAndTheFileZero(bool is64, bool bigEndian, int machine)
    {
        Table table = Make(is64, bigEndian, machine, AddressEncoding.BaseRelative);
        LinkedImage linked = Image(table);
        linked.AddRela(dynamic: true, new ElfRelocation(linked.AddressOf(SubTable.RelativeBase), 0, Relative(table), (long)LinkedImage.Text));
        using ElfFile patched = Patch(table, linked);
        Assert.Equal(table.RelativeBase, (ulong)LinkedImage.ReadRela(patched)[0].Addend);
        Assert.Equal(0u, WordAt(patched, linked.AddressOf(SubTable.RelativeBase)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void ARelativeRelocationAppliedInPlaceIsPatchedInBothPlaces(bool is64, bool bigEndian, int machine)
    {
        Table table = Make(is64, bigEndian, machine, AddressEncoding.BaseRelative);
        LinkedImage linked = Image(table);
        ulong slot = linked.AddressOf(SubTable.RelativeBase);
        linked.PutWord(slot, LinkedImage.Text);
        linked.AddRela(dynamic: true, new ElfRelocation(slot, 0, Relative(table), (long)LinkedImage.Text));
        using ElfFile patched = Patch(table, linked);
        Assert.Equal(table.RelativeBase, (ulong)LinkedImage.ReadRela(patched)[0].Addend);
        Assert.Equal(table.RelativeBase, WordAt(patched, slot));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void EveryAbsoluteEntryHasItsOwnRelativeRelocation(bool is64, bool bigEndian, int machine)
    {
        Table table = Make(is64, bigEndian, machine, AddressEncoding.Absolute);
        LinkedImage linked = Image(table);
        ulong slot = linked.AddressOf(SubTable.Addresses);
        uint word = is64 ? 8u : 4;
        linked.AddRela(dynamic: true, [.. Enumerable.Range(0, table.Symbols.List.Count).Select(i =>
            new ElfRelocation(slot + (ulong)i * word, 0, Relative(table), (long)LinkedImage.Text))]);
        using ElfFile patched = Patch(table, linked);
        Assert.Equal(table.Symbols.List.Addresses.ToArray(), LinkedImage.ReadRela(patched).Select(entry => (ulong)entry.Addend));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void WithoutARelocationInMemoryTheWordItselfIsWritten(bool is64, bool bigEndian, int machine)
    {
        // Images with fixed addresses, packed relative relocations (RELR), and machines that keep addends in place.
        Table table = Make(is64, bigEndian, machine, AddressEncoding.BaseRelative);
        LinkedImage linked = Image(table);
        using ElfFile patched = Patch(table, linked);
        Assert.Equal(table.RelativeBase, WordAt(patched, linked.AddressOf(SubTable.RelativeBase)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void RoomLeftOverIsZero(bool is64, bool bigEndian, int machine)
    {
        Table table = Make(is64, bigEndian, machine, AddressEncoding.Direct);
        TableSizes room = TableSizes.From(part => table.Sizes[part] == 0 ? 0 : table.Sizes[part] + 16);
        var linked = new LinkedImage(table.Spec.Format, table.Spec.Machine, table.Spec, room, fill: 0xcc);
        using ElfFile patched = Patch(table, linked, room);
        foreach (SubTable part in table.Spec.Order)
        {
            byte[] behind = patched.Source.Read(Labels(patched).Offset(part) + table.Sizes[part], 16);
            Assert.All(behind, value => Assert.Equal(0, value));
        }
        Assert.Empty(TableVerifier.Compare(TableReader.Read(table.Spec, Labels(patched).Read()), table.Symbols.List));
    }

    static Table Make(bool is64, bool bigEndian, int machine, AddressEncoding encoding)
    {
        string release = encoding switch
        {
            AddressEncoding.Absolute => "linux-4.5",
            AddressEncoding.BaseRelative or AddressEncoding.PercpuAbsolute => "linux-6.4",
            _ => "linux-7.0",
        };
        KernelRelease layout = KernelRelease.Parse(release);
        string[] lines = [.. Enumerable.Range(0, 600).Select(i => $"{LinkedImage.Text + (ulong)i * 12 + 64:x16} t function_{i}")];
        using ByteSource map = ByteSource.FromMemory(Encoding.ASCII.GetBytes(string.Join('\n', lines.Prepend($"{LinkedImage.Text:x16} T _text"))), "map");
        TableSymbols symbols = SymbolSelection.Entries(SymbolListFile.Read(map).Symbols, layout.Rules, textOnly: false, percpuAbsolute: false);
        var spec = new TableSpec(layout, new(is64, bigEndian), (ElfMachine)machine, encoding);
        return Table.Build(symbols, spec, PairCompressor.Compress);
    }

    static LinkedImage Image(Table table) => new(table.Spec.Format, table.Spec.Machine, table.Spec, table.Sizes);

    static ElfFile Patch(Table table, LinkedImage linked, TableSizes? room = null)
    {
        using var scratch = new Scratch();
        string path = linked.Save(scratch["image"]);
        using (ElfFile image = ElfFile.Open(path))
            TablePatch.Make(Labels(image), table, room ?? table.Sizes, LinkedImage.Text).Apply(path);
        return ElfFile.Parse(ByteSource.FromMemory(File.ReadAllBytes(path), "image"));
    }

    static TableLabels Labels(ElfFile image) => TableLabels.Find(image, ElfSymbolReader.Read(image))!;

    static long Distance(Table table, int index) => (long)(table.Symbols.List.Addresses[index] - LinkedImage.Text);

    static uint Relative(Table table) => table.Spec.Machine.Row().RequireRelocations(table.Spec.Format, 0).Relative;

    static ulong WordAt(ElfFile image, ulong address) => image.Format.Word(image.Source.Read(image.OffsetOf(address)!.Value, image.Format.WordSize), 0);
}
