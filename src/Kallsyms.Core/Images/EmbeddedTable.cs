using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images;

/// <summary>A table that was found in an image, and how far it is proved.</summary>
public sealed class EmbeddedTable
{
    readonly (long Offset, long Length)?[] _places;

    internal EmbeddedTable(TableSpec spec, SymbolList symbols, (long Offset, long Length)?[] places, Proof proof)
    {
        (Spec, Symbols, _places, Proof) = (spec, symbols, places, proof);
    }

    /// <summary>Its form. The layout is one whose readers read it, not a claim about the release it was made for.</summary>
    public TableSpec Spec { get; }

    /// <summary>Its symbols, in table order, with the addresses the kernel is linked for; of a memory dump, those it ran at.</summary>
    public SymbolList Symbols { get; }

    /// <summary>What was checked. Addresses of a table that is not proved may be wrong.</summary>
    public Proof Proof { get; }

    /// <summary>What offsets are relative to, in the encodings that have a base; the image itself may have zero there.</summary>
    public ulong RelativeBase { get; internal init; }

    /// <summary>Address of the image's first byte, where the image lies in one piece and that is known.</summary>
    public ulong? Origin { get; internal init; }

    /// <summary>Names are stored as they are (OpenWrt's option).</summary>
    public bool IsUncompressed { get; internal init; }

    /// <summary>Where in the image a sub-table is, and its size in bytes; null: the table has no such part.</summary>
    public (long Offset, long Length)? Place(SubTable part) => _places[(int)part];
}
