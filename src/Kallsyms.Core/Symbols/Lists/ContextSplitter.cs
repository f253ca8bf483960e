namespace Kallsyms.Symbols.Lists;

/// <summary>
/// diff -c: each hunk has the lines of the earlier list, then those of the later. A part without differences is omitted, and the lines
/// common to both stand in the other part.
/// </summary>
sealed class ContextSplitter : DiffSplitter
{
    bool _isOpen; // a hunk whose later part has not begun
    bool _inLater;
    bool _hasEarlier;
    bool _isChanged; // so that there is a later part, too
    int _missing; // in the earlier part
    int _count; // of the part
    int _left;

    public override int Missing => _missing + MissingInPart + (_isOpen ? 1 : 0);

    // A part that has nothing new is left out.
    int MissingInPart => _left < _count || _inLater && _isChanged ? _left : 0;

    public override DiffSide Next(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> content)
    {
        content = line.Length > 2 ? line[2..] : default;
        StartLine();
        StartsHunk = line.StartsWith("***************"u8);
        if (TryReadHeading(line) || _left == 0 || line.IsEmpty || line[0] == '\\')
            return DiffSide.None;
        IsCertain = true;
        _left--;
        _hasEarlier |= !_inLater;
        _isChanged |= line[0] == '!';
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
            (_isOpen, _inLater, _hasEarlier, _isChanged) = (true, false, false, false);
            (_missing, _count, _left) = (0, 0, 0);
            return true;
        }
        bool later = line.StartsWith("--- "u8) && line.EndsWith(" ----"u8);
        bool earlier = line.StartsWith("*** "u8) && line.EndsWith(" ****"u8);
        if (!later && !earlier)
        {
            if (line.StartsWith("*** "u8))
                StartLists();
            return line.StartsWith("*** "u8) || line.StartsWith("--- "u8);
        }
        _missing = later ? MissingInPart : 0;
        (_inLater, _isOpen) = (later, !later);
        _left = _count = TakeRange(line[4..^5], out int first);
        if (earlier)
            PlaceHunk(first, _count);
        else
            NoteEmpty(first);
        return true;
    }

    // 1,8 has eight lines, 5 has one, 0 has none. An omitted part is followed directly by another heading.
    static int TakeRange(ReadOnlySpan<byte> range, out int first)
    {
        if (!TakeNumber(ref range, out first))
            return 0;
        if (!range.StartsWith(","u8))
            return Math.Min(first, 1);
        range = range[1..];
        return TakeNumber(ref range, out int last) ? Math.Max(0, last - first + 1) : 0;
    }
}
