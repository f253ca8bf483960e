namespace Kallsyms.Logs;

/// <summary>A part of a log that one kernel printed while it ran once.</summary>
/// <param name="kernel">The kernel whose symbols are at hand.</param>
/// <param name="firstLine">Its first line, counted from 1.</param>
/// <param name="before">The stretch that a fallen kernel's last words ended, where this may be the same kernel going on; null: it is another.</param>
sealed class Stretch(LogKernel kernel, long firstLine, Stretch? before)
{
    /// <summary>Its first line, counted from 1.</summary>
    public long FirstLine => firstLine;

    /// <summary>What its lines tell.</summary>
    public StretchEvidence Evidence { get; } = new(kernel);

    /// <summary>It has addresses.</summary>
    public bool HasAddresses { get; set; }

    /// <summary>Waiting for evidence took too long: what has no name by now keeps its numbers.</summary>
    public bool GaveUp { get; set; }

    /// <summary>How many addresses were named.</summary>
    public long Named { get; set; }

    /// <summary>How many addresses were left as they are for want of evidence.</summary>
    public long Left { get; set; }

    /// <summary>What is known of its kernel.</summary>
    /// <param name="isOver">No more lines of it will come.</param>
    public Verdict Decide(bool isOver)
    {
        Verdict own = Evidence.Decide();
        return isOver && own.IsOpen && before is not null ? before.Decide(isOver) : own;
    }
}
