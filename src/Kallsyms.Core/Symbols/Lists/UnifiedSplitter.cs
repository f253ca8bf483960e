namespace Kallsyms.Symbols.Lists;

/// <summary>diff -u and git diff: hunks state how many lines they have; between them are headings, or the words of a mail.</summary>
sealed class UnifiedSplitter : DiffSplitter
{
    int _before;
    int _after;

    public override int Missing => Math.Max(_before, 0) + Math.Max(_after, 0);

    public override DiffSide Next(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> content)
    {
        content = default;
        StartLine();
        if (line.StartsWith("+++ "u8))
            StartLists();
        if (TryReadHunk(line) || line.IsEmpty || IsHeading(line))
            return DiffSide.None;
        IsCertain = _before > 0 || _after > 0;
        IsBeyond = HasHunk && !IsCertain;
        content = line[1..];
        switch (line[0])
        {
            case (byte)'-':
                _before--;
                return DiffSide.Before;
            case (byte)'+':
                _after--;
                return DiffSide.After;
            case (byte)' ':
                _before--;
                _after--;
                return DiffSide.Both;
            default:
                // "\ No newline at end of file" is a remark, and other words end a hunk that somebody shortened.
                content = line;
                return IsCertain && line[0] != '\\' ? DiffSide.Both : DiffSide.None;
        }
    }

    // @@ -1,8 +1,9 @@
    bool TryReadHunk(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("@@ -"u8))
            return false;
        ReadOnlySpan<byte> rest = line[4..];
        _before = TakeRange(ref rest, out int first);
        PlaceHunk(first, _before);
        rest = rest.StartsWith(" +"u8) ? rest[2..] : [];
        _after = TakeRange(ref rest, out first);
        NoteEmpty(first);
        StartsHunk = true;
        return true;
    }

    static int TakeRange(scoped ref ReadOnlySpan<byte> text, out int first)
    {
        TakeNumber(ref text, out first);
        if (!text.StartsWith(","u8))
            return 1;
        text = text[1..];
        return TakeNumber(ref text, out int count) ? count : 1;
    }

    // A mail's signature begins with two dashes and a blank.
    static bool IsHeading(ReadOnlySpan<byte> line) =>
        line.StartsWith("--- "u8) || line.StartsWith("+++ "u8) || line.StartsWith("diff "u8) || line.StartsWith("index "u8)
        || line.SequenceEqual("-- "u8) || line.SequenceEqual("--"u8) || line.SequenceEqual("---"u8);
}
