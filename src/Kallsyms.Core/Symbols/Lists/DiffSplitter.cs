using System.Buffers.Text;

namespace Kallsyms.Symbols.Lists;

/// <summary>Which of the two lists a line of a diff belongs to.</summary>
enum DiffSide
{
    /// <summary>To none: a heading, or words around the diff.</summary>
    None,

    /// <summary>To the earlier.</summary>
    Before,

    /// <summary>To the later.</summary>
    After,

    /// <summary>To both.</summary>
    Both,

    /// <summary>To the earlier, and to the later unless its own part of the hunk follows (context diffs).</summary>
    BeforeAndPerhapsAfter,
}

/// <summary>Tells the lists of a diff apart, line by line.</summary>
abstract class DiffSplitter
{
    /// <summary>
    /// The line that was told last must be one of a list, for the diff counts its lines; otherwise it may be words as well.
    /// </summary>
    public bool IsCertain { get; protected set; }

    /// <summary>With the line that was told last, another hunk of a context diff begins.</summary>
    public bool StartsHunk { get; protected set; }

    public static DiffSplitter Of(DiffForm form) => form switch
    {
        DiffForm.Unified => new UnifiedSplitter(),
        DiffForm.Context => new ContextSplitter(),
        _ => new NormalSplitter(),
    };

    /// <summary>The side of the next line, and what the line is without its mark.</summary>
    public abstract DiffSide Next(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> content);

    /// <summary>Takes a decimal number.</summary>
    protected static bool TakeNumber(scoped ref ReadOnlySpan<byte> text, out int number)
    {
        bool taken = Utf8Parser.TryParse(text, out number, out int used) && number >= 0;
        text = text[(taken ? used : 0)..];
        return taken;
    }
}
