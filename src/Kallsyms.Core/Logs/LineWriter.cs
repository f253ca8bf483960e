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
    readonly LogLine _line = new();
    readonly AddressFinder _finder = new(AddressForm.Of(kernel));
    readonly List<LogAddress> _addresses = [];
    readonly List<PlaceName> _names = [];

    /// <summary>Whether the last line has addresses.</summary>
    public bool HasAddresses => _addresses.Count > 0;

    /// <summary>The sender of the last line; empty if unknown.</summary>
    public ReadOnlySpan<byte> Sender => _line.Sender;

    /// <summary>The section of the last line.</summary>
    public LogSection Section { get; private set; }

    /// <summary>Reads the next line and returns it decoded, valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = _line.Read(line);
        _finder.Find(text, Section = Section.Next(text), _addresses);
        return text;
    }

    /// <summary>Reads a line again as part of a section.</summary>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> line, LogSection section)
    {
        ReadOnlySpan<byte> text = _line.Read(line);
        _finder.Find(text, section, _addresses);
        return text;
    }

    /// <summary>Writes the last line.</summary>
    public void Write(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, Verdict verdict, Stretch stretch, Stream output)
    {
        _names.Clear();
        if (_addresses.Count == 0 && _notes is null)
        {
            output.Write(line);
        }
        else
        {
            var names = new StretchNames(kernel.Symbols, verdict, demangles);
            PlaceNames.Find(text, _line.IsJson, _addresses, names, _names);
            List<SourceNote> notes = _notes is null || names.IsRefused ? [] : _notes.Find(text, _names);
            LineNamer.Write(line, _line, _names, CollectionsMarshal.AsSpan(notes), output);
        }
        int named = _names.Count;
        stretch.Named += named;
        stretch.Left += verdict.IsKnown ? 0 : _addresses.Count - named;
        stretch.Missed += verdict.IsKnown && named == 0 ? _addresses.Count(address => address.IsCode) : 0;
    }
}
