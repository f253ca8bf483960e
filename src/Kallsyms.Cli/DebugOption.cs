using System.CommandLine;
using Kallsyms.Lookup;
using Kallsyms.SourceLines;

namespace Kallsyms.Cli;

/// <summary>--debug: where source lines come from.</summary>
static class DebugOption
{
    public static Option<string[]> Create(string what) => new("--debug")
    {
        Description = what + ": from a vmlinux with debug information of the same build, a module's .ko or .ko.debug file, or a directory "
            + "with them. May be given again.",
        HelpName = "FILE|DIR",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Opens the given files; returns null if none were given.</summary>
    /// <exception cref="KallsymsException">A file belongs to another build, or has no debug information.</exception>
    public static SourceFinder? Open(string[] paths, KernelSymbols symbols, string? version) =>
        paths.Length == 0 ? null : SourceFinder.Open(symbols, version, paths);

    /// <summary>Reports files that could not be used, or only in part.</summary>
    public static void Report(StandardStreams std, SourceFinder? source)
    {
        foreach (string fault in source?.Faults ?? [])
            std.Say($"without some lines: {fault}");
    }
}
