namespace Kallsyms.Cli;

/// <summary>
/// Called by a link named kallsyms-TOOL, as build systems want that take one word for a linker (Cargo): kallsyms link -q -- TOOL. The
/// variable KALLSYMS_LINK_OPTIONS has more options of kallsyms link.
/// </summary>
static class CompilerName
{
    /// <summary>Options of kallsyms link, separated by blanks.</summary>
    public const string OptionsVariable = "KALLSYMS_LINK_OPTIONS";

    const string Prefix = "kallsyms-";

    /// <summary>The arguments of kallsyms link, if that is what is meant; otherwise those given.</summary>
    /// <param name="name">What the program was called as (argv[0]).</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Reads a variable.</param>
    public static string[] Arguments(string name, string[] arguments, Func<string, string?> environment)
    {
        string called = Path.GetFileName(name);
        if (!called.StartsWith(Prefix, StringComparison.Ordinal) || called[Prefix.Length..] is not { Length: > 0 } tool
            || !IsProgram(tool, environment("PATH")))
            return arguments;
        string[] options = (environment(OptionsVariable) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [LinkCommand.Name, "-q", .. options, "--", tool, .. arguments];
    }

    // kallsyms-0.2 is this program under a name with a version.
    static bool IsProgram(string tool, string? path) =>
        (path ?? "").Split(':').Any(directory => directory.Length > 0 && File.Exists(Path.Combine(directory, tool)));
}
