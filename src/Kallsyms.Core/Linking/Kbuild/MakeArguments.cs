namespace Kallsyms.Linking.Kbuild;

/// <summary>Reads a make command line.</summary>
static class MakeArguments
{
    /// <summary>Returns the directory that make changes to (-C, each relative to the one before), starting from the current one.</summary>
    public static string Directory(IReadOnlyList<string> arguments)
    {
        string directory = System.IO.Directory.GetCurrentDirectory();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            string? change =
                argument is "-C" or "--directory" ? (i + 1 < arguments.Count ? arguments[++i] : null)
                : argument.StartsWith("--directory=", StringComparison.Ordinal) ? argument["--directory=".Length..]
                : argument.StartsWith("-C", StringComparison.Ordinal) ? argument[2..]
                : null;
            directory = Path.Combine(directory, change ?? "");
        }
        return directory;
    }

    /// <summary>A variable that the command line or the environment sets; null when neither does.</summary>
    public static string? Variable(IReadOnlyList<string> arguments, string name) =>
        arguments.LastOrDefault(argument => argument.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..]
            ?? Environment.GetEnvironmentVariable(name);
}
