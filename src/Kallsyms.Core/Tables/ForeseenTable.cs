namespace Kallsyms.Tables;

/// <summary>
/// What a table will be in an image, judged before it is written: afterwards it is enough that the image has these bytes.
/// </summary>
/// <param name="Bytes">Its sub-tables, at their places.</param>
/// <param name="Verdict">What came of reading them back.</param>
sealed record ForeseenTable(TableBytes Bytes, ImageVerdict Verdict)
{
    /// <summary>Writes a table for its place and reads it back.</summary>
    /// <param name="place">The image, linked with room for the table.</param>
    /// <param name="table">The table.</param>
    /// <param name="textOnly">It has the kernel's text ranges only.</param>
    public static ForeseenTable Make(TableLabels place, Table table, bool textOnly)
    {
        var bytes = new TableBytes(place.Image.Name);
        foreach (SubTable part in table.Spec.Order)
        {
            ulong address = place.Address(part) ?? 0;
            var content = new byte[table.Sizes[part]];
            table.Write(part, content, address);
            bytes.Set(part, address, content);
        }
        return new(bytes, ImageVerifier.Verify(table, bytes, textOnly));
    }

    /// <summary>Whether an image has this table.</summary>
    /// <param name="image">What lies in it from the labels on.</param>
    public bool IsIn(TableBytes image) => Bytes.Parts.All(
        part => image.Has(part) && image.Address(part) == Bytes.Address(part) && image.From(part).StartsWith(Bytes.From(part)));
}
