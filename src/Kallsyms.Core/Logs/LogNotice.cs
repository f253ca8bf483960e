namespace Kallsyms.Logs;

/// <summary>Why addresses in a part of a log were or were not named.</summary>
/// <param name="FirstLine">The first line of that part, counted from 1.</param>
/// <param name="Count">The number of addresses.</param>
/// <param name="Reason">The reason.</param>
public sealed record LogNotice(long FirstLine, long Count, string Reason);
