using System.Runtime.InteropServices;

namespace Kallsyms.Logs;

/// <summary>
/// Annotates a log that is still being written. What cannot be named yet is held back with everything after it, but only a little and
/// not for long, since a console that shows nothing is worse than one that shows numbers. If lines come faster than that, other
/// threads decode the next ones and name those before.
/// </summary>
sealed class LogFollower
{
    const int MaxHeld = 64 << 10;

    // Each report is a stretch of its own, until it turns out to be a part of the one before.
    const int MinStretches = 1024;

    static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    // If more comes within this time, what other threads work on need not be awaited.
    static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(1);

    readonly StretchReader _reader;
    readonly DecidedLines _decided;
    readonly HashSet<Stretch> _stretches;
    readonly PieceWork<PieceDecoder> _decoding;
    readonly AddressFinder _finder;
    readonly LogLine _line = new();
    readonly List<LogAddress> _addresses = [];
    readonly Queue<(byte[] Line, LineFacts Facts, LogAddress[] Addresses, Stretch Stretch)> _held = [];
    LogSection _section;
    Stretch? _remembered;
    int _heldBytes;
    int _mostStretches = MinStretches;

    /// <summary>Creates one for a log.</summary>
    /// <param name="kernel">The kernel whose symbols are used.</param>
    /// <param name="distance">The KASLR offset given by the user; null to take it from the log.</param>
    /// <param name="decided">Receives the lines.</param>
    /// <param name="stretches">Receives the stretches that have addresses.</param>
    public LogFollower(LogKernel kernel, ulong? distance, DecidedLines decided, HashSet<Stretch> stretches)
    {
        AddressForm form = AddressForm.Of(kernel);
        (_reader, _decided, _stretches, _finder) = (new(kernel, distance), decided, stretches, new(form));
        _decoding = new(Environment.ProcessorCount, () => new(form), decoder => decoder.Run(), decoder => Take(decoder.Piece));
    }

    /// <summary>Copies the log to its end.</summary>
    public void Run(Stream input)
    {
        var lines = new LineBuffer(input);
        while (lines.Fill())
        {
            LogPiece last;
            do
                last = Start(lines);
            while (last.IsFull);
            // A short one is all that came: printed first, more is awaited then.
            if (last.IsShort || !lines.IsComing(_moment))
                Rest(lines);
        }
        _decoding.FinishAll();
        _reader.Close();
        Release();
        _decided.Flush();
    }

    // Returns the last piece, whose lines stay until it is used again.
    LogPiece Start(LineBuffer lines)
    {
        PieceDecoder decoder = _decoding.Next();
        LogPiece piece = decoder.Piece;
        if (!piece.Take(lines) && !piece.IsShort)
            lines.Expect();
        _decoding.Start(decoder, piece.IsShort);
        return piece;
    }

    // Prints what can be printed while nothing comes.
    void Rest(LineBuffer lines)
    {
        _decoding.FinishAll();
        _decided.Flush();
        if (_held.Count == 0 || lines.IsComing(_patience))
            return;
        GiveUp();
        _decided.Flush();
    }

    void Take(LogPiece piece)
    {
        for (int i = 0; i < piece.Count; i++)
            Take(piece.Line(i), piece.Facts(i), piece.Addresses(i));
    }

    void Take(ReadOnlySpan<byte> line, LineFacts facts, ReadOnlySpan<LogAddress> addresses)
    {
        _line.Read(line, facts);
        _section = _section.Next(_line);
        if (_section != default)
        {
            _addresses.Clear();
            _finder.Find(_line, _section, _addresses);
            addresses = CollectionsMarshal.AsSpan(_addresses);
        }
        bool hasAddresses = addresses.Length > 0;
        _reader.Read(_line, hasAddresses, _line.Count);
        Stretch stretch = _reader.Current;
        if (hasAddresses)
            Remember(stretch);
        Release();
        if (_held.Count > 0 || hasAddresses && stretch.IsWaiting)
            Hold(line, facts, addresses, stretch);
        else
            _decided.Add(line, facts, addresses, stretch.Whole);
    }

    void Remember(Stretch stretch)
    {
        if (stretch == _remembered)
            return;
        _remembered = stretch;
        _stretches.Add(stretch);
        if (_stretches.Count < _mostStretches)
            return;
        Stretch[] wholes = [.. _stretches.Select(one => one.Whole)];
        _stretches.Clear();
        _stretches.UnionWith(wholes);
        _mostStretches = Math.Max(MinStretches, 2 * _stretches.Count);
    }

    void Hold(ReadOnlySpan<byte> line, LineFacts facts, ReadOnlySpan<LogAddress> addresses, Stretch stretch)
    {
        _held.Enqueue((line.ToArray(), facts, addresses.ToArray(), stretch));
        _heldBytes += line.Length;
        if (_heldBytes > MaxHeld)
            GiveUp();
    }

    void GiveUp()
    {
        foreach ((_, _, _, Stretch stretch) in _held)
            stretch.Whole.GaveUp = true;
        Release();
    }

    // Lines keep their order.
    void Release()
    {
        while (_held.TryPeek(out (byte[] Line, LineFacts Facts, LogAddress[] Addresses, Stretch Stretch) first)
            && !first.Stretch.Whole.IsWaiting)
        {
            _decided.Add(first.Line, first.Facts, first.Addresses, first.Stretch.Whole);
            _heldBytes -= first.Line.Length;
            _held.Dequeue();
        }
    }
}
