using System.Buffers;

namespace Kallsyms.Logs;

/// <summary>What a heading says about the lines after it.</summary>
/// <param name="ListsFunctions">Whether they list functions, by their first byte, in the form of a trace.</param>
/// <param name="IsOfGuest">Whether they are about a guest of this kernel, whose addresses are another kernel's.</param>
/// <param name="IsOfStack">Whether they are words of a stack.</param>
/// <param name="IsWrapped">Whether it starts with a register's value, which mail put there: behind "... RBX:".</param>
/// <param name="EndsInLabel">Whether the line ends in a register's name.</param>
readonly record struct LogSection(
    bool ListsFunctions, bool IsOfGuest, bool IsOfStack = false, bool IsWrapped = false, bool EndsInLabel = false)
{
    // Of a register's value.
    const int MinDigits = 8;

    static readonly SearchValues<byte> _ofStacks = SearchValues.Create(" \t<>0123456789abcdef."u8);

    /// <summary>Whether none of their numbers is an address of this kernel's code, whatever it looks like.</summary>
    public bool HasNoAddresses => IsOfGuest || IsOfStack || IsWrapped;

    /// <summary>What heads are known by.</summary>
    public static IEnumerable<byte[]> Phrases =>
    [
        "handlers:"u8.ToArray(), "ftrace fa"u8.ToArray(), "*** "u8.ToArray(), "Stack:"u8.ToArray(), "Stack :"u8.ToArray(),
        "Stack from "u8.ToArray(), "stack trace from "u8.ToArray(),
    ];

    /// <summary>Returns the section of the next line.</summary>
    public LogSection Next(LogLine line)
    {
        ReadOnlySpan<byte> text = line.Text;
        bool goesOn = ListsFunctions && text.IndexOf("[<"u8) >= 0;
        bool isStack = IsOfStack && text[line.Body..].IndexOfAnyExcept(_ofStacks) < 0;
        bool isWrapped = EndsInLabel && StartsWithValue(text[line.Body..].TrimStart(" \t"u8));
        bool endsInLabel = text is [.., (byte)':' or (byte)' '] && text.TrimEnd((byte)' ') is [.., (byte)':'] label
            && PrintedNumber.IsRegister(label);
        if (!line.HasPhrase)
            return new(goesOn, IsOfGuest, isStack, isWrapped, endsInLabel);
        // "handlers:" of an unhandled interrupt, "ftrace failed to modify", "ftrace faulted on writing"
        bool isHead = text.EndsWith("handlers:"u8) || text.IndexOf("ftrace fa"u8) >= 0;
        return new(isHead || goesOn, text.EndsWith("*** Guest State ***"u8) || IsOfGuest && text.IndexOf("*** "u8) < 0,
            isStack || text[line.Body..].TrimStart((byte)' ').StartsWith("Stack"u8) || text.IndexOf("stack trace from "u8) >= 0, isWrapped,
            endsInLabel);
    }

    static bool StartsWithValue(ReadOnlySpan<byte> text)
    {
        int digits = 0;
        while (digits < text.Length && HexWords.ValueOf(text[digits]) >= 0)
            digits++;
        return digits >= MinDigits;
    }
}
