using Kallsyms.Elf;
using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.Logs;

/// <summary>How return addresses fit a kernel.</summary>
/// <param name="All">The number of addresses.</param>
/// <param name="Inside">How many are in the kernel, or in a module whose symbols are known.</param>
/// <param name="Known">For how many it is known whether they follow a call.</param>
/// <param name="Calls">How many do.</param>
/// <param name="Astray">How many are in the kernel's range, but where no call can be: in data, or in the padding before a function.</param>
readonly record struct ReturnCounts(int All, int Inside, int Known, int Calls, int Astray)
{
    /// <summary>Adds two numbers of addresses each.</summary>
    public static ReturnCounts operator +(ReturnCounts a, ReturnCounts b) =>
        new(a.All + b.All, a.Inside + b.Inside, a.Known + b.Known, a.Calls + b.Calls, a.Astray + b.Astray);
}

/// <summary>
/// The return addresses in a log's traces. In the kernel that printed them, nearly all follow a call; in another, few do. Each trace
/// counts by itself: a log may hold those of two boots with nothing between them.
/// </summary>
sealed class ReturnAddresses
{
    // A trace is hardly longer.
    const int MaxLines = 64;

    const int MaxTraces = 4096;

    // One may follow no call in the kernel that printed it: about one in a hundred does not.
    const int MinStrays = 2;

    // Padding that callers never reach: where CFI keeps types, and calls are traced from.
    static readonly byte[][] _paddings = ["__pfx_"u8.ToArray(), "__cfi_"u8.ToArray()];

    readonly List<List<ulong>> _traces = [];
    int _lines;

    // What was counted so far, at the last distance: of the traces before one, and of the first addresses of that.
    ulong _distance;
    int _trace;
    int _address;
    ReturnCounts _before;
    ReturnCounts _current;
    ReturnCounts? _lacking;

    /// <summary>Records the head of a trace.</summary>
    public void StartTrace()
    {
        _lines = _traces.Count < MaxTraces ? MaxLines : 0;
        if (_lines > 0 && _traces is not [.., { Count: 0 }])
            _traces.Add([]);
    }

    /// <summary>Adds the return address in a line after such a head.</summary>
    /// <returns>Whether it was new.</returns>
    public bool Add(LogLine line)
    {
        if (_lines == 0)
            return false;
        _lines--;
        if (Read(line.Text[line.Body..].TrimStart(" \t"u8)) is not ulong address || _traces[^1].Contains(address))
            return false;
        _traces[^1].Add(address);
        return true;
    }

    /// <summary>Adds all traces of another object.</summary>
    public void Add(ReturnAddresses others) => _traces.AddRange(others._traces.Take(MaxTraces - _traces.Count));

    /// <summary>Counts them as those of a kernel moved by a distance.</summary>
    public ReturnCounts Count(LogKernel kernel, ulong distance)
    {
        Advance(kernel, distance);
        return _before + _current;
    }

    /// <summary>
    /// Counts those of the first trace of which few follow a call in a kernel moved by a distance; returns null if there is none.
    /// </summary>
    public ReturnCounts? Lacking(LogKernel kernel, ulong distance)
    {
        Advance(kernel, distance);
        return _lacking ?? (Lacks(_current) ? _current : null);
    }

    // Most return addresses follow calls; of all addresses, one in twenty does. Where traces of two boots are mixed, half of them do.
    static bool Lacks(in ReturnCounts count) => count.Known - count.Calls >= Math.Max(MinStrays, count.Calls);

    // A verdict is asked for after every line: what was counted is not counted again.
    void Advance(LogKernel kernel, ulong distance)
    {
        if (distance != _distance)
            (_distance, _trace, _address, _before, _current, _lacking) = (distance, 0, 0, default, default, null);
        for (; _trace < _traces.Count; _trace++)
        {
            List<ulong> trace = _traces[_trace];
            // All but x86 start with the program counter.
            bool hasCounter = !kernel.Machine.Row().NamesCalls;
            for (; _address < trace.Count; _address++)
                _current += Count(trace[_address], kernel, distance, isCounter: hasCounter && trace[_address] == trace[0]);
            if (_trace == _traces.Count - 1)
                break;
            if (_lacking is null && Lacks(_current))
                _lacking = _current;
            (_before, _current, _address) = (_before + _current, default, 0);
        }
    }

    static ReturnCounts Count(ulong address, LogKernel kernel, ulong distance, bool isCounter)
    {
        ulong linked = address - distance & kernel.Mask;
        bool isInside = kernel.Symbols.TryFind(linked, out KernelSymbol symbol, out ulong offset);
        // The byte before an entry point is meant: a call that does not return was the last instruction of a function.
        bool isEnd = isInside && offset == 0;
        bool? isCall = kernel.Calls?.EndAt(linked);
        bool isKnown = isCall == true || isCall == false && !isEnd && !isCounter;
        return new(
            All: 1, Inside: isInside ? 1 : 0, Known: isKnown ? 1 : 0, Calls: isCall == true ? 1 : 0,
            Astray: isInside && !isEnd && !MayCall(symbol) ? 1 : 0);
    }

    static bool MayCall(KernelSymbol symbol)
    {
        ReadOnlySpan<byte> name = symbol.Utf8Name;
        foreach (byte[] padding in _paddings)
        {
            if (name.StartsWith(padding))
                return false;
        }
        return symbol.Module is not null || TypeLetter.IsFunction((byte)symbol.Type);
    }

    // " 0xffffffff81001000", "[<ffffffff81001000>] ...", arm's "... from [<c0001000>]", powerpc's "[sp] [address] ..."; addresses
    // marked as guesses, or as those of a module, do not count.
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
        return isNumber && !isPlain && !IsOfModule(digits[length..]) ? address : null;
    }

    // " [xfs]"
    static bool IsOfModule(ReadOnlySpan<byte> after) =>
        after.IndexOf(" ["u8) is >= 0 and int at && after[(at + 2)..] is [var first, ..] && char.IsAsciiLetter((char)first);
}
