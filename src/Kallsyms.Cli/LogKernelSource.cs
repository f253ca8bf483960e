using Kallsyms.Logs;
using Kallsyms.Lookup;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>Opens the kernel used to read a log.</summary>
static class LogKernelSource
{
    public const string RunningKernel = "/proc/kallsyms";

    /// <summary>Determines the build of an image or a list, and what else identifies its logs.</summary>
    /// <param name="source">The image or list; its code is read while the log is.</param>
    /// <param name="symbols">Its symbols.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="isLive">Whether the log is read as it is written.</param>
    public static LogKernel Read(SymbolSource source, KernelSymbols symbols, string path, bool isLive)
    {
        if (source.Own is { IsUnlinked: true })
            throw new KallsymsException(
                ErrorKind.Unreadable, "is not linked, so no address of a log is in it: give the linked kernel", path);
        // A memory dump has run-time addresses, as a list may.
        SymbolOrigin origin = source.Kind is not (SourceKind.List or SourceKind.Dump) ? SymbolOrigin.Image
            : path == RunningKernel && isLive ? SymbolOrigin.Running : SymbolOrigin.Saved;
        return new(symbols, origin, Version(source, path))
        {
            Code = source.Kernel is { } kernel ? kernel.ReadBefore : null,
        };
    }

    /// <summary>Returns the build of an image or a list; null if neither it nor its name tells.</summary>
    public static string? Version(SymbolSource source, string path) => source.Kernel?.Banner ?? VersionOf(path);

    // Distributions name their lists System.map-6.1.0-21-amd64.
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
