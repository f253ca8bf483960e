using System.Buffers;

namespace Kallsyms.Linking.Commands;

/// <summary>A word as it is typed into a POSIX shell.</summary>
static class ShellWord
{
    /// <summary>What means something to a shell, in quotes or not, wherever it stands in a word.</summary>
    public static SearchValues<char> Special { get; } = SearchValues.Create(" \t\n'\"`$\\&|;<>()*?[]{}!#~");

    /// <summary>The word, in quotes where the shell would make something else of it.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%".Contains(c)) ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
