namespace Kallsyms.Logs;

/// <summary>A part of a log that one kernel printed during one run.</summary>
sealed class Stretch
{
    StretchEvidence? _evidence;
    Stretch? _before;
    Stretch? _whole;
    Verdict _verdict;

    /// <summary>Starts a stretch.</summary>
    /// <param name="evidence">Receives the evidence in its lines.</param>
    /// <param name="firstLine">Its first line, counted from 1.</param>
    /// <param name="before">
    /// The stretch that ended with a crashed kernel's last words, if this may be the same kernel continuing; null if it is another.
    /// </param>
    public Stretch(StretchEvidence evidence, long firstLine, Stretch? before)
    {
        (FirstLine, _before, _evidence) = (firstLine, before, evidence);
        HasFallen = before is { HasAddresses: true };
    }

    /// <summary>Its first line, counted from 1.</summary>
    public long FirstLine { get; }

    /// <summary>The evidence in its lines.</summary>
    /// <exception cref="InvalidOperationException">The stretch is closed.</exception>
    public StretchEvidence Evidence => _evidence ?? throw new InvalidOperationException("the stretch is over");

    /// <summary>The stretch that it turned out to be a part of, or itself.</summary>
    public Stretch Whole => _whole is null ? this : _whole = _whole.Whole;

    /// <summary>Whether no line of it was read yet.</summary>
    public bool IsEmpty { get; set; } = true;

    /// <summary>Whether it contains addresses.</summary>
    public bool HasAddresses { get; set; }

    /// <summary>Whether its lines have time stamps.</summary>
    public bool HasClock { get; set; }

    /// <summary>The last line read of those with which a kernel starts; see <see cref="LogSign.BootStep"/>.</summary>
    public int BootStep { get; set; }

    /// <summary>The number of the last oops.</summary>
    public int LastOops { get; set; }

    /// <summary>Whether the kernel has crashed, so that the next report is of another boot.</summary>
    public bool HasFallen { get; set; }

    /// <summary>Whether waiting for evidence took too long, so that what is still unknown is no longer waited for.</summary>
    public bool GaveUp { get; set; }

    /// <summary>What became of its addresses.</summary>
    public NameCounts Counts { get; private set; }

    /// <summary>What is known about its kernel so far or, once it is closed, finally.</summary>
    public Verdict Verdict => _evidence is null ? _verdict
        : GaveUp && !_evidence.MayTellAtLast ? DecideAtLast(_evidence) : _evidence.Decide();

    /// <summary>Whether the verdict is still open and may be decided soon.</summary>
    public bool IsWaiting => _evidence is not null && !GaveUp && Verdict.IsOpen;

    /// <summary>Adds what became of further addresses.</summary>
    public void Add(NameCounts counts) => Counts += counts;

    /// <summary>Records that the kernel of an earlier stretch printed this one too.</summary>
    public void Join(Stretch before)
    {
        before.Evidence.Add(Evidence);
        before.HasAddresses |= HasAddresses;
        before.HasClock |= HasClock;
        before.LastOops = Math.Max(before.LastOops, LastOops);
        before.HasFallen |= HasFallen;
        before.Add(Counts);
        (_whole, _evidence, _before) = (before, null, null);
    }

    /// <summary>Records that it is of two kernels, also when it is closed.</summary>
    public void Contradict()
    {
        if (_evidence is null)
            _verdict = StretchEvidence.Contradicted;
        else
            _evidence.AddContradiction();
    }

    /// <summary>Closes the stretch: no more lines will come, and its verdict is final.</summary>
    public void Close()
    {
        if (_evidence is null)
            return;
        _verdict = DecideAtLast(_evidence);
        // A log may have very many stretches.
        (_evidence, _before) = (null, null);
    }

    // If it has no evidence of its own, it is the same kernel continuing.
    Verdict DecideAtLast(StretchEvidence evidence) =>
        evidence.Decide().IsOpen && _before is not null ? evidence.Continue(_before.Verdict) : evidence.DecideAtLast();
}
