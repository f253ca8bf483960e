using System.Buffers;

namespace Kallsyms.Logs;

/// <summary>Recognises places where the kernel prints a code address: program counters, return addresses, traces.</summary>
static class CodeContext
{
    // Registers that hold code addresses, and words before them.
    static readonly HashSet<string> _labels = new(StringComparer.OrdinalIgnoreCase)
    {
        "pc", "lr", "ra", "epc", "era", "nip", "rip", "eip", "rpc", "tpc", "tnpc", "npc", "o7", "i7", "pswaddr", "caller", "rp", "pr",
        "iaoq", "blink", "eret", "blk", "elr",
    };

    // The maximum distance of a label from its value.
    const int MaxGap = 8;

    // What the kernel prints directly before the name of a function.
    static readonly byte[][] _phrases =
    [
        "initcall "u8.ToArray(), "calling  "u8.ToArray(), " <-"u8.ToArray(), " <- "u8.ToArray(), " <-- "u8.ToArray(),
        "caller is "u8.ToArray(),
        " hint: "u8.ToArray(), "Allocated in "u8.ToArray(), "Freed in "u8.ToArray(), " function "u8.ToArray(),
        "ernel BUG at "u8.ToArray(), "is corrupted in: "u8.ToArray(), ">] "u8.ToArray(), " allocated at "u8.ToArray(),
        "called from "u8.ToArray(), "call_site="u8.ToArray(), " callback "u8.ToArray(), "function="u8.ToArray(), "func="u8.ToArray(),
        "workfn="u8.ToArray(), "workqueue: "u8.ToArray(), "work func "u8.ToArray(), "_handler:  "u8.ToArray(), " ret_ip "u8.ToArray(),
        "CFI failure at "u8.ToArray(), "(target: "u8.ToArray(), "corruption detected at "u8.ToArray(), "NMI handler ("u8.ToArray(),
    ];

    static readonly byte[][] _signs = ["insn @ "u8.ToArray(), "oops @ "u8.ToArray(), "LOCKUP @ "u8.ToArray()];

    // What kernels of all machines name by the byte before (%pB).
    static readonly byte[][] _returns = ["[<0>] "u8.ToArray(), "ernel BUG at "u8.ToArray(), "is corrupted in: "u8.ToArray()];

    static ReadOnlySpan<byte> Decimals => "0123456789"u8;

    // What precedes an address in a line of a trace: marks, and the same address.
    static readonly SearchValues<byte> _ofTraces = SearchValues.Create(" \t?[<>]0123456789abcdefx"u8);

    // What stands behind a number that something is said of: an expression, a label, a list's name for it.
    static readonly SearchValues<byte> _joins = SearchValues.Create("+-=:/.@{"u8);

    static readonly SearchValues<byte> _digits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup = _labels.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether the kernel prints a code address in this place.</summary>
    /// <param name="line">The line.</param>
    /// <param name="word">The number.</param>
    /// <param name="previous">The number before it, or a default value.</param>
    /// <param name="body">The start of the kernel's own words.</param>
    public static bool Is(ReadOnlySpan<byte> line, HexWord word, HexWord previous, int body)
    {
        ReadOnlySpan<byte> before = line[..word.Start];
        ReadOnlySpan<byte> after = line[word.End..];
        return IsPointer(line, word, body)
            || before.EndsWith("[<"u8) && after.StartsWith(">]"u8)
            || IsBehindName(before, after) || IsOfMachineCheck(before, after)
            || IsPair(line, word, previous) || IsStatusWord(line, word, previous) || IsOfCrash(before)
            || before.EndsWith("ea: "u8) && after.StartsWith(" estatus: "u8) // of Nios II; elsewhere it is the address of data
            || body <= word.Start && IsLine(line[body..word.Start], after, word.HasPrefix)
            || HasLabel(line[NumberLabel.Start(word, body)..word.Start]);
    }

