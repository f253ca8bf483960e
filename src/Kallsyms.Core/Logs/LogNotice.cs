namespace Kallsyms.Logs;

/// <summary>Why addresses of a part of a log were not named.</summary>
/// <param name="FirstLine">The first line of that part, counted from 1.</param>
/// <param name="Count">How many addresses were left as they are.</param>
/// <param name="Reason">Why.</param>
public sealed record LogNotice(long FirstLine, long Count, string Reason);
