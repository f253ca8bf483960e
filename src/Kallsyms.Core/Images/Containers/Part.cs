using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>A range of an image that its header points to.</summary>
/// <param name="Name">What it is: "payload", "kernel".</param>
/// <param name="Offset">First byte, from the start of the image.</param>
/// <param name="Length">Number of bytes, as the header says; may reach beyond the end.</param>
/// <param name="Codec">How it is packed; null: its own first bytes tell.</param>
readonly record struct Part(string Name, long Offset, long Length, Codec? Codec = null);
