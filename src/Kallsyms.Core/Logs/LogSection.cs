namespace Kallsyms.Logs;

/// <summary>What a heading says about the lines after it.</summary>
/// <param name="ListsFunctions">Whether they list functions, by their first byte, in the form of a trace.</param>
/// <param name="IsOfGuest">Whether they are about a guest of this kernel, whose addresses are another kernel's.</param>
readonly record struct LogSection(bool ListsFunctions, bool IsOfGuest)
{
    /// <summary>Returns the section of the next line.</summary>
    public LogSection Next(ReadOnlySpan<byte> line)
    {
        // "handlers:" of an unhandled interrupt, "ftrace failed to modify", "ftrace faulted on writing"
        bool isHead = line.EndsWith("handlers:"u8) || line.IndexOf("ftrace fa"u8) >= 0;
        return new(
            isHead || ListsFunctions && line.IndexOf("[<"u8) >= 0,
            line.EndsWith("*** Guest State ***"u8) || IsOfGuest && line.IndexOf("*** "u8) < 0);
    }
}
