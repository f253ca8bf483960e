using System.Buffers;
using System.Text.RegularExpressions;

namespace Kallsyms.Logs;

/// <summary>
/// The prefix of a kernel's log line: times, level, processor, and whatever forwarded it. Behind the kernel's own time are its words,
/// whatever stands before. Without one, what kernels, syslog, journald, dmesg, Android and console recorders put there, in any order, is
/// removed one by one.
/// </summary>
static partial class LinePrefix
{
    // Anything farther on is text.
    const int MaxLength = 256;

    // "HOST kern.warn kernel: "
    const int MaxSender = 96;

    // Of the time that a kernel prints: microseconds.
    const int ClockDecimals = 6;

    // Of hosts, of what writes the log, of levels.
    static readonly SearchValues<char> _ofWords = SearchValues.Create(
        "-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Returns the start of the kernel's own words, possibly preceded by a blank.</summary>
    public static int Skip(ReadOnlySpan<char> line)
    {
        line = line[..Math.Min(line.Length, MaxLength)];
        int clock = ClockLength(line);
        int start = clock > 0 ? 0 : StartOfClock(line);
        line = line[start..];
        return start + SkipFrom(line, start > 0 ? ClockLength(line) : clock);
    }

    static int SkipFrom(ReadOnlySpan<char> line, int clock)
    {
        if (!MayGoOn(line[clock..], hasClock: clock > 0))
            return line.Length - line[clock..].TrimStart(" \t").Length;
        foreach (ValueMatch match in Prefixes().EnumerateMatches(line))
            return match.Length;
        return 0;
    }

    // False where an address stands, or words that can be none of those below: most lines are known by that.
    static bool MayGoOn(ReadOnlySpan<char> rest, bool hasClock)
    {
        rest = rest.TrimStart(" \t");
        if (rest is [] or ['0', 'x', ..] or ['?', ..] or ['[', '<', ..])
            return false;
        if (!char.IsAsciiLetter(rest[0]) || rest[..Math.Min(rest.Length, MaxSender)].Contains("kern", StringComparison.Ordinal))
            return true;
        int word = rest.IndexOfAnyExcept(_ofWords);
        // "W ", "W/tag", "Nov 26", "user  :warn", "console: ", "MESSAGE="
        bool isProcessor = word == 2 && rest[0] is 'c' or 'C' && char.IsAsciiDigit(rest[1]); // "c0 " of phones
        return word == 1 || isProcessor || !hasClock && (word is 3 or 4 or 6 || word > 0 && rest[word] is ':' or '=');
    }

    // Of the first time of a kernel, "[   12.345678]", whatever stands before it: a CI's job and time, a container's name; 0 without one.
    static int StartOfClock(ReadOnlySpan<char> line)
    {
        for (int at = 0; line[at..].IndexOf('[') is >= 0 and int next; at += next + 1)
        {
            if (IsClock(line[(at + next + 1)..]))
                return at + next;
        }
        return 0;
    }

    // "   12.345678]", "   12.345678@3]"
    static bool IsClock(ReadOnlySpan<char> text)
    {
        text = text.TrimStart(' ');
        int seconds = CountDigits(text);
        return seconds is > 0 and < 10 && text[seconds..] is ['.', ..] rest && CountDigits(rest[1..]) == ClockDecimals
            && rest[(1 + ClockDecimals)..] is [']' or '@', ..];
    }

    // "[   12.345678]", "[   12.345678][  T123]"; 0: neither.
    static int ClockLength(ReadOnlySpan<char> line)
    {
        int all = 0;
        while (line[all..] is ['[', ..] && BracketLength(line[all..]) is > 0 and int length)
            all += length;
        return all;
    }

    // "[   12.345678]", "[  T123]"; 0: neither.
    static int BracketLength(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> rest = line[1..].TrimStart(' ');
        bool isCaller = rest is ['T' or 'C', ..];
        if (isCaller)
            rest = rest[1..];
        int digits = CountDigits(rest);
        rest = rest[digits..];
        if (!isCaller && rest is ['.', ..])
            rest = rest[(1 + CountDigits(rest[1..]))..];
        else if (!isCaller)
            return 0;
        return digits > 0 && rest is [']', ..] ? line.Length - rest.Length + 1 : 0;
    }

    static int CountDigits(ReadOnlySpan<char> text)
    {
        int count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
            count++;
        return count;
    }

    /// <summary>What stands before the kernel's own words has a time, the kernel's own or that of the day.</summary>
    /// <param name="line">The line.</param>
    /// <param name="body">Where the kernel's own words start.</param>
    public static bool HasTime(ReadOnlySpan<byte> line, int body)
    {
        ReadOnlySpan<byte> prefix = line[..body];
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

    /// <summary>The same, of lines that have it in brackets: "[   12.345678]".</summary>
    public static long? BracketedTime(ReadOnlySpan<byte> line)
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
            // Followed by the number of the task or processor if printk.caller is on (newer releases put it inside the brackets), or, from
            // dmesg -d, by the time since the line before.
            bool isWhole = point > 0 && digit - point == 1 + ClockDecimals && digit - at < 40;
            if (isWhole && (line[digit..] is [(byte)']' or (byte)'@', ..] || line[digit..].StartsWith(" <"u8)))
                return line[digit..].IndexOf((byte)']') >= 0 ? value : null;
            if (at + next > 200)
                break;
        }
        return null;
    }

