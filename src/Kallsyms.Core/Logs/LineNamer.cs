using System.Text;
using Kallsyms.Lookup;

namespace Kallsyms.Logs;

/// <summary>Writes lines with names in the place of their addresses.</summary>
static class LineNamer
{
    /// <summary>Writes a line; what has no name stays as it is.</summary>
    /// <param name="line">The line's own bytes.</param>
    /// <param name="seen">The line as it was read.</param>
    /// <param name="text">What was read.</param>
    /// <param name="addresses">Its addresses.</param>
    /// <param name="names">The names of the stretch that it is of.</param>
    /// <param name="notes">What else is put into it.</param>
    /// <param name="output">Where to.</param>
    /// <returns>How many were named.</returns>
    public static int Write(
        ReadOnlySpan<byte> line, LogLine seen, ReadOnlySpan<byte> text, List<LogAddress> addresses, StretchNames names,
        ReadOnlySpan<SourceNote> notes, Stream output)
    {
        int done = 0;
        int named = 0;
        foreach (LogAddress address in addresses)
        {
            if (!names.TryFind(address, out KernelSymbol symbol, out ulong offset))
                continue;
            ReadOnlySpan<byte> shown = names.Written(symbol);
            if (!MayStand(shown, seen.IsJson))
                continue;
            ReadOnlySpan<byte> module = ModuleBehind(text[address.Word.End..]);
            // The log knows better whose it is.
            if (!module.IsEmpty && (symbol.Module is not { } own || !module.SequenceEqual(Encoding.UTF8.GetBytes(own))))
                continue;
            notes = WriteNotes(line, seen, address.Word.Start, notes, ref done, output);
            output.Write(line[done..seen.Origin(address.Word.Start)]);
            output.Write(shown);
            output.Write(Encoding.ASCII.GetBytes($"+0x{offset:x}/0x{symbol.Size:x}"));
            if (symbol.Module is { } name && module.IsEmpty)
                output.Write(Encoding.UTF8.GetBytes($" [{name}]"));
            named++;
            done = seen.OriginEnd(address.Word.End);
        }
        WriteNotes(line, seen, int.MaxValue, notes, ref done, output);
        output.Write(line[done..]);
        return named;
    }

    // Those up to a position; the others are given back.
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

    // Names of damaged images could be anything, and what reads the log acts on control characters and quotes.
    static bool MayStand(ReadOnlySpan<byte> name, bool isJson) =>
        name.IndexOfAnyInRange((byte)0, (byte)0x1f) < 0 && (!isJson || name.IndexOfAny("\"\\"u8) < 0);

    // " [mt76_usb]", " 0x83178634 [mt76_usb@83178000+0x2290]"
    static ReadOnlySpan<byte> ModuleBehind(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(">]"u8))
            text = text[2..];
        if (text.StartsWith(" 0x"u8))
            text = text[(1 + Math.Max(text[1..].IndexOfAny(" \n"u8), 0))..];
        if (!text.StartsWith(" ["u8))
            return [];
        ReadOnlySpan<byte> rest = text[2..];
        int stop = rest.IndexOfAny((byte)']', (byte)'@', (byte)' ');
        ReadOnlySpan<byte> name = stop < 0 ? [] : rest[..stop];
        bool isName = name.Length > 0 && name.IndexOfAny("<#."u8) < 0 && !char.IsAsciiDigit((char)name[0]);
        return isName && !name.SequenceEqual("unknown"u8)
            && !name.SequenceEqual("inline"u8) && !name.SequenceEqual("inlined"u8) ? name : [];
    }
}
