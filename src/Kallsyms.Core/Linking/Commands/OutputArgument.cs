namespace Kallsyms.Linking.Commands;

/// <summary>Where a command names its output.</summary>
/// <param name="Index">The index of the argument that ends with the name; -1 if there is none, or if it is in a response file.</param>
/// <param name="Prefix">The text before the name in that argument.</param>
/// <param name="Name">The name.</param>
readonly record struct OutputArgument(int Index, string Prefix, string Name)
{
    const string Usual = "a.out";

    /// <summary>Finds the output; the last one counts.</summary>
    /// <exception cref="KallsymsException">The option has no name, or only the linker behind a compiler driver is given one.</exception>
    public static OutputArgument Find(string[] arguments, IReadOnlyList<ExpandedArgument> expanded)
    {
        OutputArgument output = new(-1, "", Usual);
        for (int i = 0; i < expanded.Count; i++)
        {
            (string text, bool passed, int index) = expanded[i];
            // gold reads this as --output, GNU ld and ld.lld as -o utput.
            if (text is "-output" || text.StartsWith("-output=", StringComparison.Ordinal))
                throw new KallsymsException(ErrorKind.Usage, $"{text} means different things to different linkers; write -o NAME");
            string? name;
            string prefix = "";
            if (text is "-o" || LinkerOption.Output.Matches(text, out string? value) && value is null)
            {
                if (++i == expanded.Count)
                    throw new KallsymsException(ErrorKind.Usage, $"{text} needs a file name");
                (name, index) = (expanded[i].Text, expanded[i].Index);
            }
            else if (LinkerOption.Output.Matches(text, out name) || text.StartsWith("-o", StringComparison.Ordinal))
            {
                // Options that start with a lower case o need two dashes (ld(1)): -omagic names an output.
                name ??= text["-o".Length..];
                prefix = text[..^name.Length];
            }
            else
            {
                continue;
            }
            // A compiler driver adds its own -o, with a.out or a temporary name.
            if (passed)
                throw new KallsymsException(ErrorKind.Usage, $"output {name} is given past the compiler driver; give it as -o {name}");
            // An output in a response file is overridden by ours, which comes last.
            output = arguments[index] == prefix + name ? new(index, prefix, name) : new(-1, "", name);
        }
        return output;
    }
}
