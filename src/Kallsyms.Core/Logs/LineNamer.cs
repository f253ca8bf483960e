using System.Numerics;
using System.Text;

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
            Insert(name.InSource is { } inSource ? Encoding.UTF8.GetBytes(inSource) : name.Symbol.Utf8Name, seen, follows: false, output);
            int length = Write(place, "+0x"u8, name.Offset);
            Insert(place[..(length + Write(place[length..], "/0x"u8, name.Symbol.Size))], seen, follows: true, output);
            if (name.Symbol.Module is { } module && !name.HasModule)
                Insert(Encoding.UTF8.GetBytes($" [{module}]"), seen, follows: true, output);
            done = seen.OriginEnd(name.Word.End);
        }
        WriteNotes(line, seen, int.MaxValue, notes, ref done, output);
        output.Write(line[done..]);
    }

    // As text or, where the line has numbers in its place, as those.
    static void Insert(ReadOnlySpan<byte> text, LogLine seen, bool follows, Stream output)
    {
        if (!seen.IsNumbers)
        {
            output.Write(text);
            return;
        }
        foreach (byte value in text)
        {
            output.Write(Encoding.ASCII.GetBytes(follows ? $",{value}" : $"{value}"));
            follows = true;
        }
    }

    // Returns the number of bytes.
    static int Write(Span<byte> to, ReadOnlySpan<byte> mark, ulong value)
    {
        mark.CopyTo(to);
        int digits = (64 - BitOperations.LeadingZeroCount(value | 1) + 3) / 4;
        for (int i = mark.Length + digits - 1; i >= mark.Length; i--, value >>= 4)
            to[i] = "0123456789abcdef"u8[(int)(value & 0xf)];
        return mark.Length + digits;
    }

    // Writes those up to a position and returns the others.
    static ReadOnlySpan<SourceNote> WriteNotes(
        ReadOnlySpan<byte> line, LogLine seen, int end, ReadOnlySpan<SourceNote> notes, scoped ref int done, Stream output)
    {
        for (; notes.Length > 0 && notes[0].At <= end; notes = notes[1..])
        {
            int at = seen.OriginEnd(notes[0].At);
            output.Write(line[done..at]);
            Insert(notes[0].Text, seen, follows: true, output);
            done = at;
        }
        return notes;
    }
}
