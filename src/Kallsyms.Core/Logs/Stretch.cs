namespace Kallsyms.Logs;

/// <summary>A part of a log that one kernel printed while it ran once.</summary>
sealed class Stretch
{
    StretchEvidence? _evidence;
    Stretch? _before;
    Verdict _verdict;

    /// <summary>Starts one.</summary>
    /// <param name="kernel">The kernel whose symbols are at hand.</param>
    /// <param name="firstLine">Its first line, counted from 1.</param>
    /// <param name="before">
    /// The one that a fallen kernel's last words ended, where this may be the same kernel going on; null: it is another.
    /// </param>
    public Stretch(LogKernel kernel, long firstLine, Stretch? before)
    {
        (FirstLine, _before) = (firstLine, before);
        _evidence = new(kernel);
    }

    /// <summary>One of which all is known.</summary>
    public Stretch(Verdict verdict) => (FirstLine, _verdict) = (1, verdict);

    /// <summary>Its first line, counted from 1.</summary>
    public long FirstLine { get; }

    /// <summary>What its lines tell.</summary>
    /// <exception cref="InvalidOperationException">It is over.</exception>
    public StretchEvidence Evidence => _evidence ?? throw new InvalidOperationException("the stretch is over");

    /// <summary>It has addresses.</summary>
    public bool HasAddresses { get; set; }

    /// <summary>Waiting for evidence took too long: what is not known by now is not waited for.</summary>
    public bool GaveUp { get; set; }

    /// <summary>How many addresses were named.</summary>
    public long Named { get; set; }

    /// <summary>How many addresses were left as they are for want of evidence.</summary>
    public long Left { get; set; }

    /// <summary>What is known of its kernel: by now, or, when it is over, at all.</summary>
    public Verdict Verdict => _evidence is null ? _verdict : GaveUp ? DecideAtLast(_evidence) : _evidence.Decide();

    /// <summary>No more lines of it will come: what it is now, it stays.</summary>
    public void Close()
    {
        if (_evidence is null)
            return;
        _verdict = DecideAtLast(_evidence);
        // A log may have very many of them.
        (_evidence, _before) = (null, null);
    }

    // What tells nothing itself is the same kernel going on.
    Verdict DecideAtLast(StretchEvidence evidence) =>
        evidence.Decide().IsOpen && _before is not null ? _before.Verdict : evidence.DecideAtLast();
}
