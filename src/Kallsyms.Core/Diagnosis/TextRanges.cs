using System.Text;
using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>
/// The address ranges that a table without CONFIG_KALLSYMS_ALL covers, found by their labels. If an excerpt lacks a label, the range is
/// open on that side.
/// </summary>
sealed class TextRanges
{
    // Labels of old or single machines come last; they are used if present.
    static readonly (string Start, string End)[] _labels =
    [
        ("_stext", "_etext"), ("_sinittext", "_einittext"), ("_sextratext", "_eextratext"), ("_stext_l1", "_etext_l1"),
        ("_stext_l2", "_etext_l2"),
    ];

    readonly List<(string Start, string End, ulong From, ulong To)> _ranges = [];

    TextRanges()
    {
    }

    /// <summary>Whether at least one label was found.</summary>
    public bool Any => _ranges.Count > 0;

    public static TextRanges Find(SymbolList symbols)
    {
        var found = new Dictionary<string, ulong>();
        for (int i = 0; i < symbols.Count; i++)
        {
            if (symbols.Name(i) is [(byte)'_', (byte)'s' or (byte)'e', ..] name && !symbols.IsUndefined(i) && IsLabel(name))
                found[Encoding.ASCII.GetString(name)] = symbols.Addresses[i];
        }
        var ranges = new TextRanges();
        foreach ((string start, string end) in _labels)
        {
            if (found.ContainsKey(start) || found.ContainsKey(end))
                ranges._ranges.Add((start, end, found.GetValueOrDefault(start, 0UL), found.GetValueOrDefault(end, ulong.MaxValue)));
        }
        return ranges;
    }

    public static bool IsLabel(ReadOnlySpan<byte> name)
    {
        foreach ((string start, string end) in _labels)
        {
            if (Is(name, start) || Is(name, end))
                return true;
        }
        return false;
    }

    /// <summary>Whether a label starts a range.</summary>
    public static bool IsStart(string label) => _labels.Any(range => range.Start == label);

    /// <summary>
    /// Whether a table covers the symbol. Both ends belong to a range, but a symbol at an end that is not its label does not
    /// (scripts/kallsyms.c, 2.6.11 on).
    /// </summary>
    public bool Contains(ulong address, ReadOnlySpan<byte> name)
    {
        bool inside = false;
        foreach ((string _, string end, ulong from, ulong to) in _ranges)
        {
            if (address == to && !Is(name, end))
                return false;
            inside |= address >= from && address <= to;
        }
        return inside;
    }

    /// <summary>Returns the label of a range with exactly that address, or null.</summary>
    public string? LabelAt(ulong address)
    {
        foreach ((string start, string end, ulong from, ulong to) in _ranges)
        {
            if (address == from && from != 0)
                return start;
            if (address == to)
                return end;
        }
        return null;
    }

    /// <summary>Returns the label nearest to an address, and how far after it the address lies.</summary>
    public (string Label, long Distance)? Nearest(ulong address)
    {
        (string, long)? best = null;
        foreach ((string start, string end, ulong from, ulong to) in _ranges)
        {
            foreach ((string label, ulong place) in ((string, ulong)[])[(start, from), (end, to)])
            {
                long distance = (long)(address - place);
                if (place is not (0 or ulong.MaxValue)
                    && (best is not var (_, known) || Math.Abs((decimal)distance) < Math.Abs((decimal)known)))
                {
                    best = (label, distance);
                }
            }
        }
        return best;
    }

    static bool Is(ReadOnlySpan<byte> name, string text)
    {
        Span<byte> bytes = stackalloc byte[text.Length];
        return name.Length == text.Length && Encoding.ASCII.TryGetBytes(text, bytes, out _) && name.SequenceEqual(bytes);
    }
}
