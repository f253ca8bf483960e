namespace Kallsyms.Linking.Kbuild;

/// <summary>A kernel's configuration as make reads it: include/config/auto.conf.</summary>
sealed class KernelConfig
{
    readonly HashSet<string> _lines;

    KernelConfig(IEnumerable<string> lines) => _lines = [.. lines];

    /// <summary>Reads that file in a build directory.</summary>
    /// <exception cref="KallsymsException">The file cannot be read.</exception>
    public static KernelConfig Read(string objectTree)
    {
        string path = Path.Combine(objectTree, "include/config/auto.conf");
        try
        {
            return new(File.ReadLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KallsymsException(ErrorKind.Unreadable,
                $"cannot be read: {e.Message}; kbuild-link is called by make, in the build directory", path, inner: e);
        }
    }

    /// <summary>Takes the lines of such a file.</summary>
    public static KernelConfig Parse(params string[] lines) => new(lines);

    /// <summary>Whether an option, without CONFIG_, is set to y.</summary>
    public bool Has(string option) => _lines.Contains($"CONFIG_{option}=y");
}
