namespace Kallsyms.Tables;

/// <summary>The parts of a table. Each starts at a global label named <c>kallsyms_</c> and the part's own name.</summary>
enum SubTable
{
    /// <summary>kallsyms_addresses: one address per symbol, address-sized.</summary>
    Addresses,

    /// <summary>kallsyms_offsets: one 32-bit value per symbol.</summary>
    Offsets,

    /// <summary>kallsyms_relative_base: what offsets are relative to, address-sized.</summary>
    RelativeBase,

    /// <summary>kallsyms_num_syms: number of symbols.</summary>
    NumSyms,

    /// <summary>kallsyms_names: every name as a length and that many codes.</summary>
    Names,

    /// <summary>kallsyms_markers: where in names the symbols 0, 256, 512 ... start.</summary>
    Markers,

    /// <summary>
    /// kallsyms_seqs_of_names: symbol numbers in the order of names, 3 bytes each, most significant first on every machine.
    /// </summary>
    SeqsOfNames,

    /// <summary>kallsyms_token_table: 256 NUL-terminated strings.</summary>
    TokenTable,

    /// <summary>kallsyms_token_index: where each string starts, 16 bits each.</summary>
    TokenIndex,
}

/// <summary>Names of the labels.</summary>
static class SubTables
{
    /// <summary>Number of kinds.</summary>
    public const int Count = 9;

    static readonly string[] _labels =
    [
        "kallsyms_addresses", "kallsyms_offsets", "kallsyms_relative_base", "kallsyms_num_syms", "kallsyms_names",
        "kallsyms_markers", "kallsyms_seqs_of_names", "kallsyms_token_table", "kallsyms_token_index",
    ];

    /// <summary>The global symbol at the start of a sub-table.</summary>
    public static string Label(this SubTable part) => _labels[(int)part];

    /// <summary>The sub-table that a symbol is the start of; null for any other symbol.</summary>
    public static SubTable? WithLabel(string label) => Array.IndexOf(_labels, label) is >= 0 and int part ? (SubTable)part : null;
}

/// <summary>Some of the parts.</summary>
/// <param name="Bits">One bit per part, in the order of <see cref="SubTable"/>.</param>
readonly record struct SubTableSet(int Bits)
{
    /// <summary>Whether a part is among them.</summary>
    public bool Contains(SubTable part) => (Bits & 1 << (int)part) != 0;

    /// <summary>These parts.</summary>
    public static SubTableSet Collect(params ReadOnlySpan<SubTable> parts)
    {
        int bits = 0;
        foreach (SubTable part in parts)
            bits |= 1 << (int)part;
        return new(bits);
    }

    /// <summary>These and one more.</summary>
    public SubTableSet With(SubTable part) => new(Bits | 1 << (int)part);
}
