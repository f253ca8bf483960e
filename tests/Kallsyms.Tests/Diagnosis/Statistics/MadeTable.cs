using System.Text;
using Kallsyms.Diagnosis.Statistics;
using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Tests.Diagnosis.Statistics;

/// <summary>A table of given symbols, in memory, and what is to be known of it.</summary>
sealed class MadeTable
{
    const ulong Place = 0xffffffff82000000;

    /// <summary>Makes the table of symbols that stand 16 bytes apart; the first character of each is its type letter.</summary>
    public MadeTable(IReadOnlyList<string> letteredNames, string layout = "linux-6.4", bool uncompressed = false)
    {
        var text = new StringBuilder();
        for (int i = 0; i < letteredNames.Count; i++)
            text.Append($"{0xffffffff81000000 + (ulong)i * 16:x16} {letteredNames[i][0]} {letteredNames[i][1..]}\n");
        SymbolList list = SymbolListFile.Read(ByteSource.FromMemory(Encoding.UTF8.GetBytes(text.ToString()), "made")).Symbols;
        KernelRelease form = KernelRelease.Parse(layout);
        var format = new ElfFormat(Is64: true, BigEndian: false);
        Spec = new(form, format, ElfMachine.X8664, form.TableFormat.Encoding(format, relocatable: true, percpuAbsolute: false));
        Table = Table.Build(new(list, null, null, null), Spec, uncompressed ? Literal : PairCompressor.Compress);

        (int[] offsets, End) = Table.Sizes.Place(Spec);
        Bytes = new("made");
        foreach (SubTable part in Spec.Order.Where(part => !uncompressed || part is not (SubTable.TokenTable or SubTable.TokenIndex)))
        {
            var bytes = new byte[Table.Sizes[part]];
            ulong place = Place + (ulong)offsets[(int)part];
            Table.Write(part, bytes, place);
            Bytes.Set(part, place, bytes);
        }
    }

    public TableSpec Spec { get; }

    public Table Table { get; }

    public TableBytes Bytes { get; }

    /// <summary>Bytes from the first sub-table to the end of the last.</summary>
    public int End { get; }

    public TableStatistics Statistics => TableStatistics.Measure(Spec, Bytes, TableReader.Read(Spec, WithTokens()));

    // The reader of symbols wants tokens, if only literal ones.
    TableBytes WithTokens()
    {
        var all = new TableBytes("made");
        foreach (SubTable part in Spec.Order)
        {
            var bytes = new byte[Table.Sizes[part]];
            Table.Write(part, bytes, Place);
            all.Set(part, Bytes.Has(part) ? Bytes.Address(part) : Place, Bytes.Has(part) ? Bytes.From(part).ToArray() : bytes);
        }
        return all;
    }

    static CompressedNames Literal(NameList names)
    {
        byte[][] tokens = [.. Enumerable.Range(0, TokenTable.Size).Select(code => code == 0 ? [] : (byte[])[(byte)code])];
        return new(new(tokens), names.Buffer, names.Offsets);
    }
}
