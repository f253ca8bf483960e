namespace Kallsyms.Logs;

/// <summary>
/// What a head says of the lines behind it: that they list functions, by their first byte, in the form of a trace, or that they are of a
/// guest that this kernel ran, whose addresses are another kernel's.
/// </summary>
sealed class LogSection
{
    /// <summary>The lines list functions.</summary>
    public bool IsOfFunctions { get; private set; }

    /// <summary>The lines are of a guest.</summary>
    public bool IsOfGuest { get; private set; }

    /// <summary>Reads the next line.</summary>
    public void Read(ReadOnlySpan<byte> line)
    {
        if (line.EndsWith("*** Guest State ***"u8))
            IsOfGuest = true;
        else if (IsOfGuest && line.IndexOf("*** "u8) >= 0)
            IsOfGuest = false;
        // "handlers:" of an interrupt that nobody cared for, "ftrace failed to modify", "ftrace faulted on writing"
        if (line.EndsWith("handlers:"u8) || line.IndexOf("ftrace fa"u8) >= 0)
            IsOfFunctions = true;
        else if (IsOfFunctions && line.IndexOf("[<"u8) < 0)
            IsOfFunctions = false;
    }
}
