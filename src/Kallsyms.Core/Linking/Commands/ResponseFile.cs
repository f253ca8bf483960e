using System.Text;

namespace Kallsyms.Linking.Commands;

/// <summary>
/// Arguments in a file, as GNU tools read them: separated by white space, quoted by ' or ", with a backslash escaping the next
/// character (binutils, "@file").
/// </summary>
static class ResponseFile
{
    /// <summary>Returns the arguments in the file that an argument names, or the argument itself.</summary>
    public static IEnumerable<string> Open(string argument) => Names(argument) ? Read(argument[1..]) : [argument];

    /// <summary>Whether the argument names such a file.</summary>
    public static bool Names(string argument) => argument.StartsWith('@') && File.Exists(argument[1..]);

    public static IEnumerable<string> Read(string path) => Split(InputFile.ReadText(path));

    public static IEnumerable<string> Split(string text)
    {
        var word = new StringBuilder();
        bool inWord = false;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote == 0 && char.IsWhiteSpace(c))
            {
                if (inWord)
                    yield return word.ToString();
                word.Clear();
                inWord = false;
                continue;
            }
            inWord = true;
            if (c == '\\' && i + 1 < text.Length)
                word.Append(text[++i]);
            else if (c == quote)
                quote = '\0';
            else if (quote == 0 && c is '\'' or '"')
                quote = c;
            else
                word.Append(c);
        }
        if (inWord)
            yield return word.ToString();
    }
}
