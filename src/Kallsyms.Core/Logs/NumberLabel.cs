namespace Kallsyms.Logs;

/// <summary>The word that says what a number in a line is: "pc : ", "RIP: 0010:", "NIP:  ".</summary>
static class NumberLabel
{
    /// <summary>The most bytes that one has.</summary>
    public const int MaxLength = 8;

    /// <summary>Where the text starts that may label a word: no prefix is part of it, unless the word itself stands in that.</summary>
    /// <param name="word">The number.</param>
    /// <param name="body">The start of the kernel's own words.</param>
    public static int Start(HexWord word, int body) => body <= word.Start ? body : 0;

    /// <summary>Returns the range of the label; one byte longer than it may be if there is none.</summary>
    /// <param name="before">The text before the number.</param>
    /// <param name="marks">What stands between both.</param>
    public static Range Before(ReadOnlySpan<byte> before, ReadOnlySpan<byte> marks)
    {
        ReadOnlySpan<byte> rest = before.TrimEnd(marks);
        // The segment register on x86.
        bool hasSegment = rest is [.., (byte)' ' or (byte)'=', >= (byte)'0' and <= (byte)'9', _, _, >= (byte)'0' and <= (byte)'9']
            && before[rest.Length..] is [(byte)':', ..];
        if (hasSegment)
            rest = rest[..^4].TrimEnd(" :="u8);
        // "[BLINK ]: ", "IAOQ[0]: ", "RP(r2): "
        bool isClosed = rest is [.., (byte)']' or (byte)')'] && before[rest.Length..] is [(byte)':', ..];
        if (isClosed && rest.LastIndexOfAny("[("u8) is >= 0 and int open)
            rest = open > 0 && char.IsAsciiLetterOrDigit((char)rest[open - 1]) ? rest[..open] : rest[..^1].TrimEnd((byte)' ');
        int start = rest.Length;
        while (start > 0 && rest.Length - start <= MaxLength && char.IsAsciiLetterOrDigit((char)rest[start - 1]))
            start--;
        return start..rest.Length;
    }
}
