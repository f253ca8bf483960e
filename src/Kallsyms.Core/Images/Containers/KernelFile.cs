using Kallsyms.Elf;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>
/// Which files of a file system or archive may be kernels: a system has thousands. Kernels are called alike nearly everywhere, and most
/// that are not have a header; where neither tells, the largest files are looked into.
/// </summary>
static class KernelFile
{
    /// <summary>Smaller files are no kernels.</summary>
    public const int MinSize = 64 << 10;

    /// <summary>So many are looked into where no name tells.</summary>
    public const int MaxUnnamed = 16;

    static readonly string[] _words = ["vmlinu", "image", "kernel", "linux", ".itb", ".fit", "recovery"];

    /// <summary>Whether a path is that of a kernel, or of something that usually holds one.</summary>
    public static bool HasName(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return name.StartsWith("boot", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".bin", StringComparison.OrdinalIgnoreCase)
            || path.Contains("boot/", StringComparison.Ordinal)
            || _words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// Whether a file starts as a kernel does, or as something that usually holds one. ELF files are programs, in nearly all places.
    /// </summary>
    /// <param name="start">Its first bytes; what is damaged has none.</param>
    /// <param name="budget">What it may cost.</param>
    public static bool HasHeader(ReadOnlyMemory<byte> start, UnpackBudget budget) =>
        ContainerFormat.Recognise(new ImageHead(ByteSource.FromMemory(start, "file")), budget).Format is { Name: not "ELF" };
}
