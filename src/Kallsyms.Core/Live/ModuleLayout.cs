using Kallsyms.Btf;

namespace Kallsyms.Live;

/// <summary>Where in a kernel's structures the facts about a module are, in bytes.</summary>
sealed record ModuleLayout(int List, int Name, int State, int Kallsyms, int SymbolTable, int Count, int Strings, int Types)
{
    /// <summary>Where a module's exports are; null: the types do not tell.</summary>
    public ExportLayout? Exports { get; init; }

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
        };
    }
}

/// <summary>Where the exports of a module are, in bytes.</summary>
/// <param name="List">The pointer to them.</param>
/// <param name="Count">Their number, of 32 bits.</param>
/// <param name="Size">The size of one.</param>
/// <param name="AreRelative">Address and name are distances from where they stand, of 32 bits; otherwise words.</param>
sealed record ExportLayout(int List, int Count, int Size, bool AreRelative);
