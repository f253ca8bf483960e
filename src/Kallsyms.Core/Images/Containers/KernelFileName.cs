namespace Kallsyms.Images.Containers;

/// <summary>
/// Recognises files of a file system or archive that may be kernels: a system has thousands of files, but kernels have similar names
/// everywhere.
/// </summary>
static class KernelFileName
{
    /// <summary>Smaller files are not kernels.</summary>
    public const int MinSize = 64 << 10;

    static readonly string[] _words = ["vmlinu", "image", "kernel", "linux", ".itb", ".fit", "recovery"];

    /// <summary>Whether a path is that of a kernel, or of something that usually contains one.</summary>
    public static bool Matches(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return name.StartsWith("boot", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".bin", StringComparison.OrdinalIgnoreCase)
            || path.Contains("boot/", StringComparison.Ordinal)
            || _words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
