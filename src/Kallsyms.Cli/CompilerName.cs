using Kallsyms.Linking.Commands;

namespace Kallsyms.Cli;

/// <summary>
/// Called by a link named kallsyms-TOOL, as build systems want that take one word for a linker (Cargo), or by a link named as the tool
/// itself that comes before it in PATH: kallsyms cc -- TOOL. The variable KALLSYMS_LINK_OPTIONS has options of it.
/// </summary>
static class CompilerName
{
    /// <summary>Options of kallsyms cc, separated by blanks.</summary>
    public const string OptionsVariable = "KALLSYMS_LINK_OPTIONS";

    const string Prefix = "kallsyms-";

    /// <summary>The arguments of kallsyms cc, if that is what is meant; otherwise those given.</summary>
    /// <param name="name">What the program was called as (argv[0]).</param>
    /// <param name="program">The program itself.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Reads a variable.</param>
    public static string[] Arguments(string name, string? program, string[] arguments, Func<string, string?> environment)
    {
        string called = Path.GetFileName(name);
        string tool = called.StartsWith(Prefix, StringComparison.Ordinal) ? called[Prefix.Length..]
            : ToolName.IsKnown(called) ? called : "";
        // kallsyms-0.2 is this program under a name with a version.
        if (tool.Length == 0 || Find(tool, program, environment("PATH")) is not { } found)
            return arguments;
        string[] options = (environment(OptionsVariable) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [CompilerCommand.Name, .. options, "--", found, .. arguments];
    }

    // The first of that name which is not this program.
    static string? Find(string tool, string? program, string? path) => (path ?? "").Split(':').Where(directory => directory.Length > 0)
        .Select(directory => Path.Combine(directory, tool)).FirstOrDefault(file => File.Exists(file) && Target(file) != program);

    static string Target(string file) => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
}
