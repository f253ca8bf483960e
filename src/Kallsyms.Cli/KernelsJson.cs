using System.Text.Json;
using Kallsyms.Images;
using Kallsyms.Images.Layers;

namespace Kallsyms.Cli;

/// <summary>Writes the fields of kallsyms info --json that list all kernels of an input (docs/json.md).</summary>
static class KernelsJson
{
    public static void Write(Utf8JsonWriter json, KernelImage? image)
    {
        json.WriteStartArray("kernels");
        foreach (Kernel kernel in image?.Kernels ?? [])
            Write(json, kernel, kernel == image!.Chosen);
        json.WriteEndArray();
        json.WriteString("choice", image is { Kernels.Count: > 0 } ? image.Reason : null);
        json.WriteStartArray("unread");
        foreach (KallsymsException problem in image?.Problems ?? [])
            json.WriteStringValue(problem.Message);
        json.WriteEndArray();
    }

    /// <summary>Writes one kernel.</summary>
    public static void Write(Utf8JsonWriter json, Kernel kernel, bool isChosen)
    {
        json.WriteStartObject();
        json.WriteNumber("number", kernel.Number);
        json.WriteBoolean("chosen", isChosen);
        json.WriteNumber("start", kernel.Place.Start);
        json.WriteNumber("end", kernel.Place.End);
        json.WriteStartArray("layers");
        foreach (Layer layer in kernel.Layers)
            InfoJson.WriteLayer(json, layer);
        json.WriteEndArray();
        json.WriteString("banner", kernel.Banner);
        json.WriteString("release", kernel.Release);
        json.WriteString("machine", kernel.Machine is { } evidence ? MachineName.Of(evidence.Machine) : null);
        json.WriteString("machineBy", kernel.Machine?.Why);
        if (kernel.Is64 is bool wide)
            json.WriteNumber("bits", wide ? 64 : 32);
        else
            json.WriteNull("bits");
        if (kernel.Table is { } table)
        {
            json.WriteNumber("symbols", table.Symbols.Count);
            json.WriteBoolean("proved", table.Proof.IsProved);
            json.WriteString("doubt", table.Doubt);
        }
        else
        {
            json.WriteNull("symbols");
            json.WriteBoolean("proved", false);
            json.WriteNull("doubt");
        }
        InfoJson.WriteAbsence(json, kernel.Absence);
        json.WriteEndObject();
    }
}
