using System.Text;

namespace Kallsyms.Cli;

/// <summary>Terminal colours by meaning.</summary>
enum TextColour
{
    None = 0,
    Bad = 31,
    Good = 32,
    Doubtful = 33,
    Label = 36,
}

/// <summary>Formats text for people: labelled, wrapped paragraphs, with colours if wanted.</summary>
sealed class TextPage
{
    const int LabelWidth = 18;
    const int Width = 100;

    readonly TextWriter _text;

    /// <param name="text">The writer, which stays open.</param>
    /// <param name="isColoured">Whether to use colours.</param>
    public TextPage(TextWriter text, bool isColoured) => (_text, IsColoured) = (text, isColoured);

    /// <summary>Whether to use colours by default: on a terminal, unless NO_COLOR is set.</summary>
    public static bool TakesColours(bool isTerminal) => isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Whether colours are used.</summary>
    public bool IsColoured { get; }

    public void Line(string line = "") => _text.WriteLine(line);

    /// <summary>Writes a line in bold.</summary>
    public void Heading(string line, TextColour colour) => _text.WriteLine(IsColoured ? $"\e[1;{(int)colour}m{line}\e[0m" : line);

    /// <summary>Writes a wrapped paragraph after a label; continuation lines are indented to match.</summary>
    public void Field(string label, string value, string bullet = "")
    {
        string start = label.PadRight(LabelWidth);
        _text.Write(label.Length > 0 ? Paint(start, TextColour.Label) : start);
        _text.Write(bullet);
        int indent = LabelWidth + bullet.Length;
        bool first = true;
        foreach (string line in Wrap(VisibleText.Of(value), Width - indent))
        {
            if (!first)
                _text.Write(new string(' ', indent));
            _text.WriteLine(line);
            first = false;
        }
    }

    /// <summary>Writes paragraphs after one label.</summary>
    public void List(string label, IReadOnlyList<string> values, bool numbered = false)
    {
        for (int i = 0; i < values.Count; i++)
            Field(i == 0 ? label : "", values[i], numbered ? $"{i + 1}. " : values.Count > 1 ? "- " : "");
    }

    /// <summary>Colours a text, if colours are used.</summary>
    public string Paint(string text, TextColour colour) => IsColoured && colour != TextColour.None ? $"\e[{(int)colour}m{text}\e[0m" : text;

    // A word longer than a line stays whole, so that names can be copied.
    static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }
            if (line.Length > 0)
                line.Append(' ');
            line.Append(word);
        }
        yield return line.ToString();
    }
}
