using System.Text;

namespace Kallsyms.Cli;

/// <summary>Colours of a terminal, by what they mean.</summary>
enum TextColour
{
    None = 0,
    Bad = 31,
    Good = 32,
    Doubtful = 33,
    Label = 36,
}

/// <summary>Text for people: labelled paragraphs, wrapped. Colours where they are wanted.</summary>
sealed class TextPage
{
    const int LabelWidth = 18;
    const int Width = 100;

    readonly TextWriter _text;

    /// <param name="text">What it is written to; stays open.</param>
    /// <param name="isColoured">Colours are used.</param>
    public TextPage(TextWriter text, bool isColoured) => (_text, IsColoured) = (text, isColoured);

    /// <summary>Whether colours are welcome where nothing was said about them: on a terminal, unless NO_COLOR is set.</summary>
    public static bool TakesColours(bool isTerminal) => isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Colours are used.</summary>
    public bool IsColoured { get; }

    public void Line(string line = "") => _text.WriteLine(line);

    /// <summary>A line on its own, in bold.</summary>
    public void Heading(string line, TextColour colour) => _text.WriteLine(IsColoured ? $"\e[1;{(int)colour}m{line}\e[0m" : line);

    /// <summary>A wrapped paragraph behind a label; the lines that follow stand below the first.</summary>
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

    /// <summary>Paragraphs behind one label.</summary>
    public void List(string label, IReadOnlyList<string> values, bool numbered = false)
    {
        for (int i = 0; i < values.Count; i++)
            Field(i == 0 ? label : "", values[i], numbered ? $"{i + 1}. " : values.Count > 1 ? "- " : "");
    }

    /// <summary>Text in a colour, where there are colours.</summary>
    public string Paint(string text, TextColour colour) => IsColoured && colour != TextColour.None ? $"\e[{(int)colour}m{text}\e[0m" : text;

    // A word that is longer than a line stays whole: names are there to be copied.
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
