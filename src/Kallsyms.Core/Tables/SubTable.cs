namespace Kallsyms.Tables;

/// <summary>The parts of a table. Each starts at a global label named <c>kallsyms_</c> and the part's own name.</summary>
enum SubTable
{
    /// <summary>kallsyms_addresses: one address per symbol, address-sized.</summary>
    Addresses,

    /// <summary>kallsyms_offsets: one 32-bit value per symbol.</summary>
    Offsets,

    /// <summary>kallsyms_relative_base: the base of offsets, address-sized.</summary>
    RelativeBase,

    /// <summary>kallsyms_num_syms: the number of symbols.</summary>
    NumSyms,

    /// <summary>kallsyms_names: every name as a length and that many codes.</summary>
    Names,

    /// <summary>kallsyms_markers: where the symbols 0, 256, 512 ... start in names.</summary>
    Markers,

    /// <summary>kallsyms_seqs_of_names: symbol numbers sorted by name, 3 bytes each, most significant first on every machine.</summary>
    SeqsOfNames,

    /// <summary>kallsyms_token_table: 256 NUL-terminated strings.</summary>
    TokenTable,

    /// <summary>kallsyms_token_index: where each string starts, 16 bits each.</summary>
    TokenIndex,
}

/// <summary>The names of labels.</summary>
static class SubTables
{
    /// <summary>The number of sub-tables.</summary>
    public const int Count = 9;

    static readonly string[] _labels =
    [
        "kallsyms_addresses", "kallsyms_offsets", "kallsyms_relative_base", "kallsyms_num_syms", "kallsyms_names",
        "kallsyms_markers", "kallsyms_seqs_of_names", "kallsyms_token_table", "kallsyms_token_index",
    ];

    /// <summary>Returns the name of the global symbol at the start of a sub-table.</summary>
    public static string Label(this SubTable part) => _labels[(int)part];

    /// <summary>Returns the sub-table that starts at a symbol; null for any other symbol.</summary>
    public static SubTable? WithLabel(string label) => Array.IndexOf(_labels, label) is >= 0 and int part ? (SubTable)part : null;
}

/// <summary>A set of sub-tables.</summary>
/// <param name="Bits">One bit per part, in the order of <see cref="SubTable"/>.</param>
readonly record struct SubTableSet(int Bits)
{
    /// <summary>Whether the set contains a sub-table.</summary>
    public bool Contains(SubTable part) => (Bits & 1 << (int)part) != 0;

    /// <summary>Creates a set.</summary>
    public static SubTableSet Collect(params ReadOnlySpan<SubTable> parts)
    {
        int bits = 0;
        foreach (SubTable part in parts)
            bits |= 1 << (int)part;
        return new(bits);
    }

    /// <summary>Returns the set with one more sub-table.</summary>
    public SubTableSet With(SubTable part) => new(Bits | 1 << (int)part);
}
