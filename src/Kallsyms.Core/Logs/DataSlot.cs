using System.Text;

namespace Kallsyms.Logs;

/// <summary>
/// Tells by the words around it that a number is a pointer to data, also where that points into code: "prev->next should be next (...),
/// but was ...", "vma ... start ...", "64-byte region [..., ...)". A kernel without names prints those of code with 0x. Any other
/// number in a sentence is that of code only if a word before it says so.
/// </summary>
static class DataSlot
{
    // Of the longest word below.
    const int MaxWord = 16;

    static ReadOnlySpan<byte> Marks => " \t:=([{<#*"u8;

    // What is at, in, or called by an address of code, or where it came from.
    static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _ofCode = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "at", "from", "by", "of", "in", "for", "via", "after", "handler", "handlers", "func", "function", "fn", "callback", "cb", "hook",
        "probe", "return", "returns", "returned", "caller", "call", "calls", "called", "calling", "callsite", "site", "ip", "target",
        "symbol", "sym", "entry", "ret", "insn", "instruction", "location", "tramp", "trampoline", "thunk", "workfn", "ctor", "breakpoint",
        "kprobe", "jumps", "to", "idling", "wchan",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    // Before "=0x", a place in code or a table of functions; elsewhere it may be anything.
    static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _keysOfCode = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "action", "parent", "address", "op", "ops", "aops",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    // What is data, and so is what lies at it, or is read from it.
    static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _ofData = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "object", "obj", "region", "memory", "read", "write", "corruption", "free", "stack", "page", "head", "tail", "index", "memcg",
        "starts", "starting", "located", "mapped", "loaded", "next", "prev", "start", "end", "current", "paca", "pv", "raw", "ptr",
        "pointer", "base", "phys", "virt", "skb", "buf", "buffer", "ring", "desc", "descriptor", "urb", "req", "request", "ctx",
        "context", "cmd", "command", "data", "priv", "inode", "dentry", "sk", "sock", "bio", "queue", "table", "map", "key",
        "val", "value", "addr", "vaddr", "paddr", "iova", "node", "mem", "reg", "regs", "mask", "status", "magic", "token",
        "handle", "id", "version", "features", "caps", "opcode", "sector", "lba", "msg", "message", "param", "got", "expected",
        "wrote", "offset", "size", "len", "fw", "firmware", "initrd", "dtb", "fdt", "mmio", "bar", "registers", "array", "list",
        "entries", "payload", "packet", "frame",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a number is data there.</summary>
    /// <param name="line">The line.</param>
    /// <param name="word">The number.</param>
    /// <param name="body">The start of the kernel's own words.</param>
    public static bool Is(ReadOnlySpan<byte> line, HexWord word, int body)
    {
        ReadOnlySpan<byte> before = line[NumberLabel.Start(word, body)..word.Start];
        ReadOnlySpan<byte> after = line[word.End..];
        if (IsBound(before, after) || !word.HasPrefix && IsLock(before, after) || CodeContext.IsStackPointer(before, after))
            return true;
        if (after.StartsWith(" <-"u8) || CodeContext.IsBehindArrow(before) || before.EndsWith("_panic: text:"u8))
            return false;
        ReadOnlySpan<byte> rest = before.TrimEnd(Marks);
        ReadOnlySpan<byte> last = LastWord(rest);
        if (Has(_ofData, last) || IsArgument(before, after) || IsOfTasks(line[body..]))
            return true;
        // "arg1=", "buf[0] = ", "file=file@entry="
        bool saysCode = (Has(_ofCode, last) || word.HasPrefix && Has(_keysOfCode, last)) && !rest.EndsWith("@entry"u8);
        if (before.TrimEnd(" ([{<\"'"u8).EndsWith("="u8) && !saysCode)
            return true;
        ReadOnlySpan<byte> earlier = LastWord(rest[..^last.Length].TrimEnd((byte)' '));
        bool isOf = last.SequenceEqual("at"u8) || last.SequenceEqual("of"u8) || last.SequenceEqual("to"u8);
        if (isOf && Has(_ofData, earlier)) // "read at", "free of"
            return true;
        return !word.HasPrefix && !Has(_ofCode, last) && !Has(_ofCode, before[NumberLabel.Before(before, Marks)])
            && !StandsApart(before, rest, after);
    }

