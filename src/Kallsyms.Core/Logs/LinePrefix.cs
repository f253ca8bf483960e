using System.Text;
using System.Text.RegularExpressions;

namespace Kallsyms.Logs;

/// <summary>
/// The prefix of a kernel's log line: times, level, processor, and whatever forwarded it. Kernels, syslog, journald, dmesg, Android and
/// console recorders combine these in any order, so they are removed one by one.
/// </summary>
static partial class LinePrefix
{
    // Anything farther on is text.
    const int MaxLength = 256;

    /// <summary>Returns the start of the kernel's own words, possibly preceded by a blank.</summary>
    public static int Skip(ReadOnlySpan<byte> line)
    {
        Span<char> text = stackalloc char[MaxLength];
        text = text[..Encoding.Latin1.GetChars(line[..Math.Min(line.Length, MaxLength)], text)];
        foreach (ValueMatch match in Prefixes().EnumerateMatches(text))
            return match.Length;
        return 0;
    }

    /// <summary>Returns the host that syslog or a log collector puts before a line; empty if there is none.</summary>
    public static ReadOnlySpan<byte> Sender(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> head = line[..Math.Min(line.Length, MaxLength)];
        // "Nov 26 03:12:12 host kernel: ", "Nov 26 03:12:12 host kern.warn kernel: "
        if (head.IndexOf(" kernel"u8) is > 0 and int end && Skip(line) > end + " kernel"u8.Length)
        {
            ReadOnlySpan<byte> before = line[..end];
            ReadOnlySpan<byte> word = LastWord(before);
            if (word.StartsWith("kern."u8))
                word = word.Length < before.Length ? LastWord(before[..^(word.Length + 1)]) : [];
            // Only the time precedes it.
            return word.Length == before.Length || word.IndexOfAnyExceptInRange((byte)'0', (byte)':') < 0 ? [] : word;
        }
        // "host: [   12.345678] "
        int colon = head.IndexOf(": ["u8);
        return colon > 0 && head[..colon].IndexOfAny(" \t[<"u8) < 0 && BracketedTime(line[colon..]) is not null ? line[..colon] : [];
    }

    /// <summary>Whether the prefix has a time, the kernel's own or the time of day.</summary>
    public static bool HasTime(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> prefix = line[..Skip(line)];
        for (int at = 1; at + 1 < prefix.Length; at++)
        {
            if (prefix[at] is (byte)':' or (byte)'.'
                && char.IsAsciiDigit((char)prefix[at - 1]) && char.IsAsciiDigit((char)prefix[at + 1]))
            {
                return true;
            }
        }
        return RecordTime(line) is not null;
    }

    /// <summary>Returns the time that printk puts before a line, in microseconds; null if there is none.</summary>
    /// <param name="line">The line.</param>
    public static long? Time(ReadOnlySpan<byte> line) => BracketedTime(line) ?? RecordTime(line);

    static ReadOnlySpan<byte> LastWord(ReadOnlySpan<byte> text) => text[(text.LastIndexOf((byte)' ') + 1)..];

    // "[   12.345678]"
    static long? BracketedTime(ReadOnlySpan<byte> line)
    {
        for (int at = 0; line[at..].IndexOf((byte)'[') is >= 0 and int next; at += next + 1)
        {
            int digit = at + next + 1;
            while (digit < line.Length && line[digit] == ' ')
                digit++;
            long value = 0;
            int point = -1;
            for (; digit < line.Length && (char.IsAsciiDigit((char)line[digit]) || line[digit] == '.' && point < 0); digit++)
            {
                if (line[digit] == '.')
                    point = digit;
                else
                    value = value * 10 + (line[digit] - '0');
            }
            // Followed by the number of the task or processor if printk.caller is on (newer releases put it inside the brackets).
            if (point > 0 && digit - point == 7 && digit - at < 40 && digit < line.Length && line[digit] is (byte)']' or (byte)'@')
                return line[digit..].IndexOf((byte)']') >= 0 ? value : null;
            if (at + next > 200)
                break;
        }
        return null;
    }

    // "6,1234,98765432,-;"
    static long? RecordTime(ReadOnlySpan<byte> line)
    {
        if (line is not [>= (byte)'0' and <= (byte)'9', ..])
            return null;
        for (int i = 0; i < 2; i++)
        {
            int comma = line.IndexOf((byte)',');
            if (comma is <= 0 or > 20 || line[..comma].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
                return null;
            line = line[(comma + 1)..];
        }
        return System.Buffers.Text.Utf8Parser.TryParse(line, out long time, out int length)
            && line[length..] is [(byte)',', ..] ? time : null;
    }

    [GeneratedRegex(
        """
        ^(
            [ \t\r>|*\#`]+                                        # quotes of mails and test reports, tables
          | <\d{1,3}>                                             # the level
          | \[\ *(
                [+\d]\d*[-.:][-\d.:,TZ+\ ]*(@\S+)?                # a time, with the task or processor
              | [TC]\d+                                           # the task or processor
              | [A-Z][a-z]{2}[A-Za-z\ ]*\d[\d:\ ]*                # Thu Nov 26 05:54:11 2026
              | \d+:\ *[^\[\]\s]+:\ *\d+                          # Android: processor, program, process
            )\ *\]
          | \d+,\d+,\d+,[^;\s]{1,40};                             # /dev/kmsg
          | \d{1,4}[-:/]\d[-\d:.,TZ+/]*(?=\s)                     # a date, a time
          | \d{9,10}\.\d+(?=\s)                                   # a time, in seconds
          | \d\ (?=\d{4}-\d)                                      # the version of syslog
          | [A-Z][a-z]{2}\ ([\ \d]\d\ (?=\d)|(?=\d{4}-\d|[A-Z][a-z]{2}\ [\ \d]\d\ \d)) # Nov 26; Thu
          | \d{4}\ (?=kern\.)                                     # a year
          | [A-Z]{3,5}\ (?=\S{1,64}\ kernel(\[\d+\])?:)          # a time zone
          | (kern|user|daemon|syslog)\ *:\w+\ *:                  # dmesg -x
          | (\d+\ +\d+\ +)?[VDIWEF]\ +([\w\ ]{0,16}:|(?=\[))      # Android
          | (\S{1,64}\ )?(kern\.\w+\ )?kernel(\[\d+\])?(:|\ -\ -\ -)            # syslog
          | [\w.-]{1,64}:\ (?=\[\ *\d+\.\d{6})                    # the host, where the logs of many are collected
          | (qemu|console|serial|tty|uart|guest|target|dut)[-\w]*:
        )+
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Prefixes();
}
