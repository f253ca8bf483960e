using Kallsyms.Logs;

namespace Kallsyms.Cli;

/// <summary>Opens the kernel that a log is to be read with.</summary>
static class LogKernelSource
{
    const string RunningKernel = "/proc/kallsyms";

    /// <summary>Opens an image or a text, and finds out which build it is of.</summary>
    /// <param name="path">The file.</param>
    /// <param name="unproved">Accept a table whose addresses are not proved.</param>
    /// <param name="quiet">Without warnings.</param>
    /// <param name="isLive">The log comes in as it is written.</param>
    public static LogKernel Open(string path, bool unproved, bool quiet, bool isLive)
    {
        SymbolSource source = SymbolSource.Open(path, unproved, quiet);
        SymbolOrigin origin = !source.IsText ? SymbolOrigin.Image : path == RunningKernel && isLive ? SymbolOrigin.Running : SymbolOrigin.Text;
        return new(source.Symbols, origin, source.Version ?? VersionOf(path));
    }

    // Distributions call their lists System.map-6.1.0-21-amd64.
    static string? VersionOf(string path)
    {
        const string Map = "System.map-";
        string name = Path.GetFileName(path);
        if (path == RunningKernel)
            return InputFile.ReadText("/proc/version");
        return name.StartsWith(Map, StringComparison.Ordinal) && name.Length > Map.Length && char.IsAsciiDigit(name[Map.Length]) ? name[Map.Length..] : null;
    }
}
