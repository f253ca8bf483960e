namespace Kallsyms.Linking.Commands;

/// <summary>
/// Recognises programs by name. A machine may precede the name and a version may follow: x86_64-linux-gnu-ld.bfd, gcc-12, ld.lld-19; a
/// script around a linker may be called ld-wrap.
/// </summary>
static class ToolName
{
    static readonly string[] _linkers = ["ld", "gold", "lld", "mold"];
    static readonly string[] _compilers = ["cc", "c++", "gcc", "g++", "gfortran", "clang", "clang++", "tcc", "icx", "icpx"];

    /// <summary>Whether it is a linker rather than a compiler driver that runs one.</summary>
    public static bool IsLinker(string program) =>
        Stem(program) is var stem && (IsLinkerWord(stem)
            || !_compilers.Contains(stem) && Array.Exists(Path.GetFileName(program).Split('-'), IsLinkerWord));

    static bool IsLinkerWord(string word) => _linkers.Contains(word) || word.StartsWith("ld.", StringComparison.Ordinal);

    /// <summary>Whether it is a known linker or compiler driver.</summary>
    public static bool IsKnown(string program) => IsLinker(program) || _compilers.Contains(Stem(program));

    /// <summary>Returns the words of the arguments up to the first tool, which a program like ccache runs; otherwise none.</summary>
    public static string[] Launched(string[] arguments)
    {
        int tool = Array.FindIndex(arguments, word => !word.StartsWith('-') && !word.Contains('=') && !word.All(char.IsAsciiDigit));
        return tool >= 0 && IsKnown(arguments[tool]) && (tool == 0 || arguments[tool - 1] is not "-o") ? arguments[..(tool + 1)] : [];
    }

    /// <summary>How a program that calls linkers itself is made to call this one; null for other programs.</summary>
    public static string? WayIn(string program) => Path.GetFileName(program) switch
    {
        "rustc" => "give it -C linker=kallsyms-cc, where kallsyms-cc is a link to kallsyms",
        "cargo" => "set RUSTFLAGS=\"-C linker=kallsyms-cc\", where kallsyms-cc is a link to kallsyms",
        "make" or "gmake" or "ninja" or "meson" or "cmake" => "have it call kallsyms, mostly by CC=\"kallsyms cc -- gcc\"",
        _ => null,
    };

    static string Stem(string program)
    {
        string name = Path.GetFileName(program);
        int dash = name.LastIndexOf('-');
        if (dash > 0 && name.AsSpan(dash + 1).IndexOfAnyExceptInRange('.', '9') < 0)
            name = name[..dash];
        return name[(name.LastIndexOf('-') + 1)..];
    }
}
