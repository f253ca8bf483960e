using Kallsyms.Tokens;

namespace Kallsyms.OtherTables.Xen;

/// <summary>
/// Xen's table as assembler text for its own build, which assembles to the same bytes and labels as what xen/tools/symbols prints. How
/// wide addresses are, and what they count from, its headers say (SYMBOLS_ORIGIN, BITS_PER_LONG).
/// </summary>
static class XenAssembly
{
    /// <summary>Name of the source that objects record, where nothing else is asked for.</summary>
    public const string SourceName = "xen-syms.S";

    const int BytesPerLine = 32;

    /// <summary>Writes the text.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="table">The table; null: an empty one, for a link whose symbols are not known yet.</param>
    /// <param name="byName">With the index by name (CONFIG_FAST_SYMBOL_LOOKUP).</param>
    /// <param name="sourceName">What the object calls its source.</param>
    public static void Write(TextWriter text, XenTable? table, bool byName, string sourceName)
    {
        text.WriteLine("#include <xen/linkage.h>");
        text.WriteLine("#if BITS_PER_LONG == 64 && !defined(SYMBOLS_ORIGIN)");
        text.WriteLine("#define ADDRESS .quad");
        text.WriteLine("#define ADDRESS_SIZE 8");
        text.WriteLine("#else");
        text.WriteLine("#define ADDRESS .long");
        text.WriteLine("#define ADDRESS_SIZE 4");
        text.WriteLine("#endif");
        text.WriteLine($"\t.file \"{sourceName}\"");
        text.WriteLine("\t.section .rodata, \"a\"");
        text.WriteLine("#ifdef SYMBOLS_ORIGIN");
        text.WriteLine("#define ADDRESSES symbols_offsets");
        text.WriteLine("#else");
        text.WriteLine("#define ADDRESSES symbols_addresses");
        text.WriteLine("#define SYMBOLS_ORIGIN 0");
        text.WriteLine("#endif");
        Part(text, "ADDRESSES", "ADDRESS_SIZE", () =>
            Lines(text, "ADDRESS", table?.Addresses.Select(address => $"0x{address:x} - SYMBOLS_ORIGIN") ?? []));
        Part(text, "symbols_num_addrs", "4", () => Lines(text, ".long", [$"{table?.Addresses.Count ?? 0}"]));
        Part(text, "symbols_names", "1", () => Bytes(text, table?.Names ?? []));
        Part(text, "symbols_markers", "4", () => Lines(text, ".long", table?.Markers.Select(marker => $"{marker}") ?? []));
        (byte[] strings, string[] starts) = Strings(table?.Tokens ?? TokenTable.Empty);
        Part(text, "symbols_token_table", "1", () => Bytes(text, strings));
        Part(text, "symbols_token_index", "2", () => Lines(text, ".short", starts));
        if (!byName)
            return;
        Part(text, "symbols_num_names", "4", () => Lines(text, ".long", [$"{table?.Count ?? 0}"]));
        Part(text, "symbols_sorted_offsets", "4", () =>
            Lines(text, ".long", table?.ByName.Select(place => $"{place.Name}, {place.Entry}") ?? []));
    }

    static void Part(TextWriter text, string label, string alignment, Action write)
    {
        text.WriteLine($"DATA({label}, {alignment})");
        write();
        text.WriteLine($"END({label})");
        text.WriteLine();
    }

    static void Lines(TextWriter text, string directive, IEnumerable<string> values)
    {
        foreach (string value in values)
            text.WriteLine($"\t{directive}\t{value}");
    }

    static void Bytes(TextWriter text, byte[] bytes)
    {
        foreach (byte[] line in bytes.Chunk(BytesPerLine))
            text.WriteLine($"\t.byte\t{string.Join(',', line)}");
    }

    static (byte[] Strings, string[] Starts) Strings(TokenTable tokens)
    {
        var strings = new List<byte>();
        string[] starts = new string[TokenTable.Size];
        for (int code = 0; code < TokenTable.Size; code++)
        {
            starts[code] = $"{strings.Count}";
            strings.AddRange(tokens[code]);
            strings.Add(0);
        }
        return ([.. strings], starts);
    }
}
