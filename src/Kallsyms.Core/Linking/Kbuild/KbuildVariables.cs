namespace Kallsyms.Linking.Kbuild;

/// <summary>What make passes to scripts/link-vmlinux.sh: words in the environment, split at blanks as the shell splits them.</summary>
/// <param name="Value">Returns a variable, or null if it is not set.</param>
sealed record KbuildVariables(Func<string, string?> Value)
{
    /// <summary>The variables of this process.</summary>
    public static KbuildVariables Environment { get; } = new(System.Environment.GetEnvironmentVariable);

    /// <summary>A variable; empty if it is not set.</summary>
    public string this[string name] => Value(name) ?? "";

    /// <summary>The source tree.</summary>
    public string SourceTree => this["srctree"] is { Length: > 0 } tree ? tree : ".";

    /// <summary>The build directory, as make names it; it is the current directory.</summary>
    public string ObjectTree => this["objtree"] is { Length: > 0 } tree ? tree : ".";

    /// <summary>The shell that runs scripts.</summary>
    public string Shell => this["CONFIG_SHELL"] is { Length: > 0 } shell ? shell : "sh";

    /// <summary>Whether user mode Linux is built, which is linked by the compiler.</summary>
    public bool IsUserMode => this["SRCARCH"] == "um";

    /// <summary>Whether commands are shown (V=1).</summary>
    public bool IsVerbose => this["KBUILD_VERBOSE"].Contains('1');

    /// <summary>Whether the user wants the kernel's own procedure (KALLSYMS=off).</summary>
    public bool IsOff => this["KALLSYMS"].ToUpperInvariant() is "OFF" or "NO" or "N" or "0" or "FALSE";

    /// <summary>What KALLSYMS is set to if that means neither off nor on; null otherwise. In some trees it is the path of a tool.</summary>
    public string? UnknownSwitch => this["KALLSYMS"] is { Length: > 0 } value && !IsOff && !value.Contains('/')
        && value.ToUpperInvariant() is not ("ON" or "YES" or "Y" or "1" or "TRUE") ? value : null;

    /// <summary>The words of a variable.</summary>
    public string[] Words(string name) => Split(this[name]);

    /// <summary>Splits a text at blanks.</summary>
    public static string[] Split(string text) => text.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
