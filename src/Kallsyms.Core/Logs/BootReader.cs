using System.Text;

namespace Kallsyms.Logs;

/// <summary>Divides the lines of one sender into boots of its kernel, and collects the evidence for each.</summary>
/// <param name="kernel">The kernel whose symbols are used.</param>
/// <param name="said">The KASLR offset given by the user; null to take it from the log.</param>
/// <param name="firstLine">The number of the first line.</param>
sealed class BootReader(LogKernel kernel, ulong? said, long firstLine)
{
    // Lines of several processors are not in exact order.
    const long MaxDisorder = 2_000_000;

    // The maximum distance of the line with the kernel's start from the line that says it was moved.
    const int MaxDelay = 3;

    // The number of lines within which a report identifies its kernel.
    const int MaxHead = 12;

    // As many digits as registers of the narrowest machines.
    const int MinDigits = 8;

    readonly List<NamedPlace> _places = [];
    readonly ProgramCounter _counter = new();
    long _number = firstLine;
    long? _time;
    bool _hasClock;
    bool _isOver;
    KernelOffset? _offset;
    long _offsetLine;

    // What a kernel said with its last words, and the stretch that ended so.
    (KernelOffset Offset, Stretch Stretch)? _lastWords;

    // The stretch that continues if the report whose head is being read belongs to the same boot.
    Stretch? _before;

    /// <summary>The stretch that the last line belongs to, as far as known.</summary>
    public Stretch Current { get; private set; } = new(new(kernel, said), firstLine, null);

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="time">When printk says that it was printed; null: it does not.</param>
    /// <param name="number">Its number in the log.</param>
    /// <param name="hasAddresses">Whether it has addresses.</param>
    /// <param name="isSent">Whether it came through syslog or similar, which continues across all reports of a boot.</param>
    public void Read(LogLine line, long? time, long number, bool hasAddresses, bool isSent)
    {
        _number = number;
        ReadTime(time);
        ReadSign(LogSign.Read(line), line, isSent);
        ReadOffset(line);
        ReadPlaces(line);
        if (line.IsTraceHead)
            Current.Evidence.AddTraceHead(line);
        Current.HasClock |= isSent || time is not null || hasAddresses && line.HasTime;
        Current.HasAddresses |= hasAddresses && !Current.Evidence.IsClosed;
        Current.IsEmpty = false;
        if (!Current.Evidence.KnowsMachine && HexWords.HasLong(line.Text, MinDigits))
            Current.Evidence.Add(LogMachine.Find(line));
    }

    /// <summary>Records that the next lines are of another boot.</summary>
    public void End() => _isOver = true;

    /// <summary>Records the end of input.</summary>
    public void Close()
    {
        if (_before is not null)
            Settle(_before.IsEmpty || !_before.HasFallen && Continues(default, _before));
        Current.Close();
    }

    void ReadPlaces(LogLine line)
    {
        NamedPlaces.Find(line, _places);
        foreach (NamedPlace place in _places)
            Current.Evidence.Add(line.Text, place);
        if (_counter.Read(line.Text, _places) is { } counted)
            Current.Evidence.Add(_counter.Name, counted);
        Current.Evidence.AddTraced(line);
    }

    void ReadTime(long? time)
    {
        bool isReset = _isOver || time < _time - MaxDisorder;
        if (isReset)
        {
            Start(null);
        }
        else if (_before is null && Current.Evidence.IsClosed)
        {
            // It continues if the clock does, or if its last message was the only one.
            Start(time is not null && _time is not null || !Current.HasAddresses ? Current : null);
        }
        _isOver = false;
        _time = isReset ? time : time > _time || _time is null ? time ?? _time : _time;
    }

    void ReadSign(LogSign sign, LogLine line, bool isSent)
    {
        if (sign.BootStep > 0)
            ReadBootStep(sign.BootStep);
        else if (_before is null && sign.StartsReport)
            (_before, Current) = (Current, new(new(kernel, said), _number, null));
        ReadBuild(line, isBanner: sign.BootStep == LogSign.Banner);
        if (_before is not null)
        {
            _hasClock = _before.HasClock && (isSent || line.HasTime);
            ReadHead(sign, line, _before);
        }
        Current.LastOops = Math.Max(Current.LastOops, sign.Oops);
        Current.HasFallen |= sign.IsPanic;
        _isOver = sign.IsEnd;
    }

