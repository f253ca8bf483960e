namespace Kallsyms.Tests.Fixtures;

/// <summary>The published binary, and whether it is that of these sources.</summary>
static class NativeBinary
{
    /// <summary>Why a binary must not be tested in the place of the sources; null: nothing speaks against it.</summary>
    public static string? Objection(string binary, string sources)
    {
        if (!File.Exists(binary))
            return $"{binary} is missing: run make";
        string version = Command.Run(binary, ["--version"]).Succeeded().Output.TrimEnd();
        string digest = Command.Run(Path.Combine(sources, "src/digest.sh"), []).Succeeded().Output.TrimEnd();
        return version.EndsWith($"sources {digest}", StringComparison.Ordinal)
            ? null
            : $"{binary} was built from other sources than those here (it says '{version}', they are {digest}): run make";
    }
}
