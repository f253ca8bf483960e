namespace Kallsyms.Symbols.Lists;

/// <summary>diff without options: lines after &lt; belong to the earlier list, those after &gt; to the later.</summary>
sealed class NormalSplitter : DiffSplitter
{
    public override DiffSide Next(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> content)
    {
        content = line.Length > 1 && line[1] == ' ' ? line[2..] : default;
        return line switch
        {
            [(byte)'<', (byte)' ', ..] => DiffSide.Before,
            [(byte)'>', (byte)' ', ..] => DiffSide.After,
            _ => DiffSide.None,
        };
    }

    /// <summary>Whether a line is a command such as 2,8c2,9.</summary>
    public static bool IsCommand(ReadOnlySpan<byte> line) =>
        TakeRange(ref line) && line is [(byte)'a' or (byte)'c' or (byte)'d', ..] && TakeRangeBehind(ref line) && line.IsEmpty;

    /// <summary>Whether a line is one such as 2,8c, by which an ed script refers to the earlier lines without showing them.</summary>
    public static bool IsEdCommand(ReadOnlySpan<byte> line) => TakeRange(ref line) && line is [(byte)'a' or (byte)'c' or (byte)'d'];

    static bool TakeRangeBehind(scoped ref ReadOnlySpan<byte> line)
    {
        line = line[1..];
        return TakeRange(ref line);
    }

    static bool TakeRange(scoped ref ReadOnlySpan<byte> line)
    {
        if (!TakeNumber(ref line, out _))
            return false;
        if (!line.StartsWith(","u8))
            return true;
        line = line[1..];
        return TakeNumber(ref line, out _);
    }
}
