using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Oracle;
using Xunit;

namespace Kallsyms.Tests.Tables;

/// <summary>Every reader gets back what every compressor wrote: ours, the rule of docs/format.md in its plainest form, and kallsyms.h.</summary>
public class DecodersTests
{
    const int Sets = 40;

    static readonly KernelRelease _layout = KernelRelease.Parse("linux-6.12");

    [Theory]
    [InlineData(Compression.Kernel)]
    [InlineData(Compression.Best)]
    internal void ReadMadeUpSymbols(Compression compression)
    {
        Command.Require("gcc");
        using var scratch = new Scratch();
        string reader = scratch["reader.o"];
        Command.Run("gcc", [
            "-O1", "-fno-pie", "-DKALLSYMS_LAYOUT=612", "-DKALLSYMS_ENCODING=KALLSYMS_BASE_RELATIVE", "-I", Path.Combine(Repository.Root, "runtime"),
            "-c", Path.Combine(Repository.Root, "tests", "runtime", "reader_test.c"), "-o", reader]).Succeeded();
        int read = 0;
        for (int seed = 0; seed < Sets; seed++)
        {
            if (Build(seed, compression) is not { } table)
                continue;
            byte[] lines = Lines(table.Symbols.List);
            TableBytes bytes = Bytes(table);
            Assert.Equal(lines, Lines(TableReader.Read(table.Spec, bytes)));
            Assert.Equal(TypesAndNames(table.Symbols.List), Plain(table.Symbols.List.Count, bytes));
            Assert.Equal(lines, Linked(table, reader, scratch));
            read++;
        }
        Assert.InRange(read, Sets / 2, Sets);
    }

    // Null for symbols that the layout has no room for.
    static Table? Build(int seed, Compression compression)
    {
        using ByteSource map = ByteSource.FromMemory(SymbolSet.Make(seed, wide: true, percpu: false, dots: true, longest: 511).Map, "map");
        TableSymbols symbols = SymbolSelection.Entries(SymbolListFile.Read(map).Symbols, _layout.Rules, textOnly: false, percpuAbsolute: false);
        var spec = new TableSpec(_layout, new(Is64: true, BigEndian: false), ElfMachine.X8664, AddressEncoding.BaseRelative);
        try
        {
            return Table.Build(symbols, spec, names => compression.Compress(names, _layout.TableFormat));
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Negative)
        {
            return null;
        }
    }

    static TableBytes Bytes(Table table)
    {
        var bytes = new TableBytes("table");
        foreach (SubTable part in table.Spec.Order)
        {
            var content = new byte[table.Sizes[part]];
            table.Write(part, content, 0);
            bytes.Set(part, 0, content);
        }
        return bytes;
    }

    // A length, so many codes, and the string of each code behind that of the one before it.
    static List<byte[]> Plain(int count, TableBytes table)
    {
        ReadOnlySpan<byte> names = table.From(SubTable.Names);
        ReadOnlySpan<byte> index = table.From(SubTable.TokenIndex);
        ReadOnlySpan<byte> tokens = table.From(SubTable.TokenTable);
        var found = new List<byte[]>();
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            int length = names[at++];
            if (length > 127)
                length = length - 128 + names[at++] * 128;
            var name = new List<byte>();
            for (; length > 0; length--)
            {
                int code = names[at++];
                for (int token = index[code * 2] + index[code * 2 + 1] * 256; tokens[token] != 0; token++)
                    name.Add(tokens[token]);
            }
            found.Add([.. name]);
        }
        return found;
    }

    static byte[] Linked(Table table, string reader, Scratch scratch)
    {
        string made = scratch["table.o"];
        using (ElfFile like = ElfFile.Open(reader))
            File.WriteAllBytes(made, ElfObjectWriter.Write(TableObject.Finished(table, ElfTarget.Like(like))));
        string program = scratch["program"];
        Command.Run("gcc", ["-no-pie", $"-Wl,--defsym=_text=0x{table.Symbols.Text ?? 0:x}", reader, made, "-o", program]).Succeeded();
        return Command.Run(program, []).Succeeded().OutputBytes;
    }

    static byte[] Lines(SymbolList symbols)
    {
        using var text = new MemoryStream();
        SystemMap.Write(text, symbols, wide: true);
        return text.ToArray();
    }

    static List<byte[]> TypesAndNames(SymbolList symbols) => [.. Enumerable.Range(0, symbols.Count).Select(i => (byte[])[symbols.Types[i], .. symbols.Name(i)])];
}
