using System.Runtime.InteropServices;
using Kallsyms.SourceLines;

namespace Kallsyms.Logs;

/// <summary>Decodes a line, finds its addresses, and writes it with names.</summary>
/// <param name="kernel">The kernel whose symbols are used.</param>
/// <param name="demangles">Whether to demangle names.</param>
/// <param name="source">Finds source lines; null if they are not wanted.</param>
sealed class LineWriter(LogKernel kernel, bool demangles, SourceFinder? source)
{
    readonly SourceNotes? _notes = source is null ? null : new(source);
    readonly AddressFinder _finder = new(AddressForm.Of(kernel));
    readonly List<LogAddress> _addresses = [];
    readonly List<PlaceName> _names = [];

    /// <summary>It has addresses.</summary>
    public bool HasAddresses => _addresses.Count > 0;

    /// <summary>The line that was read last.</summary>
    public LogLine Line { get; } = new();

    /// <summary>The section that it is in.</summary>
    public LogSection Section { get; private set; }

    /// <summary>Reads the next line.</summary>
    public void Read(ReadOnlySpan<byte> line)
    {
        Line.Read(line);
        _finder.Find(Line, Section = Section.Next(Line), _addresses);
    }

    /// <summary>Reads a line again as part of a section.</summary>
    public void Read(ReadOnlySpan<byte> line, LogSection section)
    {
        Line.Read(line);
        _finder.Find(Line, section, _addresses);
    }

    /// <summary>Writes the last line.</summary>
    public void Write(ReadOnlySpan<byte> line, Verdict verdict, Stretch stretch, Stream output)
    {
        _names.Clear();
        int withheld = 0;
        if (_addresses.Count == 0 && _notes is null)
        {
            output.Write(line);
        }
        else
        {
            var names = new StretchNames(kernel.Symbols, verdict, demangles);
            withheld = PlaceNames.Find(Line, _addresses, names, _names);
            List<SourceNote> notes = _notes is null || names.IsRefused ? [] : _notes.Find(Line, _names);
            LineNamer.Write(line, Line, _names, CollectionsMarshal.AsSpan(notes), output);
        }
        int named = _names.Count;
        stretch.Count(
            named, left: verdict.IsKnown ? 0 : _addresses.Count - named - withheld,
            missed: verdict.IsKnown && named + withheld == 0 ? _addresses.Count(address => address.IsCode) : 0, withheld);
    }
}
