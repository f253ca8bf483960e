namespace Kallsyms.Linking.Running;

/// <summary>One stream of a linker on its way to where ours goes.</summary>
/// <param name="destination">Our descriptor.</param>
/// <param name="text">Puts the user's names in the place of temporary ones.</param>
/// <param name="holds">Nothing is passed on until it is known whether it was shown before.</param>
sealed class ForwardedStream(int destination, TemporaryNames.Restoration text, bool holds) : IDisposable
{
    const int MostKept = 1 << 20;

    MemoryStream? _kept = new();
    bool _holds = holds;

    /// <summary>Where the linker writes.</summary>
    public Pipe Pipe { get; } = new();

    /// <summary>Our descriptor.</summary>
    public int Destination => destination;

    /// <summary>All that came; null: too much to be kept.</summary>
    public byte[]? Text => _kept?.ToArray();

    /// <summary>Passes on what is there. Where nobody takes it any more it is read all the same: the linker must come to its end.</summary>
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

    /// <summary>Passes on what was held back.</summary>
    public void Release()
    {
        if (_holds)
            _ = Pipe.TryWrite(destination, _kept!.ToArray());
        _holds = false;
    }

    /// <inheritdoc/>
    public void Dispose() => Pipe.Dispose();
}
