namespace Kallsyms.Symbols.Lists;

/// <summary>
/// diff -c: each hunk has the lines of the earlier list, then those of the later. A part without differences is omitted, and the lines
/// common to both stand in the other part.
/// </summary>
sealed class ContextSplitter : DiffSplitter
{
    bool _inLater;
    bool _hasEarlier;
    int _left;

    public override DiffSide Next(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> content)
    {
        content = line.Length > 2 ? line[2..] : default;
        (IsCertain, StartsHunk) = (false, line.StartsWith("***************"u8));
        if (TryReadHeading(line) || _left == 0 || line.IsEmpty || line[0] == '\\')
            return DiffSide.None;
        IsCertain = true;
        _left--;
        _hasEarlier |= !_inLater;
        return (line[0], _inLater) switch
        {
            ((byte)' ', true) => _hasEarlier ? DiffSide.After : DiffSide.Both,
            ((byte)' ', false) => DiffSide.BeforeAndPerhapsAfter,
            ((byte)'!' or (byte)'+', true) => DiffSide.After,
            _ => DiffSide.Before,
        };
    }

    bool TryReadHeading(ReadOnlySpan<byte> line)
    {
        if (StartsHunk)
        {
            (_inLater, _hasEarlier, _left) = (false, false, 0);
            return true;
        }
        bool later = line.StartsWith("--- "u8) && line.EndsWith(" ----"u8);
        bool earlier = line.StartsWith("*** "u8) && line.EndsWith(" ****"u8);
        if (!later && !earlier)
            return line.StartsWith("*** "u8) || line.StartsWith("--- "u8);
        (_inLater, _left) = (later, Lines(line[4..^5]));
        return true;
    }

    // 1,8 has eight lines, 5 has one, 0 has none. An omitted part is followed directly by another heading.
    static int Lines(ReadOnlySpan<byte> range)
    {
        if (!TakeNumber(ref range, out int first))
            return 0;
        if (!range.StartsWith(","u8))
            return Math.Min(first, 1);
        range = range[1..];
        return TakeNumber(ref range, out int last) ? Math.Max(0, last - first + 1) : 0;
    }
}
