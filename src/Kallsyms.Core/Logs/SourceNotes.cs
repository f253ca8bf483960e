using System.Text;
using Kallsyms.SourceLines;

namespace Kallsyms.Logs;

/// <summary>A text to insert into a line.</summary>
/// <param name="At">The position in the decoded line.</param>
/// <param name="Text">The text.</param>
readonly record struct SourceNote(int At, byte[] Text);

/// <summary>
/// The source lines inserted after places in code: after those that the log itself names, and after addresses that get a name.
/// </summary>
sealed class SourceNotes(SourceFinder finder)
{
    readonly List<NamedPlace> _places = [];
    readonly List<SourceNote> _notes = [];

    /// <summary>Returns the notes of a line, in order.</summary>
    /// <param name="line">The line.</param>
    /// <param name="names">The names of its addresses.</param>
    public List<SourceNote> Find(LogLine line, List<PlaceName> names)
    {
        ReadOnlySpan<byte> text = line.Text;
        _notes.Clear();
        for (int i = 0; i < names.Count; i++)
        {
            // "[<c0123456>] 0xc0123456": once is enough.
            bool isRepeated = i + 1 < names.Count && names[i + 1].Value == names[i].Value;
            if (!isRepeated)
                Add(EndOf(text, names[i].Word.End), finder.Find(names[i].Symbol, names[i].Offset));
        }
        NamedPlaces.Find(line, _places);
        foreach (NamedPlace place in _places)
        {
            if (place.End > 0)
                Add(place.End, finder.Find(text[place.Name], place.Offset, place.Size, text[place.Module]));
        }
        if (_notes.Count > 0 && line.IsMarkup)
            EscapeAll();
        _notes.Sort((a, b) => a.At.CompareTo(b.At));
        return _notes;
    }

    // Between inlined functions stands "<".
    void EscapeAll()
    {
        for (int i = 0; i < _notes.Count; i++)
        {
            string text = Encoding.UTF8.GetString(_notes[i].Text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
            _notes[i] = _notes[i] with { Text = Encoding.UTF8.GetBytes(text) };
        }
    }

    // After the brackets around an address.
    static int EndOf(ReadOnlySpan<byte> text, int end) =>
        text[end..].StartsWith(">]"u8) ? end + 2 : text[end..].StartsWith(")"u8) ? end + 1 : end;

    void Add(int at, string? lines)
    {
        if (lines is null || lines.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 || lines.AsSpan().ContainsAny('"', '\\'))
            return;
        if (!_notes.Exists(note => note.At == at))
            _notes.Add(new(at, Encoding.UTF8.GetBytes($" ({lines})")));
    }
}
