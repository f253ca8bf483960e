using System.Text;

namespace Kallsyms.Logs;

/// <summary>
/// Recognises numbers that the kernel prints as such: contents of registers other than the program counter and return address, and the
/// address of a fault. They may point into the kernel, but are data.
/// </summary>
static class PrintedNumber
{
    // Registers without a number in their name, of all machines.
    static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _registers = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "fs", "gs", "knlgs", "sp", "fp", "gp", "tp", "ctr", "cfar", "dar",
        "badaddr", "badva", "badv", "hi", "lo", "status", "cause", "prid", "ti", "tls", "task", "regs", "msr", "cr", "xer", "dsisr",
        "tstate", "teid", "esr", "pgd", "p4d", "pud", "pmd", "pte", "mm", "vma", "page", "mapping", "misc", "synd", "ipid", "sha256",
        "gdt", "idt", "ldt", "ccs", "ccd", "tval", "stval", "mtval", "htval", "frame",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    // What was read, written or jumped to by the fault; the address of the faulting instruction is one of code.
    static readonly byte[][] _faults =
    [
        "addr"u8.ToArray(), "ADDR"u8.ToArray(), "fault for address"u8.ToArray(), "irtual address"u8.ToArray(),
        "Failing address"u8.ToArray(), "egfault at"u8.ToArray(), " on read at"u8.ToArray(), " on write at"u8.ToArray(),
        "value changed"u8.ToArray(), "paging request at"u8.ToArray(), "dereference at"u8.ToArray(), "data access at"u8.ToArray(),
        "segfault at"u8.ToArray(), "write to"u8.ToArray(), "read to"u8.ToArray(), "end trace"u8.ToArray(), "threadinfo"u8.ToArray(),
        "stack limit"u8.ToArray(), "tack: ("u8.ToArray(), "tack("u8.ToArray(), "Object"u8.ToArray(), "Slab"u8.ToArray(),
        "RSP <"u8.ToArray(), " at ["u8.ToArray(),
    ];

    /// <summary>Whether the kernel prints a number in this place.</summary>
    /// <param name="before">The text before the number in its line.</param>
    /// <param name="hasThreadPointer">The machine has a register called tp, as arm64 has none.</param>
    public static bool Is(ReadOnlySpan<byte> before, bool hasThreadPointer)
    {
        if (before.EndsWith("0x"u8))
            before = before[..^2];
        ReadOnlySpan<byte> rest = before.TrimEnd(" \t:="u8);
        if (before.EndsWith(" at = "u8)) // a register of Alpha
            return true;
        if (rest.EndsWith("->"u8) && rest.IndexOf("value changed: "u8) >= 0)
            return true;
        foreach (byte[] fault in _faults)
        {
            if (rest.EndsWith(fault))
                return true;
        }
        return IsRegister(before, hasThreadPointer);
    }

    /// <summary>Whether a register's name stands before a number, and not that of the program counter or return address.</summary>
    /// <param name="before">The text before the number in its line.</param>
    /// <param name="hasThreadPointer">As for <see cref="Is"/>.</param>
    public static bool IsRegister(ReadOnlySpan<byte> before, bool hasThreadPointer = true)
    {
        Range range = NumberLabel.Before(before, " \t:="u8);
        ReadOnlySpan<byte> label = before[range];
        return IsName(label) && (hasThreadPointer || !label.SequenceEqual("tp"u8))
            || label.Length is 1 or 2 && before[..range.Start].TrimEnd((byte)' ').EndsWith("$"u8); // MIPS: "$24   : "
    }

    // "R12", "x19", "s10", "CR2", or a name without a number.
    static bool IsName(ReadOnlySpan<byte> label)
    {
        Span<char> text = stackalloc char[NumberLabel.MaxLength + 1];
        text = text[..Encoding.Latin1.GetChars(label, text)];
        ReadOnlySpan<char> letters = text.TrimEnd("0123456789");
        bool isNumbered = (letters.Length is 1 or 2 || letters is "GPR") && text.Length - letters.Length is 1 or 2;
        return isNumbered || _registers.Contains(text);
    }
}
