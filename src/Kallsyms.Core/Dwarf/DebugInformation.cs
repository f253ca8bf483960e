using Kallsyms.Elf;

namespace Kallsyms.Dwarf;

/// <summary>
/// The debug information of an ELF file, which maps addresses to source lines. Supports DWARF 2 to 5, compressed or not, in linked
/// images and objects; split information is refused. Units are read when one of their addresses is looked up.
/// </summary>
sealed class DebugInformation
{
    // References from entry to entry; chains of them are short.
    const int MaxReferences = 16;

    // Limits what is kept of units already read: some 200 MB of rows, and as much of other data.
    const int MaxKept = 10_000_000;

    readonly DwarfSections _sections;
    readonly Dictionary<ulong, AbbreviationTable> _abbreviations = [];
    readonly UnitHeader[] _headers;
    readonly DwarfUnit?[] _units;
    readonly FunctionScopes?[] _scopes;
    readonly LineTable?[] _lines;
    readonly bool[] _isDamaged;
    readonly UnitIndex _index;
    long _abbreviationBytes;
    long _kept;

    /// <summary>Reads the headers of all units.</summary>
    /// <exception cref="KallsymsException">There is no debug information, or it is split or damaged.</exception>
    public DebugInformation(ElfFile file, ObjectPlaces places)
    {
        _sections = new(file, places);
        if (_sections.Info.Length == 0)
        {
            throw new KallsymsException(
                ErrorKind.Negative, "has no debug information (.debug_info): give the vmlinux of a build with CONFIG_DEBUG_INFO, or the "
                    + "one of your distribution's debug package", file.Name);
        }
        _headers = ReadHeaders();
        _units = new DwarfUnit[_headers.Length];
        _scopes = new FunctionScopes[_headers.Length];
        _lines = new LineTable[_headers.Length];
        _isDamaged = new bool[_headers.Length];
        _index = new(Enumerable.Range(0, _headers.Length).Where(i => _headers[i].HasCode).Select(i => (i, Unit(i).Ranges)));
    }

    /// <summary>
    /// Why some addresses are unknown: their unit is damaged, or has an unsupported form; null if no fault was found yet.
    /// </summary>
    public string? Fault { get; private set; }

    /// <summary>
    /// Returns the function and line of an address, and those that it was inlined into, innermost first; empty if unknown, or see
    /// <see cref="Fault"/>.
    /// </summary>
    public IReadOnlyList<SourcePlace> Find(ulong address)
    {
        if (_index.Find(address) is not (>= 0 and int number) || _isDamaged[number])
            return [];
        try
        {
            return Find(number, address);
        }
        catch (KallsymsException error)
        {
            // The other units remain usable.
            _isDamaged[number] = true;
            Fault ??= error.File is null ? $"{_sections.Name}: {error.Message}" : error.Message;
            return [];
        }
    }

    List<SourcePlace> Find(int number, ulong address)
    {
        DwarfUnit unit = Unit(number);
        if (_kept > MaxKept)
            Forget();
        LineTable? lines = Lines(number);
        FunctionScopes scopes = Scopes(number);
        LineTable.Row? row = lines?.Find(address);
        (string? file, uint line) = (row is { } found ? lines!.File(found.File) : null, row?.Line ?? 0);
        var places = new List<SourcePlace>();
        for (int scope = scopes.Find(address); scope >= 0;)
        {
            FunctionScope function = scopes[scope];
            places.Add(new(NameOf(function.Entry), file, line, unit.Directory));
            (file, line, scope) = (lines?.File(function.CallFile), function.CallLine, function.Parent);
        }
        if (places.Count == 0 && file is not null)
            places.Add(new(null, file, line, unit.Directory));
        return places;
    }

    LineTable? Lines(int number)
    {
        if (_lines[number] is { } known)
            return known;
        if (Unit(number).Lines is not { } offset || _sections.Lines.Length == 0)
            return null;
        var lines = new LineTable(_sections, Unit(number), offset);
        _kept += lines.Length;
        return _lines[number] = lines;
    }

    FunctionScopes Scopes(int number)
    {
        if (_scopes[number] is { } known)
            return known;
        var scopes = new FunctionScopes(_sections, Unit(number));
        _kept += scopes.Length;
        return _scopes[number] = scopes;
    }

    void Forget()
    {
        Array.Clear(_lines);
        Array.Clear(_scopes);
        _sections.ForgetRanges();
        _kept = 0;
    }

    UnitHeader[] ReadHeaders()
    {
        var headers = new List<UnitHeader>();
        for (int at = 0; at < _sections.Info.Length; at = headers[^1].End)
            headers.Add(UnitHeader.Read(_sections, at));
        return [.. headers];
    }

    DwarfUnit Unit(int number)
    {
        if (_units[number] is { } known)
            return known;
        ulong offset = _headers[number].Abbreviations;
        if (!_abbreviations.TryGetValue(offset, out AbbreviationTable? table))
        {
            _abbreviations[offset] = table = new(_sections.Read(_sections.Abbreviations, offset));
            // Tables do not overlap.
            if ((_abbreviationBytes += table.Length) > _sections.Abbreviations.Length)
                throw DwarfCursor.Damaged((long)offset);
        }
        return _units[number] = new(_sections, _headers[number], table);
    }

    // The name may be at the declaration, or at the abstract instance of an inlined function.
    string? NameOf(int entry)
    {
        string? name = null;
        for (int i = 0; i < MaxReferences; i++)
        {
            if (UnitAt(entry) is not { } unit)
                return name;
            DwarfCursor cursor = _sections.Read(unit.Header, entry);
            ulong shape = cursor.Leb();
            if (shape == 0)
                return name;
            int? next = null;
            foreach (AttributeSpec spec in unit.Abbreviations[shape].Attributes)
            {
                AttributeValue value = AttributeValue.Read(ref cursor, unit.Header, spec);
                if (spec.Name is DwarfAttribute.LinkageName or DwarfAttribute.MipsLinkageName)
                    return unit.Text(value);
                if (spec.Name == DwarfAttribute.Name)
                    name ??= unit.Text(value);
                else if (spec.Name is DwarfAttribute.AbstractOrigin or DwarfAttribute.Specification)
                    next = unit.Reference(value);
            }
            if (next is not int target)
                return name;
            entry = target;
        }
        return name;
    }

    DwarfUnit? UnitAt(int entry)
    {
        int number = Bisection.UpperBound(_headers.Length, i => _headers[i].Start <= entry) - 1;
        return number >= 0 && entry >= _headers[number].Entries && entry < _headers[number].End ? Unit(number) : null;
    }
}
