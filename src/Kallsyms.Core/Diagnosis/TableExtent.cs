using System.Text;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Diagnosis;

/// <summary>A sub-table located by its label.</summary>
/// <param name="Part">Which sub-table.</param>
/// <param name="Address">The address of the label.</param>
/// <param name="Size">The number of bytes up to the next label, including padding; null for the last one, whose end has no label.</param>
readonly record struct SubTablePlace(SubTable Part, ulong Address, long? Size);

/// <summary>Where a table lies and how large its parts are, derived from the addresses of its labels.</summary>
sealed class TableExtent
{
    // An empty table still has room for 256 empty tokens and their index, and padding.
    const long EmptyNames = 64;
    const long OneEntry = 8;

    static readonly HashSet<(SubTable, SubTable)> _neighbours = [.. KernelRelease.All
        .Select(release => release.TableFormat.Shape)
        .Distinct()
        .SelectMany(shape => Enum.GetValues<AddressEncoding>().Select(encoding => shape.Order(encoding)))
        .SelectMany(order => order.Zip(order.Skip(1)))];

    // Empty parts share an address: their rank among those, by number of the part.
    static readonly int[] _ranks = [0, 0, 1, 2, 3, 4, 5, 6, 7];

    readonly SubTablePlace[] _parts;

    TableExtent(SubTablePlace[] parts) => _parts = parts;

    /// <summary>The sub-tables in address order.</summary>
    public IReadOnlyList<SubTablePlace> Parts => _parts;

    /// <summary>The address of the first label.</summary>
    public ulong Start => _parts[0].Address;

    /// <summary>The address after the last sub-table, or of its label if its size is unknown.</summary>
    public ulong End => _parts[^1].Address + (ulong)(_parts[^1].Size ?? 0);

    /// <summary>Whether the table has labels but no names, as in the first pass of a build.</summary>
    public bool IsEmpty => _parts[^1].Address == Start
        || Size(SubTable.Names) is < EmptyNames && (Size(SubTable.Addresses) ?? Size(SubTable.Offsets) ?? 0) <= OneEntry;

    /// <summary>Finds the labels in a list; null if there are fewer than two.</summary>
    public static TableExtent? Find(SymbolList symbols)
    {
        var places = new List<(SubTable Part, ulong Address)>();
        for (int i = 0; i < symbols.Count; i++)
        {
            ReadOnlySpan<byte> name = symbols.Name(i);
            if (name.StartsWith("kallsyms_"u8) && !symbols.IsUndefined(i) && PartOf(name) is { } part)
                places.Add((part, symbols.Addresses[i]));
        }
        return places.Count < 2 ? null
            : new(Measure(places.OrderBy(place => place.Address).ThenBy(place => _ranks[(int)place.Part]).ToArray()));
    }

    /// <summary>Takes sub-tables of known size.</summary>
    public static TableExtent? From(IEnumerable<SubTablePlace> parts)
    {
        SubTablePlace[] sorted = parts.OrderBy(part => part.Address).ToArray();
        return sorted.Length == 0 ? null : new(sorted);
    }

    /// <summary>Returns the sub-table of a label, or null.</summary>
    public static SubTable? PartOf(ReadOnlySpan<byte> label)
    {
        foreach (SubTable part in Enum.GetValues<SubTable>())
        {
            if (label.SequenceEqual(Encoding.ASCII.GetBytes(part.Label())))
                return part;
        }
        return null;
    }

    /// <summary>Returns the size of a sub-table in bytes, or null.</summary>
    public long? Size(SubTable part)
    {
        foreach (SubTablePlace place in _parts)
        {
            if (place.Part == part)
                return place.Size;
        }
        return null;
    }

    /// <summary>
    /// The minimum and maximum number of entries that fit the sizes of sub-tables; padding makes them differ. Null if no sub-table
    /// tells.
    /// </summary>
    public (long Least, long Most)? Entries(bool wide)
    {
        const int mostPadding = 255; // .align 8 on machines that read it as a power of two
        foreach ((SubTable part, int width) in ((SubTable, int)[])[
            (SubTable.Offsets, 4), (SubTable.Addresses, wide ? 8 : 4), (SubTable.SeqsOfNames, 3)])
        {
            if (Size(part) is { } size)
                return (Math.Max(0, (size - mostPadding) / width), size / width);
        }
        return null;
    }

    // An excerpt may omit labels: a part ends where the next begins only if the two are adjacent in some release.
    static SubTablePlace[] Measure((SubTable Part, ulong Address)[] places)
    {
        var parts = new SubTablePlace[places.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            bool measured = i + 1 < places.Length && _neighbours.Contains((places[i].Part, places[i + 1].Part));
            long? size = measured ? (long)(places[i + 1].Address - places[i].Address) : null;
            parts[i] = new(places[i].Part, places[i].Address, size);
        }
        return parts;
    }
}
