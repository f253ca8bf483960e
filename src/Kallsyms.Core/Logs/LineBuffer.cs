namespace Kallsyms.Logs;

/// <summary>The lines of a stream, as they come. A JSON record counts as one line, however many it spans.</summary>
sealed class LineBuffer(Stream input)
{
    // Longer lines are split; only an address at the seam is missed.
    const int MaxLine = 1 << 20;

    const int BrokenPipe = 32; // EPIPE

    readonly byte[] _bytes = new byte[MaxLine];
    int _start;
    int _end;
    bool _isOver;
    Task<int>? _reading;

    /// <summary>The number of lines taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Takes the next available line, including its end.</summary>
    /// <returns>False if more input is needed first, or nothing is left.</returns>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(_start.._end);
        bool isLast = _isOver || rest.Length == MaxLine;
        int? record = JsonRecord.Length(rest, isLast);
        int end = record > 0 ? record.Value - 1 : rest.IndexOf((byte)'\n');
        line = record is null ? [] : end >= 0 ? rest[..(end + 1)] : isLast ? rest : [];
        _start += line.Length;
        Taken += line.Length > 0 ? 1 : 0;
        return line.Length > 0;
    }

    /// <summary>Waits for more input.</summary>
    /// <returns>False if the stream has ended, and everything was taken.</returns>
    public bool Fill()
    {
        if (_isOver)
            return false;
        Task<int>? reading = _reading;
        if (reading is null)
            MakeRoom();
        _reading = null;
        return Add(Read(reading));
    }

    // If the kernel overtakes a reader of /dev/kmsg, it reports EPIPE for the lost lines; the next ones are still available.
    int Read(Task<int>? reading)
    {
        while (true)
        {
            try
            {
                return reading is null ? input.Read(_bytes, _end, _bytes.Length - _end) : reading.GetAwaiter().GetResult();
            }
            catch (IOException error) when (error.HResult == BrokenPipe)
            {
                reading = null;
            }
            catch (IOException error)
            {
                throw new KallsymsException(ErrorKind.Unreadable, $"the log cannot be read on: {error.Message}", inner: error);
            }
        }
    }

    /// <summary>Begins to wait for more input; before it is added, no line may be taken.</summary>
    public void Expect()
    {
        if (_isOver || _reading is not null)
            return;
        MakeRoom();
        // On a thread that may block, as ReadAsync does for pipes; a single call of ReadAsync would keep the asynchronous half of every
        // stream in the native binary.
        _reading = Task.Run(() => input.Read(_bytes, _end, _bytes.Length - _end));
    }

    /// <summary>Waits for more input for a limited time.</summary>
    /// <returns>False if nothing came.</returns>
    public bool IsComing(TimeSpan patience)
    {
        Expect();
        // An exception is thrown where the result is awaited.
        return _reading is not { } reading || Task.WaitAny([reading], patience) >= 0;
    }

    bool Add(int count)
    {
        _isOver = count == 0;
        _end += count;
        return !_isOver || _start < _end;
    }

    void MakeRoom()
    {
        _bytes.AsSpan(_start.._end).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
    }
}