    // What a function was called with: "kfree(0x", "name+0x10 (0x", "name (0x..., 0x..., 1)".
    static bool IsArgument(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (before.EndsWith("("u8) && after.StartsWith(", "u8))
            return true;
        int open = before.LastIndexOf((byte)'(');
        if (open <= 0 || before[open..].Contains((byte)')'))
            return false;
        if (HexWords.ValueOf(before[Math.Min(open + 1, before.Length - 1)]) >= 0 && before[open..].IndexOf(", "u8) > 0)
            return true;
        ReadOnlySpan<byte> name = before[..open];
        if (!name.EndsWith(" "u8))
            return char.IsAsciiLetterOrDigit((char)name[^1]) && !Has(_ofCode, LastWord(name));
        name = name[(name[..^1].LastIndexOf((byte)' ') + 1)..^1];
        return name.IndexOf("+0x"u8) > 0;
    }

    // A row of kdb's tasks: "0xffff888012345678        1        0  1    0   R  0xffff888012345ab0 *init".
    static bool IsOfTasks(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        int end = text.IndexOf((byte)' ');
        return end > 0 && text.StartsWith("0x"u8) && text[end..].StartsWith("    "u8)
            && text[end..].TrimStart((byte)' ') is [>= (byte)'0' and <= (byte)'9', ..];
    }

    // "region [ffff888012345678, ffff8880123456b8)"
    static bool IsBound(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after) =>
        before.EndsWith(" ["u8) && after.StartsWith(", "u8) || before.EndsWith(", "u8) && after.StartsWith(")"u8);

    // "ffff888012345678 (&mm->mmap_lock){++++}-{4:4}, at: ", "ffff888012345678 OPS: 1", "[ffff888012345678] &rq->lock"; timers' too:
    // "<ffff888012345678>, tick_nohz_handler"
    static bool IsLock(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after) =>
        after.StartsWith(" ("u8) && after.IndexOf("){"u8) > 0 || after.StartsWith(" OPS:"u8)
        || before.EndsWith("["u8) && after.StartsWith("] "u8) || before.EndsWith(" <"u8) && after.StartsWith(">, "u8);

    // All of a line, one in a column of words, in quotes, or behind what is no text.
    static bool StandsApart(ReadOnlySpan<byte> before, ReadOnlySpan<byte> rest, ReadOnlySpan<byte> after)
    {
        if (rest.IsEmpty)
            return after is not [(byte)' ', (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'(', ..];
        ReadOnlySpan<byte> gap = before[rest.Length..];
        byte last = rest[^1];
        bool isQuoted = gap.IsEmpty && last is (byte)'"' or (byte)'\'';
        bool isMarked = !rest.EndsWith("->"u8)
            && last is (byte)']' or (byte)'|' or (byte)'?' or (byte)'\n' or (byte)'>' or >= 0x80;
        bool isLabelled = gap.IndexOfAny((byte)':', (byte)'=') >= 0 && !after.StartsWith(" [unknown]"u8);
        bool isColumn = !isLabelled && !char.IsAsciiDigit((char)last) && (gap.Contains((byte)'\t') || gap.IndexOf("  "u8) >= 0);
        return isQuoted || isMarked || isColumn;
    }

    static ReadOnlySpan<byte> LastWord(ReadOnlySpan<byte> text)
    {
        int start = text.Length;
        while (start > 0 && char.IsAsciiLetter((char)text[start - 1]))
            start--;
        return text[start..];
    }

    static bool Has(HashSet<string>.AlternateLookup<ReadOnlySpan<char>> words, ReadOnlySpan<byte> word)
    {
        Span<char> text = stackalloc char[MaxWord];
        return word.Length is > 1 and <= MaxWord && words.Contains(text[..Encoding.Latin1.GetChars(word, text)]);
    }
}
