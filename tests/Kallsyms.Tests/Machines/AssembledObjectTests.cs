using System.Text;
using Kallsyms.Elf;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Machines;

/// <summary>The object that kallsyms writes is the one that the machine's own assembler makes of the same table.</summary>
[RunsKallsyms]
public class AssembledObjectTests
{
    // Every encoding, and the alignments that releases have had.
    static readonly (string Layout, string[] Options)[] _forms =
    [
        ("linux-4.4", []), ("linux-4.15", ["--base-relative"]), ("linux-6.1", []), ("linux-6.4", []), ("linux-7.0", ["--pc-relative"]),
    ];

    public static TheoryData<string> Machines => [.. CrossTools.All.Select(tools => tools.ToString())];

    [Theory]
    [MemberData(nameof(Machines))]
    public void TableObject_IsWhatTheAssemblerMakes(string name)
    {
        CrossTools tools = CrossTools.Named(name);
        tools.Require();
        using var scratch = new Scratch();
        using KernelLikeObject kernel = KernelLikeObject.Assemble(tools);
        foreach ((string layout, string[] options) in _forms)
        {
            string[] gen = ["gen", "--all-symbols", "--layout", layout, .. options, "--like", kernel.Object];
            string text = Encoding.Latin1.GetString(Command.Kallsyms([.. gen, kernel.Map]).Succeeded().OutputBytes);
            string theirs = kernel.AssembleTable(text, $"theirs-{layout}.o");
            string ours = kernel.Scratch[$"ours-{layout}.o"];
            Command.Kallsyms([.. gen, "--object", ours, kernel.Map]).Succeeded();

            Assert.Equal(Describe(theirs), Describe(ours));
            Assert.True(AssembledTable.AreSame(Read(theirs), Read(ours)), layout);
            Assert.Equal(DescribeImage(kernel.Link(theirs)), DescribeImage(kernel.Link(ours)));
        }
    }

    static TableListing Read(string path)
    {
        using ElfFile file = ElfFile.Open(path);
        TableListing? listing = AssembledTable.Read(file);
        Assert.NotNull(listing);
        Assert.True(listing.Words.Count > 0 || !listing.Has(SubTable.RelativeBase));
        return listing;
    }

    // Section, symbols in their order and relocations; and of what an assembler adds, the sections that can move something by their alignment.
    static string Describe(string path)
    {
        using ElfFile file = ElfFile.Open(path);
        MachineRow machine = file.Header.Machine.Row();
        ElfSymbols symbols = file.ReadSymbols()!;
        ElfSection table = file.Sections.First(section => section.Name is ".rodata" or ".data" && section.Size > 0);
        var text = new StringBuilder($"{file.Header}\n");
        text.AppendLine($"{table.Name} {table.Flags} {table.Alignment} {table.Size}");
        IEnumerable<ElfSection> aligned = file.Sections
            .Where(section => section.Name is ".text" or ".data" or ".bss" && section.Size == 0 && section.Alignment > 1);
        foreach (ElfSection empty in aligned.OrderBy(section => section.Name, StringComparer.Ordinal))
            text.AppendLine($"{empty.Name} {empty.Type} {empty.Flags} {empty.Alignment}");
        var lines = new List<string>();
        for (int i = 1; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            string name = Encoding.Latin1.GetString(symbols.Name(symbol.NameOffset));
            bool ofPair = machine.Wide is { Sub32: not 0 } && symbol.Binding == SymbolBinding.Local;
            string place = symbol.Section == SectionIndex.Undefined ? "elsewhere" : "here";
            if (symbol.Type != SymbolType.Section && symbol.Type != SymbolType.File && !ofPair)
                lines.Add($"{name} {symbol.Binding} {symbol.Type} {symbol.Value:x} {symbol.Size} {place}");
        }
        text.AppendJoin('\n', lines).AppendLine();
        RelocationTypes types = machine.RequireRelocations(file.Format, file.Header.Flags);
        byte[] contents = file.Read(table);
        IEnumerable<ElfSection> ofTable = file.Sections
            .Where(section => section.Type is SectionType.Rel or SectionType.Rela && section.Info == table.Index);
        foreach (ElfRelocation entry in ofTable.SelectMany(file.ReadRelocations))
        {
            // Of a pair, the second names the place: by a label of its own, or as a distance from one.
            if (types.IsSecondHalf(entry.Type))
                continue;
            long addend = entry.Type == types.Add32 && types.Add32 != 0 ? 0 : entry.Addend;
            text.AppendLine($"{entry.Offset:x} {entry.Type} {Encoding.Latin1.GetString(symbols.Name(symbols[entry.Symbol].NameOffset))} {addend:x}");
            // Where addends are in the relocation, the linker overwrites what is in place.
            if (types is { WithAddend: true, AddendsInPlace: false })
                contents.AsSpan((int)entry.Offset, entry.Type == types.Word ? file.Format.WordSize : 4).Clear();
        }
        return text.Append(Convert.ToHexString(contents)).ToString();
    }

    static string DescribeImage(string path)
    {
        using ElfFile image = ElfFile.Open(path);
        var text = new StringBuilder();
        foreach (ElfSection section in image.Sections.Where(section => (section.Flags & SectionFlags.Alloc) != 0))
        {
            string contents = section.Type == SectionType.NoBits ? "" : Convert.ToHexString(image.Read(section));
            text.AppendLine($"{section.Name} {section.Address:x} {section.Size:x} {section.Alignment} {contents}");
        }
        return text.Append(Command.Kallsyms(["map", "--all", path]).Succeeded().Output).ToString();
    }
}
