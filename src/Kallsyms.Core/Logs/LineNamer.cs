using System.Text;
using System.Text.Unicode;

namespace Kallsyms.Logs;

/// <summary>Writes lines with names instead of their addresses.</summary>
static class LineNamer
{
    // "+0xffffffffffffffff", "/0xffffffffffffffff"
    const int MaxNumber = 19;

    /// <summary>Writes a line; what has no name is unchanged.</summary>
    /// <param name="line">The line's own bytes.</param>
    /// <param name="seen">The decoded line.</param>
    /// <param name="names">The names of its addresses.</param>
    /// <param name="notes">Further texts to insert.</param>
    /// <param name="output">The output.</param>
    public static void Write(
        ReadOnlySpan<byte> line, LogLine seen, List<PlaceName> names, ReadOnlySpan<SourceNote> notes, Stream output)
    {
        int done = 0;
        Span<byte> place = stackalloc byte[2 * MaxNumber];
        foreach (PlaceName name in names)
        {
            notes = WriteNotes(line, seen, name.Word.Start, notes, ref done, output);
            output.Write(line[done..seen.Origin(name.Word.Start)]);
            output.Write(name.InSource is { } inSource ? Encoding.UTF8.GetBytes(inSource) : name.Symbol.Utf8Name);
            Utf8.TryWrite(place, $"+0x{name.Offset:x}/0x{name.Symbol.Size:x}", out int length);
            output.Write(place[..length]);
            if (name.Symbol.Module is { } module && !name.HasModule)
                output.Write(Encoding.UTF8.GetBytes($" [{module}]"));
            done = seen.OriginEnd(name.Word.End);
        }
        WriteNotes(line, seen, int.MaxValue, notes, ref done, output);
        output.Write(line[done..]);
    }

    // Writes those up to a position and returns the others.
    static ReadOnlySpan<SourceNote> WriteNotes(
        ReadOnlySpan<byte> line, LogLine seen, int end, ReadOnlySpan<SourceNote> notes, scoped ref int done, Stream output)
    {
        for (; notes.Length > 0 && notes[0].At <= end; notes = notes[1..])
        {
            int at = seen.OriginEnd(notes[0].At);
            output.Write(line[done..at]);
            output.Write(notes[0].Text);
            done = at;
        }
        return notes;
    }
}
