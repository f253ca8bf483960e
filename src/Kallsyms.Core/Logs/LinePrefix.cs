namespace Kallsyms.Logs;

/// <summary>What stands before the text of a kernel's line: the time, the level, the processor, and what sent it on.</summary>
static class LinePrefix
{
    // Marks of quotes, and of those who paste.
    static ReadOnlySpan<byte> Marks => " \t>|*"u8;

    /// <summary>Where the kernel's own words start; at a blank at most.</summary>
    public static int Skip(ReadOnlySpan<byte> line)
    {
        int at = 0;
        if (Time(line, out int behind) is not null)
            at = SkipCaller(line, behind);
        else if (line.IndexOf("\"MESSAGE\":\""u8) is >= 0 and int message)
            at = message + 11;
        else if (line.IndexOf(" kernel: "u8) is >= 0 and int sender)
            at = sender + 9;
        while (at < line.Length && Marks.Contains(line[at]))
            at++;
        // <4> of /dev/kmsg
        if (at + 2 < line.Length && line[at] == '<' && char.IsAsciiDigit((char)line[at + 1])
            && line[(at + 1)..].IndexOf((byte)'>') is 1 or 2)
            at += line[at..].IndexOf((byte)'>') + 1;
        while (at < line.Length && Marks.Contains(line[at]))
            at++;
        return at;
    }

    /// <summary>The time that printk puts before a line, "[   12.345678]", in microseconds; null: there is none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="end">The byte behind it.</param>
    public static long? Time(ReadOnlySpan<byte> line, out int end)
    {
        end = 0;
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
            // With the number of the task or of the processor behind it, where printk.caller is on (newer releases put it within).
            if (point > 0 && digit - point == 7 && digit - at < 40 && digit < line.Length && line[digit] is (byte)']' or (byte)'@')
            {
                end = digit + line[digit..].IndexOf((byte)']') + 1;
                return end > digit ? value : null;
            }
            if (at + next > 200)
                break;
        }
        return null;
    }

    // "[  T123]", "[    C0]"
    static int SkipCaller(ReadOnlySpan<byte> line, int at)
    {
        if (at >= line.Length || line[at] != '[')
            return at;
        ReadOnlySpan<byte> inside = line[(at + 1)..].TrimStart((byte)' ');
        return inside is [(byte)'T' or (byte)'C', >= (byte)'0' and <= (byte)'9', ..] && inside.IndexOf((byte)']') is >= 0 and int end
            ? line.Length - inside.Length + end + 1 : at;
    }
}
