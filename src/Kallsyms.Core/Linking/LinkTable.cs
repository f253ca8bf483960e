using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>The System.map and the table made from an image's symbols.</summary>
/// <param name="Map">The symbols of System.map.</param>
/// <param name="PercpuAbsolute">Whether per-cpu symbols are absolute in the table.</param>
/// <param name="Table">The table.</param>
sealed record LinkTable(SymbolList Map, bool PercpuAbsolute, Table Table)
{
    /// <summary>Selects, orders and encodes the symbols, quickly if their names are the expected ones.</summary>
    public static LinkTable Make(LinkJob job, LinkedImage image, LinkEstimate estimate)
    {
        ElfHeader header = image.File.Header;
        bool percpu = job.TakesPercpuForAbsolute(header.Machine, PercpuSymbols.StartAtZero(image.Symbols));
        bool relocatable = header.Type == ElfType.Shared || job.Command.KeepsRelocations;
        TableSpec spec = job.Spec(image.File.Format, header.Machine, relocatable, percpu);
        SymbolList map = job.Map(image.Symbols);
        SymbolList input = job.Release.Rules.ToolInput(image.Symbols, _ => map);
        if (job.NamesAreWords)
            RequireWords(input);
        TableSymbols entries = SymbolSelection.Entries(input, job.Release.Rules, job.TextOnly, percpu);
        Table? expected = estimate.Names is { } names ? Table.Build(entries, spec, names.GetAwaiter().GetResult()) : null;
        return new(map, percpu, expected ?? Table.Build(entries, spec, all => job.Compression.Compress(all, job.Release.TableFormat)));
    }

    static void RequireWords(SymbolList input)
    {
        for (int i = 0; i < input.Count; i++)
        {
            if (input.Name(i) is var name && (name.Length == 0 || name.IndexOfAny(" \t"u8) >= 0))
            {
                throw new KallsymsException(ErrorKind.Unreadable,
                    "a symbol has an empty name or one with a blank, which the kernel's own tool of that release misreads");
            }
        }
    }
}
