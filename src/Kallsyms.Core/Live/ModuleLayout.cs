namespace Kallsyms.Live;

/// <summary>Where in a kernel's structures the facts about a module are, in bytes.</summary>
sealed record ModuleLayout(int List, int Name, int State, int Kallsyms, int SymbolTable, int Count, int Strings, int Types, int ExportSize, bool ExportsAreRelative)
{
    /// <summary>The pairs of a list of exports and its length.</summary>
    public required (int List, int Count)[] Exports { get; init; }

    /// <summary>The layout of one kernel; null: its types do not tell (before 5.2, letters were not kept in an array).</summary>
    public static ModuleLayout? Find(TypeInfo types)
    {
        int? Module(string member) => types.OffsetOf("module", member);
        int? Symbols(string member) => types.OffsetOf("mod_kallsyms", member);
        if (Module("list") is not int list || Module("name") is not int name || Module("state") is not int state || Module("kallsyms") is not int kallsyms
            || Symbols("symtab") is not int table || Symbols("num_symtab") is not int count || Symbols("strtab") is not int strings
            || Symbols("typetab") is not int letters)
        {
            return null;
        }
        return new(list, name, state, kallsyms, table, count, strings, letters, types.SizeOf("kernel_symbol") ?? 0, types.OffsetOf("kernel_symbol", "value_offset") is not null)
        {
            Exports = [.. new (int? List, int? Count)[] { (Module("syms"), Module("num_syms")), (Module("gpl_syms"), Module("num_gpl_syms")) }
                .Where(pair => pair.List is not null && pair.Count is not null).Select(pair => (pair.List!.Value, pair.Count!.Value))],
        };
    }
}
