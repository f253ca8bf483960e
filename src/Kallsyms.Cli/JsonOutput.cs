using System.Text.Json;

namespace Kallsyms.Cli;

/// <summary>Writes JSON of any length.</summary>
static class JsonOutput
{
    const int MostPending = 1 << 16;

    /// <summary>Flushes what was written once there is much of it; the writer would otherwise keep everything until the end.</summary>
    public static void PassOn(this Utf8JsonWriter json)
    {
        if (json.BytesPending > MostPending)
            json.Flush();
    }
}
