namespace Kallsyms.Linking.Kbuild;

/// <summary>What make hands to scripts/link-vmlinux.sh: words in the environment, split at blanks as the shell splits them.</summary>
/// <param name="Value">Gives a variable; null when it is not set.</param>
sealed record KbuildVariables(Func<string, string?> Value)
{
    /// <summary>Of this process.</summary>
    public static KbuildVariables Environment { get; } = new(System.Environment.GetEnvironmentVariable);

    /// <summary>A variable; empty when it is not set.</summary>
    public string this[string name] => Value(name) ?? "";

    /// <summary>The source tree.</summary>
    public string SourceTree => this["srctree"] is { Length: > 0 } tree ? tree : ".";

    /// <summary>The build directory, as make calls it; the current one.</summary>
    public string ObjectTree => this["objtree"] is { Length: > 0 } tree ? tree : ".";

    /// <summary>The shell that runs scripts.</summary>
    public string Shell => this["CONFIG_SHELL"] is { Length: > 0 } shell ? shell : "sh";

    /// <summary>User mode Linux, which is linked by the compiler.</summary>
    public bool IsUserMode => this["SRCARCH"] == "um";

    /// <summary>Commands are shown (V=1).</summary>
    public bool IsVerbose => this["KBUILD_VERBOSE"].Contains('1');

    /// <summary>The user wants the kernel's own procedure (KALLSYMS=off), whatever makes the call.</summary>
    public bool IsOff => this["KALLSYMS"] == "off";

    /// <summary>The words of a variable.</summary>
    public string[] Words(string name) => Split(this[name]);

    /// <summary>Words between blanks.</summary>
    public static string[] Split(string text) => text.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
