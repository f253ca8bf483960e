using System.Text;

namespace Kallsyms.Logs;

/// <summary>
/// Recognises numbers that the kernel prints as such: contents of registers other than the program counter and return address, and the
/// address of a fault. They may point into the kernel, but are data.
/// </summary>
static class PrintedNumber
{
    const int MaxLabel = 8;

    // Registers without a number in their name, of all machines.
    static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _registers = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "fs", "gs", "knlgs", "sp", "fp", "gp", "tp", "ctr", "cfar", "dar",
        "badaddr", "badva", "badv",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    // What was read, written or jumped to by the fault; the address of the faulting instruction is one of code.
    static readonly byte[][] _faults =
    [
        "addr"u8.ToArray(), "ADDR"u8.ToArray(), "fault for address"u8.ToArray(), "irtual address"u8.ToArray(),
        "Failing address"u8.ToArray(), "egfault at"u8.ToArray(), " on read at"u8.ToArray(), " on write at"u8.ToArray(),
        "value changed"u8.ToArray(),
    ];

    /// <summary>Whether the kernel prints a number in this place.</summary>
    /// <param name="before">The text before the number in its line.</param>
    /// <param name="hasThreadPointer">The machine has a register called tp, as arm64 has none.</param>
    public static bool Is(ReadOnlySpan<byte> before, bool hasThreadPointer)
    {
        if (before.EndsWith("0x"u8))
            before = before[..^2];
        ReadOnlySpan<byte> rest = before.TrimEnd(" \t:="u8);
        if (rest.EndsWith("->"u8) && rest.IndexOf("value changed: "u8) >= 0)
            return true;
        foreach (byte[] fault in _faults)
        {
            if (rest.EndsWith(fault))
                return true;
        }
        int start = rest.Length;
        while (start > 0 && rest.Length - start <= MaxLabel && char.IsAsciiLetterOrDigit((char)rest[start - 1]))
            start--;
        return IsRegister(rest[start..]) && (hasThreadPointer || !rest[start..].SequenceEqual("tp"u8));
    }

    // "R12", "x19", "s10", "CR2", or a name without a number.
    static bool IsRegister(ReadOnlySpan<byte> label)
    {
        Span<char> text = stackalloc char[MaxLabel + 1];
        text = text[..Encoding.Latin1.GetChars(label, text)];
        ReadOnlySpan<char> letters = text.TrimEnd("0123456789");
        bool isNumbered = letters.Length is 1 or 2 && text.Length - letters.Length is 1 or 2;
        return isNumbered || _registers.Contains(text);
    }
}
