using System.Text;

namespace Kallsyms.Logs;

/// <summary>Cuts a log into stretches, and gives each the evidence that its lines hold.</summary>
sealed class StretchReader(LogKernel kernel)
{
    // Lines of several processors are not quite in order.
    const long MaxDisorder = 2_000_000;

    // A line that says where the kernel started comes that soon behind the line that says it was moved.
    const int MaxDelay = 3;

    // Registers of the narrowest machines.
    const int MinDigits = 8;

    readonly List<NamedPlace> _places = [];
    readonly ProgramCounter _counter = new();
    long _number;
    long? _time;
    byte[] _boot = [];
    KernelOffset? _offset;
    long _offsetLine;

    /// <summary>The stretch that the last line belongs to.</summary>
    public Stretch Current { get; private set; } = new(kernel, 1, null);

    /// <summary>Reads the next line, as <see cref="LogLine"/> shows it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="hasAddresses">It has addresses.</param>
    /// <returns>True: another stretch starts with it.</returns>
    public bool Read(ReadOnlySpan<byte> line, bool hasAddresses)
    {
        _number++;
        Stretch before = Current;
        ReadStart(line);
        ReadBuild(line);
        ReadOffset(line);
        if (line.IndexOf("+0x"u8) >= 0 || line.IndexOf("SYMBOL("u8) >= 0)
            NamedPlaces.Find(line, _places);
        else
            _places.Clear();
        foreach (NamedPlace place in _places)
            Current.Evidence.Add(line, place);
        if (_counter.Read(line, _places) is { } counted)
            Current.Evidence.Add(_counter.Name, counted);
        if (line.TrimEnd((byte)' ').EndsWith("all trace:"u8) || line.TrimEnd((byte)' ').EndsWith("all Trace:"u8))
            Current.Evidence.AddTraceHead(line);
        Current.HasAddresses |= hasAddresses && !Current.Evidence.IsClosed;
        if (!Current.Evidence.KnowsMachine && HexWords.HasLong(line, MinDigits))
            Current.Evidence.Add(LogMachine.Find(line));
        return Current != before;
    }

    void ReadStart(ReadOnlySpan<byte> line)
    {
        long? time = LinePrefix.Time(line);
        bool isReset = time < _time - MaxDisorder;
        bool isBoot = line.StartsWith("-- Boot "u8) || line.StartsWith("-- Reboot --"u8) || IsOtherBoot(line);
        if (isReset || isBoot)
        {
            Start(null);
        }
        else if (Current.Evidence.IsClosed)
        {
            // It goes on if the clock does, or if what it said last was all it said.
            Start(time is not null && _time is not null || !Current.HasAddresses ? Current : null);
        }
        _time = isReset || isBoot ? time : time > _time || _time is null ? time ?? _time : _time;
    }

    // journald tells the boot of each line.
    bool IsOtherBoot(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> key = "\"_BOOT_ID\":\""u8;
        if (line.IndexOf(key) is not (>= 0 and int at))
            return false;
        ReadOnlySpan<byte> value = line[(at + key.Length)..];
        value = value[..Math.Max(value.IndexOf((byte)'"'), 0)];
        if (value.SequenceEqual(_boot))
            return false;
        bool isFirst = _boot.Length == 0;
        _boot = value.ToArray();
        return !isFirst;
    }

    void ReadBuild(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> banner = "Linux version "u8;
        if (line.IndexOf(banner) is >= 0 and int at
            && at + banner.Length < line.Length && char.IsAsciiDigit((char)line[at + banner.Length]))
        {
            if (Current.FirstLine != _number)
                Start(null);
            ReadOnlySpan<byte> text = line[at..];
            text = text[..(text.IndexOf((byte)'"') is > 0 and int quote ? quote : text.Length)];
            Current.Evidence.Add(KernelBuild.Parse(Encoding.Latin1.GetString(text)));
        }
        else if (line.IndexOf("ainted"u8) >= 0 && KernelBuild.FromReport(Encoding.Latin1.GetString(line)) is { } build)
        {
            if (Current.Evidence.IsOf(build) == false)
                Start(null);
            Current.Evidence.Add(build);
        }
    }

    void ReadOffset(ReadOnlySpan<byte> line)
    {
        if (KernelOffset.Read(line) is { } said)
        {
            (_offset, _offsetLine) = (said, _number);
            Add(said);
        }
        else if (_offset is not null && _number - _offsetLine <= MaxDelay && _offset.WithText(line, kernel.Mask) is { } more)
        {
            _offset = null;
            Add(more);
        }
    }

    void Add(KernelOffset offset)
    {
        if (!offset.Tells(kernel))
            return;
        Current.Evidence.IsClosed = offset.IsLast;
        if (offset.Distance(kernel) is ulong distance)
            Current.Evidence.Add(distance, $"it says '{offset.Said}'");
        else
            Current.Evidence.AddOtherLink($"its kernel was linked at 0x{offset.From:x}, and the symbols start at 0x{kernel.Text:x}");
    }

    void Start(Stretch? before)
    {
        Current.Close();
        Current = new(kernel, _number, before);
        _counter.Clear();
        _offset = null;
    }
}
