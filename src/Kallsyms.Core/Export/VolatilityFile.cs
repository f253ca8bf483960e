using System.Text;
using System.Text.Json;
using Kallsyms.Btf;
using Kallsyms.Elf;
using Kallsyms.Lookup;

namespace Kallsyms.Export;

/// <summary>
/// A Volatility 3 symbol file (intermediate symbol format 6.2.0): types from a kernel's type information for BPF, addresses from its
/// table, and the banner that identifies it in a dump.
/// </summary>
static class VolatilityFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="output">The output.</param>
    /// <param name="symbols">The kernel's symbols. Volatility itself determines the KASLR offset.</param>
    /// <param name="types">Its types.</param>
    /// <param name="banner">The first line of its /proc/version; null if unknown.</param>
    /// <param name="format">Word size and byte order.</param>
    /// <param name="producer">The version of the program that writes it.</param>
    public static void Write(Stream output, KernelSymbols symbols, BtfTypes types, string? banner, ElfFormat format, string producer)
    {
        using var json = new Utf8JsonWriter(output);
        var described = new IsfTypes(types, format.Is64, format.BigEndian);
        json.WriteStartObject();
        json.WriteStartObject("metadata");
        json.WriteString("format", "6.2.0");
        json.WriteStartObject("producer");
        json.WriteString("name", "kallsyms");
        json.WriteString("version", producer);
        json.WriteEndObject();
        json.WriteStartObject("linux");
        json.WriteEndObject();
        json.WriteEndObject();
        described.Write(json);
        json.WriteStartObject("symbols");
        var known = new Dictionary<int, BtfType>();
        foreach ((KernelSymbol symbol, BtfType type) in KnownVariables.Of(symbols, types))
            known[symbol.Index] = type;
        foreach (KernelSymbol symbol in OneOfEachName(symbols))
        {
            json.WriteStartObject(symbol.Name);
            json.WriteNumber("address", symbol.Address);
            if (known.TryGetValue(symbol.Index, out BtfType type))
                described.Describe(json, "type", type);
            if (banner is not null && symbol.Utf8Name.SequenceEqual("linux_banner"u8))
                json.WriteBase64String("constant_data", Encoding.UTF8.GetBytes(banner + "\n\0"));
            json.WriteEndObject();
            if (json.BytesPending > IsfTypes.MaxPending)
                json.Flush();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Of several symbols with a name, the global one.
    static OrderedSequence<KernelSymbol> OneOfEachName(KernelSymbols symbols)
    {
        var best = new Dictionary<string, KernelSymbol>();
        foreach (KernelSymbol symbol in symbols)
        {
            if (!best.TryGetValue(symbol.Name, out KernelSymbol other)
                || char.IsAsciiLetterLower(other.Type) && char.IsAsciiLetterUpper(symbol.Type))
                best[symbol.Name] = symbol;
        }
        return best.Values.OrderBy(symbol => symbol.Index);
    }
}
