using Kallsyms.Logs;
using Kallsyms.Lookup;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>The kernel that a log is to be read with.</summary>
static class LogKernelSource
{
    public const string RunningKernel = "/proc/kallsyms";

    /// <summary>Finds out which build an image or a list is of, and what else tells its logs from others.</summary>
    /// <param name="source">Image or list; its code is read while the log is.</param>
    /// <param name="path">The file.</param>
    /// <param name="isLive">The log comes in as it is written.</param>
    public static LogKernel Read(SymbolSource source, string path, bool isLive)
    {
        // A dump of memory has the addresses at which the kernel ran, as a list may have.
        SymbolOrigin origin = source.Kind is not (SourceKind.List or SourceKind.Dump) ? SymbolOrigin.Image
            : path == RunningKernel && isLive ? SymbolOrigin.Running : SymbolOrigin.Saved;
        return new(KernelSymbols.From(source), origin, Version(source, path))
        {
            Code = source.Kernel is { } kernel ? kernel.ReadBefore : null,
        };
    }

    /// <summary>Which build an image or a list is of; null: neither it nor its name says so.</summary>
    public static string? Version(SymbolSource source, string path) => source.Kernel?.Banner ?? VersionOf(path);

    // Distributions call their lists System.map-6.1.0-21-amd64.
    static string? VersionOf(string path)
    {
        const string Map = "System.map-";
        string name = Path.GetFileName(path);
        if (path == RunningKernel)
            return InputFile.ReadText("/proc/version");
        return name.StartsWith(Map, StringComparison.Ordinal) && name.Length > Map.Length
            && char.IsAsciiDigit(name[Map.Length]) ? name[Map.Length..] : null;
    }
}
