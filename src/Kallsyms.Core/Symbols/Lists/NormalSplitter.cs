namespace Kallsyms.Symbols.Lists;

/// <summary>diff without options: lines after &lt; belong to the earlier list, those after &gt; to the later.</summary>
sealed class NormalSplitter : DiffSplitter
{
    int _before;
    int _after;

    public override int Missing => Math.Max(_before, 0) + Math.Max(_after, 0);

    public override DiffSide Next(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> content)
    {
        content = line.Length > 1 && line[1] == ' ' ? line[2..] : default;
        StartLine();
        if (line.StartsWith("diff "u8))
            StartLists();
        StartsHunk = TryReadCommand(line);
        switch (line)
        {
            case [(byte)'<', (byte)' ', ..]:
                IsBeyond = HasHunk && --_before < 0;
                return DiffSide.Before;
            case [(byte)'>', (byte)' ', ..]:
                IsBeyond = HasHunk && --_after < 0;
                return DiffSide.After;
            default:
                return DiffSide.None;
        }
    }

    /// <summary>Whether a line is a command such as 2,8c2,9.</summary>
    public static bool IsCommand(ReadOnlySpan<byte> line) => TryParse(line, out _, out _, out _);

    /// <summary>Whether a line is one such as 2,8c, by which an ed script refers to the earlier lines without showing them.</summary>
    public static bool IsEdCommand(ReadOnlySpan<byte> line) =>
        TakeRange(ref line, out _) && line is [(byte)'a' or (byte)'c' or (byte)'d'];

    /// <summary>True for a line like a5 2, by which an RCS script says where so many lines come or go.</summary>
    public static bool IsRcsCommand(ReadOnlySpan<byte> line)
    {
        bool isStart = line is [(byte)'a' or (byte)'d', ..];
        line = line[(isStart ? 1 : 0)..];
        if (!isStart || !TakeNumber(ref line, out _) || !line.StartsWith(" "u8))
            return false;
        line = line[1..];
        return TakeNumber(ref line, out _) && line.IsEmpty;
    }

    bool TryReadCommand(ReadOnlySpan<byte> line)
    {
        if (!TryParse(line, out byte letter, out (int First, int Count) before, out (int First, int Count) after))
            return false;
        _before = letter == 'a' ? 0 : before.Count;
        _after = letter == 'd' ? 0 : after.Count;
        PlaceHunk(before.First, _before);
        NoteEmpty(after.First);
        return true;
    }

    static bool TryParse(ReadOnlySpan<byte> line, out byte letter, out (int First, int Count) before, out (int First, int Count) after)
    {
        after = default;
        bool isStart = TakeRange(ref line, out before) && line is [(byte)'a' or (byte)'c' or (byte)'d', ..];
        letter = isStart ? line[0] : (byte)0;
        line = line[(isStart ? 1 : 0)..];
        return isStart && TakeRange(ref line, out after) && line.IsEmpty;
    }

    static bool TakeRange(scoped ref ReadOnlySpan<byte> line, out (int First, int Count) range)
    {
        bool isRange = TakeNumber(ref line, out int first);
        int last = first;
        if (isRange && line.StartsWith(","u8))
        {
            line = line[1..];
            isRange = TakeNumber(ref line, out last);
        }
        range = (first, Math.Max(0, last - first + 1));
        return isRange;
    }
}