    /// <summary>
    /// Whether the kernel prints the name of a function here or, without names, its address, with 0x and no leading zeros.
    /// </summary>
    public static bool IsShort(ReadOnlySpan<byte> line, HexWord word, int body) =>
        IsPointer(line, word, body) || word.HasPrefix && HasLabel(line[NumberLabel.Start(word, body)..word.Start]);

    /// <summary>Whether it is the first of two addresses, that of the stack: "[sp] [address] name", "[sp] address name".</summary>
    public static bool IsStackPointer(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (!before.EndsWith("["u8) || !after.StartsWith("] "u8))
            return false;
        after = after[2..].TrimStart("["u8);
        int digits = after.IndexOfAnyExcept(_digits);
        return (digits < 0 ? after.Length : digits) is 8 or 16;
    }

    static bool IsPointer(ReadOnlySpan<byte> line, HexWord word, int body)
    {
        ReadOnlySpan<byte> before = line[..word.Start];
        bool isIndented = before.SequenceEqual(" "u8) || before.EndsWith("  "u8) || before.EndsWith("; "u8) || before.EndsWith("? "u8);
        return isIndented && word.HasPrefix && body <= word.Start && IsLine(line[body..word.Start], line[word.End..], hasPrefix: true)
            || word.HasPrefix && body <= word.Start && IsRowOfDepths(line[body..word.Start])
            || before.EndsWith(" is at "u8) || before.EndsWith("), at: "u8) || before.EndsWith("}, at: "u8)
            || word.HasPrefix && (IsBehindPhrase(before, line[word.End..]) || body < word.Start && IsPlaceOfReport(line[body..word.Start]));
    }

    /// <summary>True behind the arrow to a caller, with one dash or two: "schedule &lt;-ffffffff81001000".</summary>
    public static bool IsBehindArrow(ReadOnlySpan<byte> before) =>
        before.TrimEnd((byte)' ').EndsWith(" <-"u8) || before.EndsWith(" <-- "u8);

    /// <summary>True for "by insn @ " and the like. Behind any other @ stands where something was loaded.</summary>
    public static bool IsBehindSign(ReadOnlySpan<byte> before)
    {
        foreach (byte[] sign in _signs)
        {
            if (before.EndsWith(sign))
                return true;
        }
        return false;
    }

    /// <summary>True for "name : ", with which a line starts that says what something is.</summary>
    public static bool IsLabelled(ReadOnlySpan<byte> before) =>
        before.EndsWith(" : "u8) && before.Length > 4 && before[..^3].IndexOfAnyExceptInRange((byte)'a', (byte)'z') < 0;

    /// <summary>True where kernels of all machines name the byte before: /proc/PID/stack, and the place of a BUG.</summary>
    public static bool IsNamedByCall(ReadOnlySpan<byte> before)
    {
        foreach (byte[] phrase in _returns)
        {
            if (before.EndsWith(phrase))
                return true;
        }
        return false;
    }

    /// <summary>
    /// Whether it is a line of a trace: " ? 0xffffffff81001010", "[&lt;ffffffff81001010&gt;] ? 0xffffffff81001010 [module]".
    /// </summary>
    public static bool IsReturn(ReadOnlySpan<byte> line, HexWord word, int body)
    {
        ReadOnlySpan<byte> before = line[..word.Start];
        if (body > word.Start || !word.HasPrefix && !before.EndsWith("[<"u8) || before[body..].IndexOfAnyExcept(_ofTraces) >= 0)
            return false;
        ReadOnlySpan<byte> after = line[word.End..].TrimStart(">] ?\t\r\n"u8);
        if (after.IsEmpty || after[0] == '0')
            return true;
        bool isSaid = char.IsAsciiLetterOrDigit((char)after[0]) || _joins.Contains(after[0])
            || after[0] == '<' && !after.StartsWith("</"u8) && !after.StartsWith("<br"u8); // "0xffffffff81001010 <schedule+16>"
        return !isSaid && !after.StartsWith("[unknown]"u8);
    }