    void ReadBootStep(int step)
    {
        if (step <= Current.BootStep || Current.BootStep == 0 && !Current.IsEmpty)
            Start(null);
        Current.BootStep = step;
    }

    void ReadHead(LogSign sign, LogLine line, Stretch before)
    {
        bool isOver = sign.Oops > 0 || sign.IsPanic || _number - Current.FirstLine >= MaxHead || line.Text.IndexOf("omm: "u8) >= 0;
        if (isOver)
            Settle(before.IsEmpty || !before.HasFallen && Continues(sign, before));
    }

    // Without a clock, two reports are of one boot only if something indicates it.
    bool Continues(LogSign sign, Stretch before)
    {
        bool isAlone = !before.HasAddresses && before.LastOops == 0; // the lines before the first report
        if (sign.Oops > 0)
            return sign.Oops > before.LastOops && (_hasClock || isAlone || before.LastOops > 0 && sign.Oops == before.LastOops + 1);
        return _hasClock || isAlone || sign.IsPanic && Current.IsEmpty;
    }

    void Settle(bool isSameBoot)
    {
        if (isSameBoot)
        {
            Current.Join(_before!);
            Current = _before!;
        }
        else
        {
            _before!.Close();
        }
        _before = null;
    }

    void ReadBuild(LogLine line, bool isBanner)
    {
        ReadOnlySpan<byte> text = line.Text;
        if (isBanner)
        {
            text = text[text.IndexOf("Linux version "u8)..];
            text = text[..(text.IndexOf((byte)'"') is > 0 and int quote ? quote : text.Length)];
            Current.Evidence.Add(KernelBuild.Parse(Encoding.Latin1.GetString(text)));
        }
        else if (line.HasPhrase && KernelBuild.FromReport(text) is { } build)
        {
            if (_before?.Evidence.IsOf(build) == false)
                Settle(isSameBoot: false);
            if (Current.Evidence.IsOf(build) == false)
                Start(null);
            Current.Evidence.Add(build);
        }
    }

    void ReadOffset(LogLine line)
    {
        if (KernelOffset.Read(line) is { } found)
        {
            (_offset, _offsetLine) = (found, _number);
            Add(found);
        }
        else if (_offset is not null && _number - _offsetLine <= MaxDelay && _offset.WithText(line.Text, kernel.Mask) is { } more)
        {
            _offset = null;
            Add(more);
        }
    }

    void Add(KernelOffset offset)
    {
        if (offset.IsHidden(kernel))
            Current.Evidence.AddHiddenDistance();
        if (offset.IsHidden(kernel) || !offset.Tells(kernel))
            return;
        Current.Evidence.IsClosed = offset.IsLast;
        if (offset.IsLast)
            ReadLastWords(offset);
        if (offset.Doubt(kernel) is { } doubt)
            Current.Evidence.AddDoubt(doubt);
        else if (offset.Distance(kernel) is ulong distance)
            Current.Evidence.Add(distance, $"it says '{offset.Said}'");
        else
            Current.Evidence.AddOtherLink(
                $"its kernel was linked at 0x{offset.From:x}, and the symbols start at 0x{kernel.Text:x}: they are another kernel's");
    }

    // No kernel says it twice. With no address in between, the lines before are of two kernels.
    void ReadLastWords(KernelOffset offset)
    {
        bool isOther = _lastWords is var (last, _) && (last.Moved, last.From) != (offset.Moved, offset.From);
        if (isOther && !Current.HasAddresses && Current.BootStep == 0)
        {
            _lastWords!.Value.Stretch.Whole.Contradict();
            Current.Contradict();
        }
        _lastWords = (offset, Current);
    }

    void Start(Stretch? before)
    {
        if (_before is not null)
            Settle(isSameBoot: false);
        Current.Close();
        Current = new(new(kernel, said), _number, before);
        _counter.Clear();
        _offset = null;
    }
}
