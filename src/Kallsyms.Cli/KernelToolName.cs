using Kallsyms.Linking;

namespace Kallsyms.Cli;

/// <summary>
/// Recognises a call as scripts/kallsyms, as a kernel's build calls its own tool. It means kallsyms gen for the release of that tree.
/// </summary>
static class KernelToolName
{
    /// <summary>Returns the arguments of kallsyms gen if that is meant; otherwise those given.</summary>
    /// <param name="name">The name by which the program was called (argv[0]).</param>
    /// <param name="arguments">Its arguments.</param>
    public static string[] Arguments(string name, string[] arguments) =>
        IsTool(name) && arguments.All(IsToolArgument) ? ["gen", .. Layout(), .. arguments] : arguments;

    static bool IsTool(string name) => Path.GetFileName(name) == "kallsyms" && Path.GetFileName(Path.GetDirectoryName(name)) == "scripts";

    // A non-option can only be the list of symbols: no file in a build directory is named like one of our commands.
    static bool IsToolArgument(string argument) =>
        argument is "--all-symbols" or "--absolute-percpu" or "--base-relative" or "--lto-clang" or "--pc-relative"
        || argument.StartsWith("--page-offset", StringComparison.Ordinal)
        || !argument.StartsWith('-') && (argument.Contains('.') || argument.Contains('/')) && File.Exists(argument);

    static string[] Layout() =>
        ReleaseFinder.FromTree(Directory.GetCurrentDirectory()) is { } release ? ["--layout", release.Name] : [];
}
