using System.Text;
using Kallsyms.Elf;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests.Tables;

/// <summary>What keeps the room for a table looks to a linker as the table's object will.</summary>
public class PlaceholderTests
{
    [Theory]
    [InlineData("linux-7.0", AddressEncoding.PlaceRelative, "kallsyms_offsets _text kallsyms_seqs_of_names")]
    [InlineData("linux-7.0", AddressEncoding.Direct, "kallsyms_offsets kallsyms_seqs_of_names")]
    [InlineData("linux-6.4", AddressEncoding.BaseRelative, "kallsyms_offsets kallsyms_relative_base _text kallsyms_seqs_of_names")]
    public void Placeholder_NamesTextWhereTheTableDoes(string release, AddressEncoding encoding, string last)
    {
        Command.Require("as");
        using var scratch = new Scratch();
        Command.Run("as", ["-o", scratch["any.o"], scratch.Write("any.s", "nop\n")]).Succeeded();
        using ElfFile like = ElfFile.Open(scratch["any.o"]);
        ElfTarget target = ElfTarget.Like(like);
        var spec = new TableSpec(KernelRelease.Parse(release), target.Format, target.Header.Machine, encoding);
        TableSizes sizes = Table.SizesOf(spec, new(TokenTable.Empty, new byte[6], [0, 6]));
        ElfObject placeholder = TableObject.Placeholder(spec, target, sizes, TableObject.TextSymbol, keepsRelocations: false, asKernel: true);

        using ByteSource source = ByteSource.FromMemory(ElfObjectWriter.Write(placeholder), "placeholder");
        ElfSymbols symbols = ElfFile.Parse(source).ReadSymbols()!;
        IEnumerable<string> names = Enumerable.Range(1, symbols.Count - 1).Select(i => Encoding.ASCII.GetString(symbols.Name(symbols[i].NameOffset)));
        Assert.EndsWith(last, string.Join(' ', names), StringComparison.Ordinal);
    }
}
