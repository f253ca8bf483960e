using System.Text.Json;
using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Live;
using Kallsyms.Sources;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>Writes the output of kallsyms info --json (docs/json.md).</summary>
static class InfoJson
{
    public static void Write(Stream stream, string path, SymbolSource source)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "info");
        json.WriteString("image", path);
        json.WriteString("kind", Word(source.Kind));
        json.WriteStartArray("layers");
        foreach (Layer layer in source.Kernel?.Layers ?? [])
            WriteLayer(json, layer);
        json.WriteEndArray();
        json.WriteString("kernel", source.Kernel?.Banner);
        WriteAbsence(json, source.Kernel?.Absence);
        WriteTable(json, source.Kernel);
        WriteModules(json, DumpedModules.Read(source));
        KernelsJson.Write(json, source.Image);
        json.WriteEndObject();
    }

    /// <summary>Writes one shell.</summary>
    public static void WriteLayer(Utf8JsonWriter json, Layer layer)
    {
        json.WriteStartObject();
        json.WriteString("format", layer.Format);
        json.WriteNumber("offset", layer.Offset);
        json.WriteNumber("length", layer.Length);
        json.WriteString("checksum", layer.Checksum);
        json.WriteString("remark", layer.Remark);
        json.WriteEndObject();
    }

    static string Word(SourceKind kind) => kind switch
    {
        SourceKind.List => "list",
        SourceKind.LabelledElf => "labelled-elf",
        SourceKind.ElfWithSymbols => "elf-with-symbols",
        SourceKind.StrippedElf => "stripped-elf",
        SourceKind.Wrapper => "wrapper",
        SourceKind.Packed => "packed",
        SourceKind.Dump => "dump",
        SourceKind.Program => "program",
        _ => "flat",
    };

    /// <summary>Writes the field "absence".</summary>
    public static void WriteAbsence(Utf8JsonWriter json, Absence? absence)
    {
        if (absence is null)
        {
            json.WriteNull("absence");
            return;
        }
        json.WriteStartObject("absence");
        json.WriteString("reason", absence.Reason switch
        {
            AbsenceReason.NoKernel => "no-kernel",
            AbsenceReason.CompiledOut => "compiled-out",
            _ => "not-found",
        });
        json.WriteString("evidence", absence.Evidence);
        json.WriteEndObject();
    }

    static void WriteTable(Utf8JsonWriter json, Kernel? kernel)
    {
        if (kernel?.Table is not { } table)
        {
            json.WriteNull("table");
            return;
        }
        bool wide = table.Spec.Format.Is64;
        json.WriteStartObject("table");
        json.WriteBoolean("proved", table.Proof.IsProved);
        json.WriteNumber("symbols", table.Symbols.Count);
        json.WriteString("layout", table.Spec.Release.Name);
        json.WriteNumber("bits", wide ? 64 : 32);
        json.WriteString("byteOrder", table.Spec.Format.BigEndian ? "big" : "little");
        json.WriteString("encoding", table.Spec.Encoding.Text());
        json.WriteBoolean("compressed", !table.IsUncompressed);
        json.WriteString("origin", table.Origin is ulong origin ? LookupText.Hex(origin, wide) : null);
        json.WriteString("relativeBase", table.Spec.Encoding is AddressEncoding.BaseRelative or AddressEncoding.PercpuAbsolute
            ? LookupText.Hex(table.RelativeBase, wide) : null);
        WriteContent(json, table.Content);
        WriteVouched(json, kernel.CountVouchers());
        json.WriteStartArray("parts");
        foreach ((SubTable part, long offset, long length) in InfoText.Parts(table))
        {
            json.WriteStartObject();
            json.WriteString("label", part.Label());
            json.WriteNumber("offset", offset);
            json.WriteNumber("length", length);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("checks");
        foreach (ProofCheck check in table.Proof.Checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteString("outcome", check.Outcome == CheckOutcome.NotApplicable ? "not-applicable" : InfoText.Word(check.Outcome));
            json.WriteBoolean("decides", check.Decides);
            json.WriteString("evidence", check.Evidence);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteModules(Utf8JsonWriter json, LoadedModules? loaded)
    {
        if (loaded is null)
        {
            json.WriteNull("modules");
            return;
        }
        json.WriteStartObject("modules");
        json.WriteNumber("count", loaded.Modules.Count);
        json.WriteNumber("symbols", loaded.Count);
        json.WriteString("problem", loaded.Problem);
        json.WriteEndObject();
    }

    /// <summary>Writes how much of a table stands elsewhere in its image too.</summary>
    public static void WriteVouched(Utf8JsonWriter json, Coverage seen)
    {
        json.WriteStartObject("vouched");
        json.WriteNumber("names", seen.Names);
        json.WriteNumber("addresses", seen.Addresses);
        json.WriteEndObject();
    }

    /// <summary>The field "content".</summary>
    public static void WriteContent(Utf8JsonWriter json, TableContent content)
    {
        json.WriteStartObject("content");
        json.WriteString("state", InfoText.Word(content.State));
        json.WriteString("evidence", content.Evidence);
        if (content.Offset is int offset)
            json.WriteNumber("offset", offset);
        else
            json.WriteNull("offset");
        json.WriteEndObject();
    }
}
