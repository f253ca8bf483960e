using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild;

/// <summary>What the user wants otherwise than the kernel's script does it.</summary>
/// <param name="Mode">How many links it may take.</param>
/// <param name="Compression">How names are compressed.</param>
/// <param name="EvidenceDirectory">A directory for what each pass saw, or null.</param>
sealed record LinkChoices(LinkMode Mode = LinkMode.Exact, Compression Compression = Compression.Kernel, string? EvidenceDirectory = null);
