using System.Runtime.InteropServices;
using Kallsyms.SourceLines;

namespace Kallsyms.Logs;

/// <summary>Writes lines with names.</summary>
/// <param name="kernel">The kernel whose symbols are used.</param>
/// <param name="demangles">Whether to demangle names.</param>
/// <param name="source">Finds source lines; null if they are not wanted.</param>
sealed class LineWriter(LogKernel kernel, bool demangles, SourceFinder? source)
{
    readonly SourceNotes? _notes = source is null ? null : new(source);
    readonly List<PlaceName> _names = [];

    /// <summary>Whether lines without addresses can get anything.</summary>
    public bool HasNotes => _notes is not null;

    /// <summary>Writes a line.</summary>
    /// <param name="line">The line's own bytes.</param>
    /// <param name="seen">The decoded line.</param>
    /// <param name="addresses">Its addresses.</param>
    /// <param name="verdict">What is known about its kernel.</param>
    /// <param name="output">The output.</param>
    public NameCounts Write(
        ReadOnlySpan<byte> line, LogLine seen, ReadOnlySpan<LogAddress> addresses, Verdict verdict, Stream output)
    {
        var names = new StretchNames(kernel.Symbols, verdict, demangles);
        int withheld = PlaceNames.Find(seen, addresses, names, _names);
        List<SourceNote> notes = _notes is null || names.IsRefused ? [] : _notes.Find(seen, _names);
        LineNamer.Write(line, seen, _names, CollectionsMarshal.AsSpan(notes), output);
        int named = _names.Count;
        return new(
            named, Left: verdict.IsKnown ? 0 : addresses.Length - named - withheld,
            Missed: verdict.IsKnown && named + withheld == 0 ? CountCode(addresses) : 0, withheld);
    }

    static int CountCode(ReadOnlySpan<LogAddress> addresses)
    {
        int count = 0;
        foreach (LogAddress address in addresses)
            count += address.IsCode ? 1 : 0;
        return count;
    }
}
