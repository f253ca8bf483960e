using System.CommandLine;
using Kallsyms.Lookup;
using Kallsyms.SourceLines;

namespace Kallsyms.Cli;

/// <summary>--debug: where the lines of source come from.</summary>
static class DebugOption
{
    public static Option<string[]> Create(string what) => new("--debug")
    {
        Description = what + ": from a vmlinux with debug information of the same build, a module's .ko or .ko.debug file, or a directory "
            + "with them. May be given again.",
        HelpName = "FILE|DIR",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Opens what was given; null: nothing was.</summary>
    /// <exception cref="KallsymsException">It is of another build, or has no debug information.</exception>
    public static SourceFinder? Open(string[] paths, KernelSymbols symbols, string? version) =>
        paths.Length == 0 ? null : SourceFinder.Open(symbols, version, paths);

    /// <summary>Says which files could not be used, or not all of them.</summary>
    public static void Report(StandardStreams std, SourceFinder? source)
    {
        foreach (string fault in source?.Faults ?? [])
            std.Say($"without some lines: {fault}");
    }
}
