namespace Kallsyms.Linking.Kbuild;

/// <summary>The command by which make starts the script that links vmlinux.</summary>
/// <param name="Interpreter">What runs the script, according to make or the script's first line; the system's shell otherwise.</param>
/// <param name="Script">The script's path as make gave it, since make remembers it.</param>
/// <param name="Arguments">Its arguments.</param>
sealed record ScriptCommand(IReadOnlyList<string> Interpreter, string Script, IReadOnlyList<string> Arguments)
{
    static readonly string[] _shells = ["sh", "bash", "dash", "ksh", "ash", "busybox"];
    static readonly string[] _others = ["perl", "python", "python3"];

    /// <summary>Parses the words of the recipe: optionally an interpreter and its options, then the script and its arguments.</summary>
    public static ScriptCommand Parse(IReadOnlyList<string> words)
    {
        bool isInterpreter = IsShell(words[0]) || _others.Contains(Path.GetFileName(words[0]));
        int script = !isInterpreter ? 0 : 1 + words.Skip(1).TakeWhile(word => word.StartsWith('-')).Count();
        return script == 0 || script >= words.Count ? new(FirstLine(words[0]), words[0], [.. words.Skip(1)])
            : new([.. words.Take(script)], words[script], [.. words.Skip(script + 1)]);
    }

    /// <summary>The whole command.</summary>
    public IReadOnlyList<string> Words => [.. Interpreter, Script, .. Arguments];

    /// <summary>Whether a shell of the usual kind runs it.</summary>
    public bool IsForShell => IsShell(Interpreter[0]) || Path.GetFileName(Interpreter[0]) == "env" && IsShell(Interpreter[^1]);

    static bool IsShell(string program) => _shells.Contains(Path.GetFileName(program));

    // As the system parses it: a program and at most one argument.
    static string[] FirstLine(string script)
    {
        string first = InputFile.ReadLines(script).FirstOrDefault("");
        return first.StartsWith("#!", StringComparison.Ordinal) && first.Trim().Length > 2
            ? first[2..].Trim().Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : ["sh"];
    }
}
