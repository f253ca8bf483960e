using System.Text;
using Kallsyms.Lookup;
using Kallsyms.SourceLines;

namespace Kallsyms.Logs;

/// <summary>A text that is put into a line.</summary>
/// <param name="At">Where, in the line as it was read.</param>
/// <param name="Text">The text.</param>
readonly record struct SourceNote(int At, byte[] Text);

/// <summary>
/// The lines of source that are put behind places in code: behind those that the log names itself, and behind addresses that get a name.
/// </summary>
sealed class SourceNotes(SourceFinder finder)
{
    readonly List<NamedPlace> _places = [];
    readonly List<SourceNote> _notes = [];

    /// <summary>The notes of a line, in order.</summary>
    /// <param name="text">The line, as it was read.</param>
    /// <param name="addresses">Its addresses.</param>
    /// <param name="names">What is known of the stretch that it is of.</param>
    public List<SourceNote> Find(ReadOnlySpan<byte> text, List<LogAddress> addresses, StretchNames names)
    {
        _notes.Clear();
        if (names.IsRefused)
            return _notes;
        for (int i = 0; i < addresses.Count; i++)
        {
            // "[<c0123456>] 0xc0123456": once is enough.
            bool isRepeated = i + 1 < addresses.Count && addresses[i + 1].Value == addresses[i].Value;
            if (!isRepeated && names.TryFind(addresses[i], out KernelSymbol symbol, out ulong offset))
                Add(EndOf(text, addresses[i].Word.End), finder.Find(symbol, offset));
        }
        if (text.IndexOf("+0x"u8) < 0)
            return _notes;
        NamedPlaces.Find(text, _places);
        foreach (NamedPlace place in _places)
        {
            if (place.End > 0)
                Add(place.End, finder.Find(text[place.Name], place.Offset, place.Size, text[place.Module]));
        }
        _notes.Sort((a, b) => a.At.CompareTo(b.At));
        return _notes;
    }

    // Behind the brackets around an address.
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