    // "6,1234,98765432,-;", and with the release before it, "6.12.9,6,1234,98765432,-;"
    static long? RecordTime(ReadOnlySpan<byte> line)
    {
        if (line is not [>= (byte)'0' and <= (byte)'9', ..])
            return null;
        if (line.IndexOf((byte)',') is > 0 and int release && line[..release].Contains((byte)'.'))
            line = line[(release + 1)..];
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
            \#0[0-3][0-7]                                         # a control character, of rsyslog
          | [ \t\r>|*\#`]+                                        # quotes of mails and test reports, tables
          | (-\ )?["'](?=[\[ ])                                   # a text of YAML or CSV
          | </?(pre|code|tt|samp|td|tr|li|p|div|span|font|b)(\ [^<>]{0,128})?> # a page
          | std(out|err)\ [FP]\                                   # containers
          | <\d{1,3}>\.?                                          # the level
          | \[\ *(
                [+\d]\d*[-.:/][-/\d.:,TZ+\ ]*(@\S+|<[\d.\ ]+>)?     # a time, with the task or processor, or since the line before
              | [TC]\d+                                           # the task or processor
              | [A-Z][a-z]{2}[A-Za-z\ ]*\d[\d:\ ]*                # Thu Nov 26 05:54:11 2026
              | \d+:\ *[^\[\]\s]+:\ *\d+                          # Android: processor, program, process
            )\ *\]
          | (\d+\.[-+.\w]{1,64},)?\d+,\d+,\d+,[^;\s]{1,40};      # /dev/kmsg, netconsole
          | \[\d{0,2}(;\d{1,3})*m                                 # a colour whose escape character was lost
          | \((XEN|d\d{1,5}(v\d{1,3})?)\)\                         # Xen
          | MESSAGE=                                              # journalctl -o export
          | \d{1,4}[-:/]\d[-\d:.,TZ+/]*(?=\s)                     # a date, a time
          | \d{9,10}\.\d+(?=\s)                                   # a time, in seconds
          | \d\ (?=\d{4}-\d)                                      # the version of syslog
          | [A-Z][a-z]{2}\ ([\ \d]\d\ (?=\d)|(?=\d{4}-\d|[A-Z][a-z]{2}\ [\ \d]\d\ \d)) # Nov 26; Thu
          | \d{4}\ (?=kern\.|[A-Z][a-z]{2}\ [\ \d]\d\ \d)                                    # a year
          | [A-Z]{3,5}\ (?=\S{1,64}\ kernel(\[\d+\])?:)          # a time zone
          | (kern|user|daemon|syslog)\ *:\w+\ *:                  # dmesg -x
          | (\d+\ +\d+\ +)?[VDIWEF]\ +([\w\ ]{0,16}:|(?=\[))      # Android
          | [VDIWEF]/[\w\ ]{0,16}\(\ *\d+\):                       # Android, -v brief and time
          | [-.]?\(\d+\)\[\d+:[^\]\s]{1,16}\](\[\])?               # phones: processor, task
          | \[(c\d{1,2}|pid:\d+,cpu\d+,[^\]\s]{1,32})\]     # others: processor, task
          | [cC]\d{1,2}\ +(\d+\ +)?(?=[\[0?])                       # others: processor, process
          | \d{1,6}\.\d{6}:\ +(?=<\d+>)                            # a time, of a dump that a phone's maker reads
          | (\S{1,64}\ )?(kern\.\w+\ )?kernel(\[\d+\])?(:|\ -\ -\ -)            # syslog
          | [\w.-]{1,64}:\ (?=\[\ *\d+\.\d{6})                    # the host, where the logs of many are collected
          | (qemu|console|serial|tty|uart|guest|target|dut)[-\w]*:
        )+
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Prefixes();
}
