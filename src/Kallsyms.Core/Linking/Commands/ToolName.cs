namespace Kallsyms.Linking.Commands;

/// <summary>
/// What a program is, as far as its name tells. A machine may stand in front of the name, and a version behind:
/// x86_64-linux-gnu-ld.bfd, gcc-12, ld.lld-19.
/// </summary>
static class ToolName
{
    static readonly string[] _linkers = ["ld", "gold", "lld", "mold"];
    static readonly string[] _compilers = ["cc", "c++", "gcc", "g++", "gfortran", "clang", "clang++", "tcc", "icx", "icpx"];

    /// <summary>A linker itself, not a compiler driver that runs one.</summary>
    public static bool IsLinker(string program) =>
        Stem(program) is var stem && (_linkers.Contains(stem) || stem.StartsWith("ld.", StringComparison.Ordinal));

    /// <summary>A linker or a compiler driver of a known kind.</summary>
    public static bool IsKnown(string program) => IsLinker(program) || _compilers.Contains(Stem(program));

    static string Stem(string program)
    {
        string name = Path.GetFileName(program);
        int dash = name.LastIndexOf('-');
        if (dash > 0 && name.AsSpan(dash + 1).IndexOfAnyExceptInRange('.', '9') < 0)
            name = name[..dash];
        return name[(name.LastIndexOf('-') + 1)..];
    }
}
