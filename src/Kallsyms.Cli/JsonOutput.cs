using System.Text.Json;

namespace Kallsyms.Cli;

/// <summary>JSON of any length.</summary>
static class JsonOutput
{
    const int MostPending = 1 << 16;

    /// <summary>Passes on what was written so far once there is much of it: the writer would keep all of it until its end.</summary>
    public static void PassOn(this Utf8JsonWriter json)
    {
        if (json.BytesPending > MostPending)
            json.Flush();
    }
}
