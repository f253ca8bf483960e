namespace Kallsyms.Logs;

/// <summary>What a head says of the lines behind it.</summary>
/// <param name="ListsFunctions">They list functions, by their first byte, in the form of a trace.</param>
/// <param name="IsOfGuest">They are of a guest that this kernel ran, whose addresses are another kernel's.</param>
readonly record struct LogSection(bool ListsFunctions, bool IsOfGuest)
{
    /// <summary>The one that the next line is in.</summary>
    public LogSection Next(ReadOnlySpan<byte> line)
    {
        // "handlers:" of an interrupt that nobody cared for, "ftrace failed to modify", "ftrace faulted on writing"
        bool isHead = line.EndsWith("handlers:"u8) || line.IndexOf("ftrace fa"u8) >= 0;
        return new(
            isHead || ListsFunctions && line.IndexOf("[<"u8) >= 0,
            line.EndsWith("*** Guest State ***"u8) || IsOfGuest && line.IndexOf("*** "u8) < 0);
    }
}
