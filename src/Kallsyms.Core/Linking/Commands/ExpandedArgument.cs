namespace Kallsyms.Linking.Commands;

/// <summary>One argument of a command after reading response files (@FILE) and splitting -Wl lists and -Xlinker.</summary>
/// <param name="Text">The argument.</param>
/// <param name="Passed">Whether a compiler driver passes it on to the linker.</param>
/// <param name="Index">The index of the command's argument that it comes from.</param>
readonly record struct ExpandedArgument(string Text, bool Passed, int Index)
{
    const int DeepestNesting = 8;
    const int MaxArguments = 1 << 20;
    const string List = "-Wl,";

    static readonly string[] _handsOnNext = ["-Xlinker", "--for-linker"];
    static readonly string[] _handsOnRest = ["--for-linker="];

    /// <summary>Expands the arguments of a command.</summary>
    /// <exception cref="KallsymsException">A response file cannot be read, or response files nest endlessly.</exception>
    public static IReadOnlyList<ExpandedArgument> All(IReadOnlyList<string> arguments)
    {
        var expanded = new List<ExpandedArgument>();
        bool next = false;
        for (int i = 0; i < arguments.Count; i++)
            Add(arguments[i], passed: false, i, 0, expanded, ref next);
        return expanded;
    }

    static void Add(string argument, bool passed, int index, int depth, List<ExpandedArgument> expanded, ref bool next)
    {
        passed |= next;
        bool isValue = next;
        next = false;
        if (ResponseFile.Names(argument))
        {
            if (depth > DeepestNesting)
                throw new KallsymsException(ErrorKind.Usage, "response files nest too deep", argument[1..]);
            foreach (string inner in ResponseFile.Read(argument[1..]))
                Add(inner, passed, index, depth + 1, expanded, ref next);
        }
        else if (!isValue && _handsOnNext.Contains(argument))
        {
            next = true;
        }
        else if (!isValue && _handsOnRest.FirstOrDefault(prefix => argument.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
        {
            expanded.Add(new(argument[prefix.Length..], true, index));
        }
        else if (argument.StartsWith(List, StringComparison.Ordinal))
        {
            foreach (string inner in argument[List.Length..].Split(','))
                Add(inner, passed: true, index, depth, expanded, ref next);
        }
        else if (expanded.Count < MaxArguments)
        {
            expanded.Add(new(argument, passed, index));
        }
        else
        {
            throw new KallsymsException(ErrorKind.Usage, $"response files hold more than {MaxArguments} arguments");
        }
    }
}
