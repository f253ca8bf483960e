using Kallsyms.Btf;

namespace Kallsyms.Live;

/// <summary>Offsets of the facts about a module in a kernel's structures, in bytes.</summary>
sealed record ModuleLayout(int List, int Name, int State, int Kallsyms, int SymbolTable, int Count, int Strings, int Types)
{
    /// <summary>The layout of a module's exports; null if the types do not tell.</summary>
    public ExportLayout? Exports { get; init; }

    /// <summary>The layout of the bounds of its memory; empty if the types do not tell.</summary>
    public IReadOnlyList<RangeLayout> Ranges { get; init; } = [];

    /// <summary>Returns the layout for a kernel; null if its types do not tell (before 5.2, letters were not kept in an array).</summary>
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
        // The kernel prints capitals for symbols exported to all modules, but not for GPL-only exports.
        return new(list, name, state, kallsyms, table, count, strings, letters)
        {
            Exports = (Module("syms"), Module("num_syms"), types.SizeOf("kernel_symbol")) is (int exports, int number, int size)
                ? new(exports, number, size, types.OffsetOf("kernel_symbol", "value_offset") is not null) : null,
            Ranges = FindRanges(types),
        };
    }

    // Since 6.4, an array with separate memory for each kind (enum mod_mem_type); before, one block divided by three sizes.
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

/// <summary>The layout of a module's exports, in bytes.</summary>
/// <param name="List">The offset of the pointer to them.</param>
/// <param name="Count">The offset of their number, which has 32 bits.</param>
/// <param name="Size">The size of one.</param>
/// <param name="AreRelative">Whether address and name are 32-bit distances from their own place rather than words.</param>
sealed record ExportLayout(int List, int Count, int Size, bool AreRelative);

/// <summary>The layout of the bounds of a module's memory of one kind, in bytes.</summary>
/// <param name="Kind">The contents, named like their section: "text".</param>
/// <param name="Start">The offset of the pointer to the block that contains it.</param>
/// <param name="From">The offset of its start in the block, which has 32 bits; null if it is the start of the block.</param>
/// <param name="End">The offset of its end in the block, which has 32 bits.</param>
sealed record RangeLayout(string Kind, int Start, int? From, int End);
