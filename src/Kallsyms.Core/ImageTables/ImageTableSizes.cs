namespace Kallsyms.ImageTables;

/// <summary>Shows how the bytes of an image table are spent.</summary>
static class ImageTableSizes
{
    /// <summary>Returns every part in order, with its size in bytes.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="table">Its bytes.</param>
    public static IReadOnlyList<(string Part, int Bytes)> Measure(ImageTableHeader header, ReadOnlySpan<byte> table)
    {
        ImageTablePlaces places = ImageTablePlaces.Find(header, table)!;
        int filling = table.Length - 1 - table.LastIndexOfAnyExcept((byte)0);
        (string, int)[] parts =
        [
            ("header", ImageTableHeader.Length),
            ("blocks", places.Offsets - ImageTableHeader.Length),
            ("offsets", header.Entries * 2),
            ("sizes", places.Sizes is null ? 0 : header.Entries * 2),
            ("index by name", places.ByName is null ? 0 : header.Entries * header.CounterSize),
            ("build id", places.BuildId is int id ? 1 + table[id] : 0),
            ("alphabet", header.Literals),
            ("tokens", places.Names - places.TokenEnds),
            ("names", header.Size - places.Names - filling),
            ("filling", filling),
        ];
        return parts.Where(part => part.Item2 > 0).ToArray();
    }
}