    /// <summary>
    /// Whether it may be one of a trace, although what stands before it is not understood: "unknown &gt;  ? 0xffffffff81001010".
    /// </summary>
    public static bool MayReturn(ReadOnlySpan<byte> before)
    {
        if (before.EndsWith("[<"u8))
            before = before[..^2];
        ReadOnlySpan<byte> rest = before.TrimEnd(" \t?"u8);
        if (rest.EndsWith("=>"u8))
            return false; // of ftrace, which names the address itself
        if (rest.IsEmpty || before.EndsWith("  "u8) || before.EndsWith("? "u8) || before.EndsWith("\t"u8))
            return true;
        bool isSaid = char.IsAsciiLetterOrDigit((char)rest[^1]) || rest[^1] is (byte)':' or (byte)'=' or (byte)',' or (byte)'(';
        return rest.Length < before.Length && !isSaid;
    }

    // "=> schedule <ffffffff81001000>", "I7: <...>"; after a number it is the marked word of an instruction dump.
    static bool IsBehindName(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (!before.EndsWith(" <"u8) || !after.StartsWith(">"u8) || after.StartsWith(">, "u8))
            return false;
        ReadOnlySpan<byte> name = before[..^2];
        name = name[(name.LastIndexOf((byte)' ') + 1)..];
        return name.IndexOfAnyExcept(_digits) >= 0 && !name.SequenceEqual("RSP"u8);
    }

    // "RIP !INEXACT! 10:<ffffffff81001000> {schedule+0x0/0x100}"
    static bool IsOfMachineCheck(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after) =>
        before.EndsWith(":<"u8) && after.StartsWith(">"u8) && before.IndexOf("RIP "u8) >= 0;

    // Phrases that, apart from trailing digits, are the kernel's own.
    static bool IsBehindPhrase(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        foreach (byte[] phrase in _phrases)
        {
            if (before.EndsWith(phrase))
                return true;
        }
        if (IsBehindSign(before))
            return true;
        // "hardirqs last  enabled at (1234): "
        if (before.EndsWith("): "u8))
            before = before[..^3].TrimEnd(Decimals);
        return before.EndsWith("abled at ("u8) || after.StartsWith(" <-"u8);
    }

    // "BUG: KASAN: slab-use-after-free in ", "BUG: KCSAN: data-race in 0xc0101234 / ", "Workqueue: events ", "WARNING: CPU: 0 PID: 1 at
    // fs/x.c:12 ", and in arm's traces "panic from "
    static bool IsPlaceOfReport(ReadOnlySpan<byte> before)
    {
        if (before.StartsWith("BUG: K"u8))
            return before.EndsWith(" in "u8) || before.EndsWith(" / "u8);
        if (before.StartsWith("Workqueue: "u8))
            return before.Length > 11 && before[11..^1].IndexOf((byte)' ') < 0;
        if (before.EndsWith(" from "u8))
            return before[..^6].IndexOf((byte)' ') < 0;
        if (!before.StartsWith("WARNING: "u8))
            return false;
        ReadOnlySpan<byte> place = before[..^1];
        place = place[(place.LastIndexOf((byte)' ') + 1)..];
        return place.SequenceEqual("at"u8) || place.IndexOf((byte)':') is > 0 and int colon && colon + 1 < place.Length
            && place[(colon + 1)..].TrimEnd(Decimals).IsEmpty;
    }

    // powerpc prints the stack pointer first; sparc the same address: "[f0004010 : 0xf0004010 ]".
    static bool IsPair(ReadOnlySpan<byte> line, HexWord word, HexWord previous) => previous.End > 0 && previous.Digits == word.Digits
        && (line[previous.End..word.Start].SequenceEqual("] ["u8)
            || line[previous.End..word.Start].SequenceEqual(" : "u8) && word.HasPrefix && word.Value == previous.Value
                && line[..previous.Start].EndsWith("["u8));

