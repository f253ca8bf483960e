using Kallsyms.Images.Finding;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images;

/// <summary>A table that was found in the bytes of an image, and how far it is proved.</summary>
public sealed class EmbeddedTable
{
    readonly TableCandidate _table;

    internal EmbeddedTable(TableCandidate table, Proof proof, ulong? origin) => (_table, Proof, Origin) = (table, proof, origin);

    /// <summary>Its form. The layout is one whose readers read it, not a claim about the release it was made for.</summary>
    public TableSpec Spec => _table.Spec;

    /// <summary>Its symbols, in table order, with the addresses the kernel is linked for.</summary>
    public SymbolList Symbols => _table.Symbols;

    /// <summary>What was checked. Addresses of a table that is not proved may be wrong.</summary>
    public Proof Proof { get; }

    /// <summary>What offsets are relative to, in the encodings that have a base; the image itself may have zero there.</summary>
    public ulong RelativeBase => _table.RelativeBase;

    /// <summary>Address of the image's first byte, where the image lies in one piece and that is known.</summary>
    public ulong? Origin { get; }

    /// <summary>Where in the image a sub-table is, and its size in bytes; null: the table has no such part.</summary>
    public (long Offset, long Length)? Place(SubTable part) => _table.Arrays.Place(part);

    /// <summary>Names are stored as they are (OpenWrt's option).</summary>
    public bool IsUncompressed => _table.Arrays.Tokens is null;
}
