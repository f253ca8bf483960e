using Kallsyms.Tables;

namespace Kallsyms.Diagnosis.Pages;

/// <summary>A section or sub-table in all passes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cells">One for each pass; null if it is absent or unknown there.</param>
/// <param name="Differences">The number of symbols in it that differ other than by having moved.</param>
/// <param name="IsFirst">Whether the difference starts in it.</param>
sealed record PlaceRow(string Name, IReadOnlyList<PlaceCell?> Cells, int Differences, bool IsFirst)
{
    // Images with a section per function have many thousands.
    const int Most = 400;

    internal static IReadOnlyList<PlaceRow> Sections(IReadOnlyList<SymbolSnapshot> passes, SectionCounts differing)
    {
        PlaceRow[] rows = [.. Rows(passes, [.. passes.Select(pass => pass.Sections
            .Select(section => new Place(
                section.Name, section.Address, (long)Math.Min(section.Size, long.MaxValue),
                (long)Math.Min(section.Alignment, long.MaxValue))))])
            .Select(row => row with { Differences = differing[row.Name], IsFirst = differing.First == row.Name })];
        if (rows.Length <= Most)
            return rows;
        HashSet<PlaceRow> kept = [.. rows.OrderByDescending(
            row => row.IsFirst || row.Differences > 0 || row.Cells.Any(cell => cell is null or { IsChanged: true }))
            .ThenByDescending(row => row.Cells.Max(cell => cell?.Size ?? 0)).Take(Most)];
        return [.. rows.Where(kept.Contains)];
    }

    internal static IReadOnlyList<PlaceRow> SubTables(IReadOnlyList<SymbolSnapshot> passes) => [.. Rows(passes, [.. passes.Select(pass =>
        (pass.Table?.Parts ?? []).Select(part => new Place(part.Part.Label(), part.Address, part.Size, 1)))])];

    static IEnumerable<PlaceRow> Rows(IReadOnlyList<SymbolSnapshot> passes, IEnumerable<Place>[] places)
    {
        var names = new List<(string Name, int Turn)>();
        var cells = new Dictionary<(string, int), PlaceCell?[]>();
        for (int pass = 0; pass < passes.Count; pass++)
        {
            var turns = new Dictionary<string, int>();
            ulong? end = null;
            int at = -1;
            foreach (Place place in places[pass])
            {
                // Sections may share a name; the first of a name is paired with the first in the other passes, and so on.
                int turn = turns[place.Name] = turns.GetValueOrDefault(place.Name) + 1;
                (string, int) key = (place.Name, turn);
                if (!cells.TryGetValue(key, out PlaceCell?[]? row))
                {
                    cells[key] = row = new PlaceCell?[passes.Count];
                    names.Insert(++at, key);
                }
                else
                {
                    at = names.IndexOf(key, Math.Max(at, 0)) is >= 0 and int found ? found : at;
                }
                long? padding = end is ulong behind && place.Address >= behind && place.Address - behind < PlaceCell.MostPadding
                    ? (long)(place.Address - behind) : null;
                row[pass] = PlaceCell.Make(
                    passes[pass], place.Address, place.Size, place.Alignment, padding, pass > 0 ? row[pass - 1] : null);
                end = place.Address + (ulong?)place.Size;
            }
        }
        return names.Select(key => new PlaceRow(key.Name, cells[key], 0, false));
    }

    readonly record struct Place(string Name, ulong Address, long? Size, long Alignment);
}

/// <summary>A section or sub-table in one pass.</summary>
/// <param name="Address">The address of its first byte in hexadecimal.</param>
/// <param name="Size">Its size in bytes; null if unknown.</param>
/// <param name="Alignment">Its alignment in bytes; 1 if there is none.</param>
/// <param name="Padding">The number of bytes between it and the one before; null if it is the first, or a hole lies between them.</param>
/// <param name="Moved">The distance from its address in the pass before; null if it was absent there.</param>
/// <param name="Grew">Its growth since the pass before, in bytes.</param>
/// <param name="PaddingGrew">The growth of its padding since the pass before, in bytes.</param>
sealed record PlaceCell(string Address, long? Size, long Alignment, long? Padding, long? Moved, long? Grew, long? PaddingGrew)
{
    /// <summary>A larger gap is a hole in the address space.</summary>
    internal const ulong MostPadding = 16 << 20;

    ulong Place { get; init; }

    internal bool IsChanged => Moved is not (null or 0) || Grew is not (null or 0) || PaddingGrew is not (null or 0);

    internal static PlaceCell Make(SymbolSnapshot pass, ulong address, long? size, long alignment, long? padding, PlaceCell? before) => new(
        pass.Hex(address), size, alignment, padding,
        before is null ? null : (long)(address - before.Place), size - before?.Size, padding - before?.Padding)
    { Place = address };
}
