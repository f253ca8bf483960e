namespace Kallsyms.Logs;

/// <summary>Who sent a line: the host that syslog puts before it, or what a collector of several logs does.</summary>
static class LineSender
{
    // Anything farther on is text.
    const int MaxLength = 256;

    /// <summary>Returns the host that syslog or a log collector puts before a line; empty if there is none.</summary>
    public static ReadOnlySpan<byte> Of(LogLine seen)
    {
        ReadOnlySpan<byte> line = seen.Text;
        ReadOnlySpan<byte> head = line[..Math.Min(line.Length, MaxLength)];
        // "Nov 26 03:12:12 host kernel: ", "Nov 26 03:12:12 host kern.warn kernel: "
        if (head.IndexOf(" kernel"u8) is > 0 and int end && seen.Body > end + " kernel"u8.Length)
        {
            ReadOnlySpan<byte> before = line[..end];
            ReadOnlySpan<byte> word = LastWord(before);
            if (word.StartsWith("kern."u8))
                word = word.Length < before.Length ? LastWord(before[..^(word.Length + 1)]) : [];
            // Only the time precedes it.
            return word.Length == before.Length || word.IndexOfAnyExceptInRange((byte)'0', (byte)':') < 0 ? [] : word;
        }
        return Source(head);
    }

    // What a collector of many logs puts before the kernel's time: "host: ", "vm_1  | ", "[pod/a-0/vm] ", "(d1) ", "logs/dmesg:12:",
    // "192.168.1.7:6665: ", "job<TAB>"; not a date, a line's number or a level.
    static ReadOnlySpan<byte> Source(ReadOnlySpan<byte> line)
    {
        if (line is [] or [(byte)'[', (byte)' ' or (>= (byte)'0' and <= (byte)'9'), ..])
            return [];
        int clock = line[1..].IndexOf((byte)'[') + 1;
        bool mayStart = char.IsAsciiLetterOrDigit((char)line[0]) || line[0] is (byte)'[' or (byte)'(';
        if (clock == 0 || !mayStart || LinePrefix.BracketedTime(line[clock..]) is null)
            return [];
        int blank = line[..clock].IndexOfAny(" \t"u8);
        int end = blank < 0 ? clock : blank;
        bool isMarked = line[end - 1] is (byte)':' or (byte)'|' or (byte)']' or (byte)')'
            || line[end..].TrimStart((byte)' ') is [(byte)'|' or (byte)'\t', ..];
        ReadOnlySpan<byte> word = line[..end].TrimEnd(":|"u8);
        // A port, the number of a line.
        if (word.LastIndexOf((byte)':') is > 0 and int colon && word[(colon + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
            word = word[..colon];
        bool isAddress = word.Count((byte)'.') == 3 && !word.Contains((byte)'/') && word.IndexOfAnyExceptInRange((byte)'.', (byte)'9') < 0;
        bool isName = isMarked && word.IndexOfAnyInRange((byte)'a', (byte)'z') >= 0 && word.IndexOf((byte)':') < 0 && !StartsDate(word);
        return isName || isAddress ? word : [];
    }

    // "2026-11-26T05:54:11Z"
    static bool StartsDate(ReadOnlySpan<byte> word) =>
        word.Length > 4 && word[..4].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && word[4] == '-';

    static ReadOnlySpan<byte> LastWord(ReadOnlySpan<byte> text) => text[(text.LastIndexOf((byte)' ') + 1)..];
}
