using Kallsyms.Btf;

namespace Kallsyms.Live;

/// <summary>Where in a kernel's structures the facts about a module are, in bytes.</summary>
sealed record ModuleLayout(int List, int Name, int State, int Kallsyms, int SymbolTable, int Count, int Strings, int Types)
{
    /// <summary>Where a module's exports are; null: the types do not tell.</summary>
    public ExportLayout? Exports { get; init; }

    /// <summary>Where it says which memory is its own; none: the types do not tell.</summary>
    public IReadOnlyList<RangeLayout> Ranges { get; init; } = [];

    /// <summary>The layout of one kernel; null: its types do not tell (before 5.2, letters were not kept in an array).</summary>
    public static ModuleLayout? Find(BtfTypes types)
    {
        int? Module(string member) => types.OffsetOf("module", member);
        int? Symbols(string member) => types.OffsetOf("mod_kallsyms", member);
        if (Module("list") is not int list || Module("name") is not int name || Module("state") is not int state
            || Module("kallsyms") is not int kallsyms
            || Symbols("symtab") is not int table || Symbols("num_symtab") is not int count || Symbols("strtab") is not int strings
            || Symbols("typetab") is not int letters)
        {
            return null;
        }
        // The kernel prints capitals for what is exported to all; not for what is exported under its licence only.
        return new(list, name, state, kallsyms, table, count, strings, letters)
        {
            Exports = (Module("syms"), Module("num_syms"), types.SizeOf("kernel_symbol")) is (int exports, int number, int size)
                ? new(exports, number, size, types.OffsetOf("kernel_symbol", "value_offset") is not null) : null,
            Ranges = FindRanges(types),
        };
    }

    // Since 6.4 an array with memory of its own for each kind (enum mod_mem_type); before, one piece, cut at three sizes.
    static RangeLayout[] FindRanges(BtfTypes types)
    {
        if (types.OffsetOf("module", "mem") is int memory && types.SizeOf("module_memory") is int each
            && types.OffsetOf("module_memory", "base") is int start && types.OffsetOf("module_memory", "size") is int length)
        {
            return [.. ((string[])["text", "data", "rodata", "ro_after_init"])
                .Select((kind, i) => new RangeLayout(kind, memory + i * each + start, null, memory + i * each + length))];
        }
        if (types.OffsetOf("module", "core_layout") is not int core || types.OffsetOf("module_layout", "base") is not int whole)
            return [];
        var ranges = new List<RangeLayout>();
        int? from = null;
        foreach ((string kind, string end) in ((string, string)[])
            [("text", "text_size"), ("rodata", "ro_size"), ("ro_after_init", "ro_after_init_size"), ("data", "size")])
        {
            if (types.OffsetOf("module_layout", end) is not int at)
                return [];
            ranges.Add(new(kind, core + whole, from, core + at));
            from = core + at;
        }
        return [.. ranges];
    }
}

/// <summary>Where the exports of a module are, in bytes.</summary>
/// <param name="List">The pointer to them.</param>
/// <param name="Count">Their number, of 32 bits.</param>
/// <param name="Size">The size of one.</param>
/// <param name="AreRelative">Address and name are distances from where they stand, of 32 bits; otherwise words.</param>
sealed record ExportLayout(int List, int Count, int Size, bool AreRelative);

/// <summary>Where the bounds of a module's memory of one kind are, in bytes.</summary>
/// <param name="Kind">What is in it, as its section is called: "text".</param>
/// <param name="Start">The pointer to the piece of memory that it is in.</param>
/// <param name="From">Where in that it starts, of 32 bits; null: at its start.</param>
/// <param name="End">Where in that it ends, of 32 bits.</param>
sealed record RangeLayout(string Kind, int Start, int? From, int End);
