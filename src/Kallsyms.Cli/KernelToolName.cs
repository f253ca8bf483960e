using Kallsyms.Linking;

namespace Kallsyms.Cli;

/// <summary>Called as scripts/kallsyms, as a kernel's build calls its own tool: kallsyms gen, for the release of that tree.</summary>
static class KernelToolName
{
    /// <summary>The arguments of kallsyms gen, if that is what is meant; otherwise those given.</summary>
    /// <param name="name">What the program was called as (argv[0]).</param>
    /// <param name="arguments">Its arguments.</param>
    public static string[] Arguments(string name, string[] arguments) =>
        IsTool(name) && arguments.All(IsToolArgument) ? ["gen", .. Layout(), .. arguments] : arguments;

    static bool IsTool(string name) => Path.GetFileName(name) == "kallsyms" && Path.GetFileName(Path.GetDirectoryName(name)) == "scripts";

    // What is not an option can only be the list of symbols; a command of ours is no file in a build directory.
    static bool IsToolArgument(string argument) =>
        argument is "--all-symbols" or "--absolute-percpu" or "--base-relative" or "--lto-clang" or "--pc-relative"
        || argument.StartsWith("--page-offset", StringComparison.Ordinal)
        || !argument.StartsWith('-') && (argument.Contains('.') || argument.Contains('/')) && File.Exists(argument);

    static string[] Layout() =>
        ReleaseFinder.FromTree(Directory.GetCurrentDirectory()) is { } release ? ["--layout", release.Name] : [];
}
