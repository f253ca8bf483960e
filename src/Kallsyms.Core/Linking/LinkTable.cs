using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>The System.map and the table made from an image's symbols.</summary>
/// <param name="Map">The symbols of System.map.</param>
/// <param name="PercpuAbsolute">Whether per-cpu symbols are absolute in the table.</param>
/// <param name="Table">The table.</param>
/// <param name="Foreseen">The table at its place, being judged.</param>
/// <param name="MapText">The text of System.map, being written; null: none is wanted.</param>
sealed record LinkTable(
    SymbolList Map, bool PercpuAbsolute, Table Table, Task<ForeseenTable> Foreseen, Task<ReadOnlyMemory<byte>>? MapText)
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
        // All that can be done without the finished image is done while the linker still works on it.
        Task<ReadOnlyMemory<byte>>? mapText = job.MapFile is null ? null : Task.Run(() => SystemMap.Text(map, image.File, job.MapByLlvm));
        Table? expected = estimate.Names is { } names ? Table.Build(entries, spec, names.GetAwaiter().GetResult()) : null;
        Table table = expected ?? Table.Build(entries, spec, all => job.Compression.Compress(all, job.Release.TableFormat));
        return new(map, percpu, table, Task.Run(() => ForeseenTable.Make(image.Labels, table, job.TextOnly)), mapText);
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
