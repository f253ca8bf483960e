using System.Text.Json;
using Kallsyms.Images;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>Makes the lines that kallsyms scan prints (docs/json.md).</summary>
static class ScanJson
{
    /// <summary>Returns a line for each kernel of a file, or one saying that there is none.</summary>
    public static byte[] Lines(string file, SymbolSource source)
    {
        using var lines = new MemoryStream();
        IReadOnlyList<Kernel> kernels = source.Image?.Kernels ?? [];
        string? problem = source.Image?.Problems is [KallsymsException first, ..] ? first.Message : null;
        if (kernels.Count == 0)
            Write(lines, file, 0, problem ?? source.Image?.Absence?.ToString(), null);
        foreach (Kernel kernel in kernels)
            Write(lines, file, kernels.Count, problem, json => KernelsJson.Write(json, kernel, kernel == source.Image!.Chosen));
        return lines.ToArray();
    }

    /// <summary>Returns the line for a file that cannot be read.</summary>
    public static byte[] Problem(string file, string problem)
    {
        using var lines = new MemoryStream();
        Write(lines, file, 0, problem, null);
        return lines.ToArray();
    }

    static void Write(MemoryStream lines, string file, int kernels, string? problem, Action<Utf8JsonWriter>? kernel)
    {
        using (var json = new Utf8JsonWriter(lines))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", 1);
            json.WriteString("command", "scan");
            json.WriteString("path", file);
            json.WriteNumber("kernels", kernels);
            json.WriteString("problem", problem);
            json.WritePropertyName("kernel");
            if (kernel is null)
                json.WriteNullValue();
            else
                kernel(json);
            json.WriteEndObject();
        }
        lines.WriteByte((byte)'\n');
    }
}
