namespace Kallsyms.Logs;

/// <summary>How return addresses fit a kernel.</summary>
/// <param name="All">The number of addresses.</param>
/// <param name="Inside">How many are in the kernel, or in a module whose symbols are known.</param>
/// <param name="Known">For how many it is known whether they follow a call.</param>
/// <param name="Calls">How many do.</param>
readonly record struct ReturnCounts(int All, int Inside, int Known, int Calls);

/// <summary>
/// The return addresses in a log's traces. In the kernel that printed them, nearly all follow a call; in another, few do.
/// </summary>
sealed class ReturnAddresses
{
    // A trace is hardly longer.
    const int MaxLines = 64;

    const int MaxCount = 1024;

    readonly HashSet<ulong> _addresses = [];
    int _lines;
    ReturnCounts _last = new(-1, 0, 0, 0);
    ulong _lastDistance;

    /// <summary>Records the head of a trace.</summary>
    public void StartTrace() => _lines = MaxLines;

    /// <summary>Adds the return address in a line after such a head.</summary>
    /// <returns>Whether it was new.</returns>
    public bool Add(LogLine line)
    {
        if (_lines == 0)
            return false;
        _lines--;
        return _addresses.Count < MaxCount && Read(line.Text[line.Body..].TrimStart(" \t"u8)) is ulong address
            && _addresses.Add(address);
    }

    /// <summary>Adds all addresses of another object.</summary>
    public void Add(ReturnAddresses others) => _addresses.UnionWith(others._addresses.Take(MaxCount - _addresses.Count));

    /// <summary>Counts them as those of a kernel moved by a distance.</summary>
    public ReturnCounts Count(LogKernel kernel, ulong distance)
    {
        if (_last.All == _addresses.Count && _lastDistance == distance)
            return _last;
        (int inside, int known, int calls) = (0, 0, 0);
        foreach (ulong address in _addresses)
        {
            ulong linked = address - distance & kernel.Mask;
            bool isInside = kernel.Symbols.TryFind(linked, out _, out ulong offset);
            inside += isInside ? 1 : 0;
            // The byte before an entry point is meant: a call that does not return was the last instruction of a function.
            if (kernel.Calls?.EndAt(linked) is not bool isCall || !isCall && isInside && offset == 0)
                continue;
            known++;
            calls += isCall ? 1 : 0;
        }
        (_last, _lastDistance) = (new(_addresses.Count, inside, known, calls), distance);
        return _last;
    }

    // " 0xffffffff81001000", "[<ffffffff81001000>] ...", arm's "... from [<c0001000>]", powerpc's "[sp] [address] ..."; addresses
    // marked as guesses do not count.
    static ulong? Read(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("? "u8) || text.IndexOf("] ? "u8) >= 0 || text.IndexOf("unreliable"u8) >= 0)
            return null;
        if (text.IndexOf(" from "u8) is >= 0 and int from && text[..from].IndexOf((byte)':') < 0)
            text = text[(from + " from "u8.Length)..];
        else if (text.IndexOf("] ["u8) is > 0 and int pair)
            text = text[(pair + 2)..];
        ReadOnlySpan<byte> digits = text.TrimStart("([<"u8);
        bool hasPrefix = digits.StartsWith("0x"u8);
        bool isPlain = digits.Length == text.Length && !hasPrefix; // from a stack dump
        if (hasPrefix)
            digits = digits[2..];
        bool isNumber = System.Buffers.Text.Utf8Parser.TryParse(digits, out ulong address, out int length, 'x') && length is >= 8 and <= 16;
        return isNumber && !isPlain ? address : null;
    }
}
