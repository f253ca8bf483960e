namespace Kallsyms.Linking.Running;

/// <summary>Forwards one output stream of a linker to ours.</summary>
/// <param name="destination">Our descriptor.</param>
/// <param name="text">Replaces temporary names with the user's.</param>
/// <param name="holds">Whether to hold everything back until it is known whether it was shown before.</param>
sealed class ForwardedStream(int destination, TemporaryNames.Restoration text, bool holds) : IDisposable
{
    const int MostKept = 1 << 20;

    MemoryStream? _kept = new();
    bool _holds = holds;

    /// <summary>The pipe that the linker writes to.</summary>
    public Pipe Pipe { get; } = new();

    /// <summary>Our descriptor.</summary>
    public int Destination => destination;

    /// <summary>Everything received; null if it was too much to keep.</summary>
    public byte[]? Text => _kept?.ToArray();

    /// <summary>Forwards what is available. It is read even if nobody takes it any more, so that the linker can finish.</summary>
    public void Forward(ReadOnlySpan<byte> piece)
    {
        byte[] bytes = text.Next(piece, Pipe.HasEnded);
        if (_kept?.Length + bytes.Length > MostKept)
        {
            Release();
            _kept = null;
        }
        _kept?.Write(bytes);
        if (!_holds)
            _ = Pipe.TryWrite(destination, bytes);
    }

    /// <summary>Forwards what was held back.</summary>
    public void Release()
    {
        if (_holds)
            _ = Pipe.TryWrite(destination, _kept!.ToArray());
        _holds = false;
    }

    /// <inheritdoc/>
    public void Dispose() => Pipe.Dispose();
}
