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
    int _end = -1; // of the last hunk in the earlier list: the line behind it, from 1

    /// <summary>
    /// Whether the last line must be one of a list, because the diff counts its lines; otherwise it may be ordinary words.
    /// </summary>
    public bool IsCertain { get; protected set; }

    /// <summary>With the line that was told last, another hunk begins.</summary>
    public bool StartsHunk { get; protected set; }

    /// <summary>With it, the diff of two other lists begins.</summary>
    public bool StartsAnother { get; protected set; }

    /// <summary>It is more than the heading of its hunk counts.</summary>
    public bool IsBeyond { get; protected set; }

    /// <summary>Lines that the heading of the hunk counts, and that were not told yet.</summary>
    public abstract int Missing { get; }

    /// <summary>By a heading, one of the lists has no line at all.</summary>
    public bool HasEmpty { get; private set; }

    /// <summary>There was a heading: what is told is not just an excerpt.</summary>
    public bool HasHunk => _end >= 0;

    public static DiffSplitter Of(DiffForm form) => form switch
    {
        DiffForm.Unified => new UnifiedSplitter(),
        DiffForm.Context => new ContextSplitter(),
        _ => new NormalSplitter(),
    };

    /// <summary>Returns the side of the next line, and the line without its mark.</summary>
    public abstract DiffSide Next(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> content);

    /// <summary>Forgets what was said of the last line.</summary>
    protected void StartLine() => (IsCertain, StartsHunk, StartsAnother, IsBeyond) = (false, false, false, false);

    /// <summary>Takes in where a hunk is in the earlier list; hunks of one diff rise.</summary>
    /// <param name="first">Its first line, from 1; of none, the line before.</param>
    /// <param name="count">How many it has.</param>
    protected void PlaceHunk(int first, int count)
    {
        int start = count == 0 ? first + 1 : first;
        StartsAnother |= start < _end;
        _end = start + count;
        NoteEmpty(first);
    }

    /// <summary>Takes in where a hunk is in either list: only an empty list has a line 0.</summary>
    protected void NoteEmpty(int first) => HasEmpty |= first == 0;

    /// <summary>Takes in that the line names the lists.</summary>
    protected void StartLists() => StartsAnother |= HasHunk;

    /// <summary>Consumes a decimal number.</summary>
    protected static bool TakeNumber(scoped ref ReadOnlySpan<byte> text, out int number)
    {
        bool taken = Utf8Parser.TryParse(text, out number, out int used) && number >= 0;
        text = text[(taken ? used : 0)..];
        return taken;
    }
}
