namespace Kallsyms.Logs;

/// <summary>
/// The commonest line with an address, known at a glance: one of a trace, with nothing in it but that of 64 bits, "  0xffffffff81001000",
/// " ? 0xffffffff81001000", behind the time. <see cref="AddressFinder"/> finds the same in it, word by word.
/// </summary>
static class TracedWord
{
    const int Digits = 16;

    /// <summary>Returns the address; null if it is another line.</summary>
    public static HexWord? Find(LogLine line)
    {
        ReadOnlySpan<byte> text = line.Text;
        int start = text.Length - Digits - 2;
        if (start <= 0 || text[start] != '0' || text[start + 1] != 'x' || !IsIndent(text[..start], line.Body))
            return null;
        ulong value = 0;
        foreach (byte digit in text[(start + 2)..])
        {
            if (HexWords.ValueOf(digit) is not (>= 0 and int bits))
                return null;
            value = value << 4 | (uint)bits;
        }
        return new(start, text.Length, value, HasPrefix: true, Run: 1);
    }

    // "[   12.345678]  ", "[   12.345678]  ? ", or the same without the time.
    static bool IsIndent(ReadOnlySpan<byte> before, int body)
    {
        int at = before.Length;
        if (before.EndsWith("? "u8))
            at -= 2;
        if (at == 0 || before[at - 1] != ' ')
            return false;
        while (at > 0 && before[at - 1] == ' ')
            at--;
        return at <= body && (at == 0 || before[0] == '[' && before[at - 1] == ']');
    }
}
