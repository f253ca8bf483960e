using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild;

/// <summary>User choices that depart from the kernel's script.</summary>
/// <param name="Mode">How many links a table may take.</param>
/// <param name="Compression">How names are compressed.</param>
/// <param name="EvidenceDirectory">A directory for what each pass saw, or null.</param>
sealed record LinkChoices(LinkMode Mode = LinkMode.Exact, Compression Compression = Compression.Kernel, string? EvidenceDirectory = null);
