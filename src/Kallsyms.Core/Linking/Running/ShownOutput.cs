namespace Kallsyms.Linking.Running;

/// <summary>
/// What linkers have printed so far, so that a warning repeated by the next run is shown only once. Output to a terminal as standard
/// error passes us by; it is taken for a repetition unless the run fails.
/// </summary>
sealed class ShownOutput
{
    Dictionary<int, byte[]?>? _streams;

    /// <summary>Whether a run has ended that another could repeat.</summary>
    public bool HasRun => _streams is not null;

    /// <summary>Whether a run printed only what was shown before.</summary>
    /// <param name="destination">The descriptor that it printed to.</param>
    /// <param name="text">Everything that it printed there; null if it was too much to keep.</param>
    public bool Has(int destination, byte[]? text) => _streams is { } streams
        && (!streams.TryGetValue(destination, out byte[]? shown) || shown is not null && text is not null && shown.SequenceEqual(text));

    /// <summary>Records what the first run printed; later runs change nothing.</summary>
    public void Remember(IEnumerable<(int Destination, byte[]? Text)> streams) =>
        _streams ??= streams.ToDictionary(stream => stream.Destination, stream => stream.Text);
}