    // The table of the deepest stack: "  0)     2072     152   0xc0101010".
    static bool IsRowOfDepths(ReadOnlySpan<byte> before)
    {
        ReadOnlySpan<byte> rest = before.TrimEnd((byte)' ');
        ReadOnlySpan<byte> depth = rest.TrimEnd(Decimals).TrimEnd((byte)' ');
        ReadOnlySpan<byte> index = depth.TrimEnd(Decimals).TrimEnd((byte)' ');
        return before.Length - rest.Length == 3 && depth.Length < rest.Length && index.Length < depth.Length && index.EndsWith(")"u8)
            && index[..^1].TrimEnd(Decimals) is var blanks && blanks.Length < index.Length - 1 && blanks.TrimStart((byte)' ').IsEmpty;
    }

    // "#1 [c0abde58] schedule at c0101010": not the frame of another debugger, whose names have arguments behind them.
    static bool IsOfCrash(ReadOnlySpan<byte> before)
    {
        if (!before.EndsWith(" at "u8) || before.LastIndexOf("] "u8) is not (> 0 and int close)
            || close + 2 >= before.Length - 4)
            return false;
        ReadOnlySpan<byte> name = before[(close + 2)..^4];
        int open = before[..close].LastIndexOf(" ["u8);
        return name.Length > 0 && !name.Contains((byte)' ') && open > 0 && before[(open + 2)..close].IndexOfAnyExcept(_digits) < 0
            && before[..open].TrimEnd(Decimals).EndsWith("#"u8);
    }

    // s390: the second half of the program status word; parisc: the instruction after the next.
    static bool IsStatusWord(ReadOnlySpan<byte> line, HexWord word, HexWord previous) =>
        previous.End > 0 && word.Run == 2 && previous.Run == 2 && line[previous.End..word.Start].SequenceEqual(" "u8)
        && line[..previous.Start].TrimEnd(" :"u8) is var before && (before.EndsWith("PSW"u8) || before.EndsWith("IAOQ"u8));

    // A line of a trace: only an address, and what kernels and tools print after one.
    static bool IsLine(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, bool hasPrefix)
    {
        before = before.Trim(" \t"u8);
        bool isBracketed = before.EndsWith("["u8) && after.StartsWith("] "u8);
        if (IsStackPointer(before, after))
            return false;
        if (isBracketed)
        {
            before = before[..^1].TrimEnd(" \t"u8);
            after = after[1..];
        }
        bool isStack = before.SequenceEqual("=>"u8);
        if (before.Length > 0 && !isStack && !before.SequenceEqual("?"u8) && !before.SequenceEqual("[<0>]"u8))
            return false;
        // A quote ends the text in JSON, and a tag in a page.
        ReadOnlySpan<byte> rest = after.TrimStart(" \t\r\n"u8);
        bool isAlone = rest is [] or [(byte)'"', ..] || rest.StartsWith("</"u8) || rest.StartsWith("<br"u8);
        after = after.TrimStart(" \t"u8);
        return (hasPrefix || isBracketed || isStack) && (isAlone || after.StartsWith("["u8) || after.StartsWith("("u8))
            || after.StartsWith("[unknown]"u8) || hasPrefix && after.StartsWith("from "u8)
            || IsNamed(after) || isBracketed && after.StartsWith("0x"u8);
    }

    // "schedule+0x10"
    static bool IsNamed(ReadOnlySpan<byte> after)
    {
        int end = after.IndexOfAny(" \t(["u8);
        ReadOnlySpan<byte> name = end < 0 ? after : after[..end];
        return name.Length > 0 && !char.IsAsciiDigit((char)name[0]) && name.IndexOf("+0x"u8) > 0;
    }

    // "pc : [<c0008000>]", "RIP: 0010:ffffffff81000000", "ra == 80100000", "NIP:  c0000000"
    static bool HasLabel(ReadOnlySpan<byte> before)
    {
        ReadOnlySpan<byte> marks = " \t:=[<("u8;
        int gap = before.Length - before.TrimEnd(marks).Length;
        if (gap is 0 or > MaxGap)
            return false;
        ReadOnlySpan<byte> label = before[NumberLabel.Before(before, marks)];
        Span<char> text = stackalloc char[NumberLabel.MaxLength + 1];
        int length = System.Text.Encoding.Latin1.GetChars(label, text);
        return length > 0 && _lookup.Contains(text[..length]);
    }
}
