namespace Kallsyms.Linking.Commands;

/// <summary>The arguments of a linker that is called in another directory, as they mean the same in ours.</summary>
static class MovedWords
{
    // In front of a file that need not be there yet.
    static readonly string[] _outputs = ["-o", "--output", "-Map", "--Map"];

    // In front of what is no file.
    static readonly string[] _others = ["-m", "-z", "-e", "-u", "-y", "-h", "-soname", "-b", "-A", "-G", "-I", "--defsym"];

    static readonly string[] _joined = ["-o", "-T", "-L"];

    /// <summary>Moves arguments; those of response files are among them.</summary>
    /// <param name="directory">Where the linker is called.</param>
    /// <param name="arguments">Its arguments.</param>
    public static IEnumerable<string> From(string directory, IEnumerable<string> arguments)
    {
        string before = "";
        foreach (string argument in arguments.SelectMany(word => Open(directory, word)))
        {
            yield return Move(directory, argument, before);
            before = argument;
        }
    }

    static IEnumerable<string> Open(string directory, string word)
    {
        string moved = word.StartsWith('@') ? "@" + Path.Combine(directory, word[1..]) : "";
        return ResponseFile.Names(moved) ? ResponseFile.Open(moved) : [word];
    }

    static string Move(string directory, string word, string before)
    {
        if (_outputs.Contains(before))
            return Path.Combine(directory, word);
        if (!word.StartsWith('-'))
            return !_others.Contains(before) && IsFile(directory, word) ? Path.Combine(directory, word) : word;
        int value = word.IndexOf('=') is >= 0 and int sign ? sign + 1
            : _joined.Any(option => word.StartsWith(option, StringComparison.Ordinal)) ? 2
            : word.Length;
        string name = word[..value].TrimEnd('=');
        bool isFile = value < word.Length && (_outputs.Contains(name) || IsFile(directory, word[value..]));
        return isFile ? word[..value] + Path.Combine(directory, word[value..]) : word;
    }

    // What is in our directory alone must not be found there.
    static bool IsFile(string directory, string name) => Path.Exists(Path.Combine(directory, name)) || Path.Exists(name);
}
