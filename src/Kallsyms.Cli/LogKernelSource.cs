using Kallsyms.Images;
using Kallsyms.Logs;
using Kallsyms.Lookup;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>Opens the kernel that a log is to be read with.</summary>
static class LogKernelSource
{
    public const string RunningKernel = "/proc/kallsyms";

    /// <summary>Opens an image or a list, and finds out which build it is of.</summary>
    /// <param name="std">Where warnings go.</param>
    /// <param name="path">The file.</param>
    /// <param name="choice">Which kernel of an image is meant.</param>
    /// <param name="unproved">Accept a table whose addresses are not proved.</param>
    /// <param name="quiet">Without warnings.</param>
    /// <param name="isLive">The log comes in as it is written.</param>
    public static LogKernel Open(StandardStreams std, string path, KernelChoice choice, bool unproved, bool quiet, bool isLive)
    {
        using SymbolSource source = CommandInput.Open(std, path, choice, unproved, quiet);
        // A dump of memory has the addresses at which the kernel ran, as a list may have.
        SymbolOrigin origin = source.Kind is not (SourceKind.List or SourceKind.Dump) ? SymbolOrigin.Image
            : path == RunningKernel && isLive ? SymbolOrigin.Running : SymbolOrigin.Saved;
        return new(KernelSymbols.From(source), origin, Version(source, path));
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
