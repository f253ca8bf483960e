using System.Text;
using Kallsyms.Elf;
using Kallsyms.ImageTables;

namespace Kallsyms.Fuzz;

/// <summary>Tables in the layout image.</summary>
static class ImageTableTargets
{
    /// <summary>Small tables of every form.</summary>
    public static IEnumerable<byte[]> Tables()
    {
        foreach (ImageTableParts parts in (ImageTableParts[])[ImageTableParts.None, ImageTableParts.Sizes | ImageTableParts.NameIndex,
            ImageTableParts.BuildId | ImageTableParts.Image64])
        {
            foreach (int count in (int[])[3, 70])
            {
                ImageSymbol[] entries = [.. Enumerable.Range(0, count).Select(i =>
                    i % 20 == 19 ? ImageSymbol.Gap((ulong)i * 64) : new((ulong)i * 64, (byte)'t',
                        Encoding.ASCII.GetBytes($"function_number_{i}"), 32))];
                var writer = new ImageTableWriter(new(entries, parts, parts.HasFlag(ImageTableParts.BuildId) ? new byte[8]
                    : default(ReadOnlyMemory<byte>)));
                yield return writer.Write(0x1000, writer.Size(0x1000));
            }
        }
    }

    /// <summary>Reads a table whatever its checksum is, and what it is found in as it is.</summary>
    public static void Read(byte[] input)
    {
        ImageTableFinder.Find(ByteSource.FromMemory(input, "input"));
        if (ImageTableHeader.Read(input) is not { } header)
            return;
        byte[] table = input[..header.Size];
        ImageTableHeader.Seal(table);
        ImageTableContent content = ImageTableReader.Read(table, "input").Content;
        if (content.Entries.Count != header.Entries)
            throw new InvalidOperationException("another number of entries than the header says");
    }
}
