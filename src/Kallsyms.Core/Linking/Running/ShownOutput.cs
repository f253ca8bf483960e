namespace Kallsyms.Linking.Running;

/// <summary>
/// What a linker has printed so far, run by run: a warning that the next run repeats is shown once. Standard error that was a terminal was
/// not seen by us; what is printed there is taken for a repetition unless the run fails.
/// </summary>
sealed class ShownOutput
{
    Dictionary<int, byte[]?>? _streams;

    /// <summary>A run has come to its end, so that another one may repeat it.</summary>
    public bool HasRun => _streams is not null;

    /// <summary>Whether a run printed nothing but what was shown before.</summary>
    /// <param name="destination">The descriptor that it printed to.</param>
    /// <param name="text">All that it printed there; null: too much to be kept.</param>
    public bool Has(int destination, byte[]? text) => _streams is { } streams
        && (!streams.TryGetValue(destination, out byte[]? shown) || shown is not null && text is not null && shown.SequenceEqual(text));

    /// <summary>Keeps what the first run printed; later ones change nothing.</summary>
    public void Remember(IEnumerable<(int Destination, byte[]? Text)> streams) =>
        _streams ??= streams.ToDictionary(stream => stream.Destination, stream => stream.Text);
}
