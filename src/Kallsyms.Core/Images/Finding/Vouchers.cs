using System.Buffers;
using Kallsyms.Elf;
using Kallsyms.Images.Layers;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>
/// Counts where else in an image a table's names and addresses occur: as strings (of exports, type information, tracing), and as words
/// that are addresses (pointers, addends of relocations). Only loaded bytes count, and not those of the table itself.
/// </summary>
static class Vouchers
{
    const int Chunk = 4 << 20;

    // Shorter strings are everywhere.
    const int MinName = 6;
    const int MaxName = 512;

    static readonly SearchValues<byte> _nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$"u8);

    /// <summary>Counts the occurrences.</summary>
    /// <param name="image">The image.</param>
    /// <param name="table">The table.</param>
    /// <param name="map">Tells which bytes are loaded.</param>
    /// <param name="own">The kernel's own bytes: another kernel in the image vouches for nothing.</param>
    public static Coverage Count(ImageBytes image, EmbeddedTable table, AddressMap map, (long Start, long End) own)
    {
        SymbolList symbols = table.Symbols;
        ElfFormat format = table.Spec.Format;
        var addresses = new AddressSet(symbols.Addresses);
        var seen = new bool[symbols.Count];
        foreach ((long start, long end) in Ranges(image, table, map, own))
        {
            byte[] buffer = [];
            for (long at = start; at < end; at += Chunk)
            {
                int length = (int)Math.Min(Chunk + MaxName, end - at);
                ReadOnlySpan<byte> bytes = image.Read(at, length, ref buffer);
                SeeAddresses(bytes[..(int)Math.Min(Chunk, end - at)], at - own.Start, format, addresses);
                SeeNames(bytes, symbols.ByName, seen);
            }
        }
        return new(seen.Count(each => each), addresses.CountSeen(symbols.Addresses), symbols.Count);
    }

    // Loaded ranges without the table.
    static IEnumerable<(long Start, long End)> Ranges(ImageBytes image, EmbeddedTable table, AddressMap map, (long Start, long End) own)
    {
        (long Start, long End)[] parts = Enum.GetValues<SubTable>().Select(table.Place).OfType<(long Offset, long Length)>()
            .Select(place => (place.Offset, place.Offset + place.Length)).Order().ToArray();
        IEnumerable<(long Start, long End)> loaded = map.IsKnown ? map.Ranges(image.Length) : [own];
        foreach ((long start, long end) in loaded.Order())
        {
            long at = start;
            foreach ((long from, long to) in parts)
            {
                if (from >= end || to <= at)
                    continue;
                if (from > at)
                    yield return (at, from);
                at = Math.Max(at, to);
            }
            if (at < end)
                yield return (at, end);
        }
    }

    static void SeeAddresses(ReadOnlySpan<byte> bytes, long offset, ElfFormat format, AddressSet addresses)
    {
        int word = format.WordSize;
        // Where bit 0 of a function pointer selects the instruction set, the symbol does not have it.
        ulong thumb = format.Is64 ? 0 : 1UL;
        for (int at = (int)(-offset & (word - 1)); at + word <= bytes.Length; at += word)
        {
            ulong value = format.Word(bytes, at);
            if (value >= 4096 && !addresses.See(value) && (value & thumb) != 0)
                addresses.See(value - 1);
        }
    }

    static void SeeNames(ReadOnlySpan<byte> bytes, NameLookup names, bool[] seen)
    {
        for (int at = 0; at < bytes.Length;)
        {
            int length = bytes[at..].IndexOfAnyExcept(_nameCharacters);
            if (length < 0)
                return; // it starts again in the next chunk, or is longer than any name
            if (length is >= MinName and < MaxName && bytes[at + length] == 0)
            {
                for (int symbol = names.Find(bytes.Slice(at, length)); symbol >= 0 && !seen[symbol]; symbol = names.Next(symbol))
                    seen[symbol] = true;
            }
            at += Math.Max(length, 1);
            int skip = bytes[at..].IndexOfAny(_nameCharacters);
            if (skip < 0)
                return;
            at += skip;
        }
    }
}
