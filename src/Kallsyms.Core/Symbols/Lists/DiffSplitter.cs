using System.Buffers.Text;

namespace Kallsyms.Symbols.Lists;

/// <summary>Which of the two lists a line of a diff belongs to.</summary>
enum DiffSide
{
    /// <summary>Neither: a heading, or words around the diff.</summary>
    None,

    /// <summary>The earlier list.</summary>
    Before,

    /// <summary>The later list.</summary>
    After,

    /// <summary>Both lists.</summary>
    Both,

    /// <summary>The earlier list, and also the later one unless that has its own part of the hunk (context diffs).</summary>
    BeforeAndPerhapsAfter,
}

/// <summary>Assigns the lines of a diff to the two lists.</summary>
abstract class DiffSplitter
{
    /// <summary>
    /// Whether the last line must be one of a list, because the diff counts its lines; otherwise it may be ordinary words.
    /// </summary>
    public bool IsCertain { get; protected set; }

    /// <summary>Whether the last line begins another hunk of a context diff.</summary>
    public bool StartsHunk { get; protected set; }

    public static DiffSplitter Of(DiffForm form) => form switch
    {
        DiffForm.Unified => new UnifiedSplitter(),
        DiffForm.Context => new ContextSplitter(),
        _ => new NormalSplitter(),
    };

    /// <summary>Returns the side of the next line, and the line without its mark.</summary>
    public abstract DiffSide Next(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> content);

    /// <summary>Consumes a decimal number.</summary>
    protected static bool TakeNumber(scoped ref ReadOnlySpan<byte> text, out int number)
    {
        bool taken = Utf8Parser.TryParse(text, out number, out int used) && number >= 0;
        text = text[(taken ? used : 0)..];
        return taken;
    }
}
