namespace Kallsyms.Logs;

/// <summary>A part of a log that one kernel printed while it ran once.</summary>
sealed class Stretch
{
    StretchEvidence? _evidence;
    Stretch? _before;
    Stretch? _whole;
    Verdict _verdict;

    /// <summary>Starts one.</summary>
    /// <param name="evidence">Takes what its lines tell.</param>
    /// <param name="firstLine">Its first line, counted from 1.</param>
    /// <param name="before">
    /// The one that a fallen kernel's last words ended, where this may be the same kernel going on; null: it is another.
    /// </param>
    public Stretch(StretchEvidence evidence, long firstLine, Stretch? before)
    {
        (FirstLine, _before, _evidence) = (firstLine, before, evidence);
        HasFallen = before is { HasAddresses: true };
    }

    /// <summary>Its first line, counted from 1.</summary>
    public long FirstLine { get; }

    /// <summary>What its lines tell.</summary>
    /// <exception cref="InvalidOperationException">It is over.</exception>
    public StretchEvidence Evidence => _evidence ?? throw new InvalidOperationException("the stretch is over");

    /// <summary>The one that it turned out to be a part of, or itself.</summary>
    public Stretch Whole => _whole is null ? this : _whole = _whole.Whole;

    /// <summary>No line of it was read yet.</summary>
    public bool IsEmpty { get; set; } = true;

    /// <summary>It has addresses.</summary>
    public bool HasAddresses { get; set; }

    /// <summary>Its lines say when they were printed.</summary>
    public bool HasClock { get; set; }

    /// <summary>Which of the lines that a kernel starts with was read last; see <see cref="LogSign.BootStep"/>.</summary>
    public int BootStep { get; set; }

    /// <summary>The number of the last oops.</summary>
    public int LastOops { get; set; }

    /// <summary>The kernel has fallen: the next report is of another boot.</summary>
    public bool HasFallen { get; set; }

    /// <summary>Waiting for evidence took too long: what is not known by now is not waited for.</summary>
    public bool GaveUp { get; set; }

    /// <summary>How many addresses were named.</summary>
    public long Named { get; set; }

    /// <summary>How many addresses were left as they are for want of evidence.</summary>
    public long Left { get; set; }

    /// <summary>How many addresses of code are not in the kernel as it lies.</summary>
    public long Missed { get; set; }

    /// <summary>What is known of its kernel: by now, or, when it is over, at all.</summary>
    public Verdict Verdict => _evidence is null ? _verdict
        : GaveUp && !_evidence.MayTellAtLast ? DecideAtLast(_evidence) : _evidence.Decide();

    /// <summary>What is not known of it now may be known soon.</summary>
    public bool IsWaiting => _evidence is not null && !GaveUp && Verdict.IsOpen;

    /// <summary>It turned out that the kernel of another one, which was read before, printed this too.</summary>
    public void Join(Stretch before)
    {
        before.Evidence.Add(Evidence);
        before.HasAddresses |= HasAddresses;
        before.HasClock |= HasClock;
        before.LastOops = Math.Max(before.LastOops, LastOops);
        before.HasFallen |= HasFallen;
        before.Named += Named;
        before.Left += Left;
        before.Missed += Missed;
        (_whole, _evidence, _before) = (before, null, null);
    }

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
