using Kallsyms.Linking.Commands;

namespace Kallsyms.Cli;

/// <summary>
/// Recognises a call through a link named kallsyms-TOOL, for build systems that take one word for a linker (Cargo), or through a link
/// named like the tool itself and preceding it in PATH. Both mean kallsyms cc -- TOOL; options for it come from the variable
/// KALLSYMS_LINK_OPTIONS.
/// </summary>
static class CompilerName
{
    /// <summary>The variable with options of kallsyms cc, separated by blanks.</summary>
    public const string OptionsVariable = "KALLSYMS_LINK_OPTIONS";

    const string Prefix = "kallsyms-";

    /// <summary>Returns the arguments of kallsyms cc if that is meant; otherwise those given.</summary>
    /// <param name="name">The name by which the program was called (argv[0]).</param>
    /// <param name="program">The path of the program itself.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static string[] Arguments(string name, string? program, string[] arguments, Func<string, string?> environment)
    {
        string called = Path.GetFileName(name);
        string tool = called.StartsWith(Prefix, StringComparison.Ordinal) ? called[Prefix.Length..]
            : ToolName.IsKnown(called) ? called : "";
        // kallsyms-0.2 is this program itself under a name with a version.
        if (tool.Length == 0 || Find(tool, program, environment("PATH")) is not { } found)
            return arguments;
        string[] options = (environment(OptionsVariable) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [CompilerCommand.Name, .. options, "--", found, .. arguments];
    }

    // The first file of that name which is not this program.
    static string? Find(string tool, string? program, string? path) => (path ?? "").Split(':').Where(directory => directory.Length > 0)
        .Select(directory => Path.Combine(directory, tool)).FirstOrDefault(file => File.Exists(file) && Target(file) != program);

    static string Target(string file) => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
}
