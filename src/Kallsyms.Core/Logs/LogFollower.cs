namespace Kallsyms.Logs;

/// <summary>
/// Annotates a log that is still being written. What cannot be named yet is held back with everything after it, but only a little and
/// not for long, since a console that shows nothing is worse than one that shows numbers.
/// </summary>
/// <param name="reader">Assigns lines to stretches.</param>
/// <param name="writer">Writes lines.</param>
/// <param name="stretches">Receives the stretches that have addresses.</param>
sealed class LogFollower(StretchReader reader, LineWriter writer, HashSet<Stretch> stretches)
{
    const int MaxHeld = 64 << 10;

    // Each report is a stretch of its own, until it turns out to be a part of the one before.
    const int MinStretches = 1024;

    static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    readonly Queue<(byte[] Line, LogSection Section, Stretch Stretch)> _held = [];
    Stretch? _remembered;
    int _heldBytes;
    int _mostStretches = MinStretches;

    /// <summary>Copies the log to its end.</summary>
    public void Run(Stream input, Stream output)
    {
        var lines = new LineBuffer(input);
        while (lines.Fill())
        {
            while (lines.TryTake(out ReadOnlySpan<byte> line))
                Take(line, output);
            output.Flush();
            if (_held.Count > 0 && !lines.IsComing(_patience))
            {
                GiveUp(output);
                output.Flush();
            }
        }
        reader.Close();
        Release(output);
    }

    void Take(ReadOnlySpan<byte> line, Stream output)
    {
        writer.Read(line);
        bool hasAddresses = writer.HasAddresses;
        LogSection section = writer.Section;
        reader.Read(writer.Line, hasAddresses, writer.Line.Count);
        Stretch stretch = reader.Current;
        if (hasAddresses)
            Remember(stretch);
        bool isLastRead = _held.Count == 0;
        Release(output);
        if (_held.Count > 0 || hasAddresses && stretch.IsWaiting)
        {
            Hold(line, section, stretch, output);
            return;
        }
        if (!isLastRead)
            writer.Read(line, section);
        Write(line, stretch, output);
    }

    void Remember(Stretch stretch)
    {
        if (stretch == _remembered)
            return;
        _remembered = stretch;
        stretches.Add(stretch);
        if (stretches.Count < _mostStretches)
            return;
        Stretch[] wholes = [.. stretches.Select(one => one.Whole)];
        stretches.Clear();
        stretches.UnionWith(wholes);
        _mostStretches = Math.Max(MinStretches, 2 * stretches.Count);
    }

    void Hold(ReadOnlySpan<byte> line, LogSection section, Stretch stretch, Stream output)
    {
        _held.Enqueue((line.ToArray(), section, stretch));
        _heldBytes += line.Length;
        if (_heldBytes > MaxHeld)
            GiveUp(output);
    }

    void GiveUp(Stream output)
    {
        foreach ((_, _, Stretch stretch) in _held)
            stretch.Whole.GaveUp = true;
        Release(output);
    }

    // Lines keep their order.
    void Release(Stream output)
    {
        while (_held.TryPeek(out (byte[] Line, LogSection Section, Stretch Stretch) first) && !first.Stretch.Whole.IsWaiting)
        {
            writer.Read(first.Line, first.Section);
            Write(first.Line, first.Stretch, output);
            _heldBytes -= first.Line.Length;
            _held.Dequeue();
        }
    }

    void Write(ReadOnlySpan<byte> line, Stretch stretch, Stream output) =>
        writer.Write(line, stretch.Whole.Verdict, stretch.Whole, output);
}
