namespace Kallsyms.Linking.Commands;

/// <summary>Recognises commands of a linker or compiler driver that make no image: build systems call the same program for them.</summary>
static class OtherPurpose
{
    static readonly string[] _ofLinkers =
        ["-r", "-i", "-Ur", "--help", "-help", "--version", "--target-help", "--print-output-format", "--print-sysroot", "-run", "--run"];

    // Only for a driver itself: to a linker, -c, -E, -M and -S mean other things.
    static readonly string[] _ofDrivers =
    [
        "-r", "-c", "-E", "-S", "-M", "-MM", "-###", "-fsyntax-only", "--version", "--help", "-help", "--target-help", "-dumpversion",
        "-dumpfullversion",
        "-dumpmachine", "-dumpspecs", "--analyze", "-emit-ast", "--precompile", "-cc1", "-cc1as", "--compile", "--assemble", "--preprocess",
    ];

    static readonly string[] _ofDriversPrefixes = ["-print-", "--print-", "--help="];

    // The value in their next argument is not an input.
    static readonly string[] _withValue = ["-o", "--output", "-m", "-z", "-L", "-B", "-target", "-x", "-I", "-D"];

    /// <summary>Whether a command has a purpose other than making an image.</summary>
    public static bool Is(LinkerCommandLine command, IReadOnlyList<ExpandedArgument> arguments) =>
        IsSaid(command, arguments) || !HasInput(arguments);

    /// <summary>Whether an option says so.</summary>
    public static bool IsSaid(LinkerCommandLine command, IReadOnlyList<ExpandedArgument> arguments) =>
        arguments.Any(argument => command.IsLinker || argument.Passed ? IsLinkers(argument.Text) : IsDrivers(argument.Text));

    static bool IsLinkers(string argument) => _ofLinkers.Contains(argument) || LinkerOption.Relocatable.Is(argument);

    static bool IsDrivers(string argument) =>
        _ofDrivers.Contains(argument) || _ofDriversPrefixes.Any(prefix => argument.StartsWith(prefix, StringComparison.Ordinal));

    // False for -v and the like alone. Standard input (-), a library and a script are inputs too.
    static bool HasInput(IReadOnlyList<ExpandedArgument> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i].Text;
            if (_withValue.Contains(argument))
                i++;
            else if (!argument.StartsWith('-') || argument is "-" || argument.StartsWith("-l", StringComparison.Ordinal)
                || argument.StartsWith("-T", StringComparison.Ordinal) || LinkerOption.Script.Matches(argument, out _))
                return true;
        }
        return false;
    }
}
