namespace Kallsyms.Dwarf;

/// <summary>A function, or one that was inlined into another.</summary>
/// <param name="Entry">The offset of its entry in .debug_info.</param>
/// <param name="Parent">The index of the scope that it was inlined into; -1 if it is a function of its own.</param>
/// <param name="CallFile">The number of the file with the call.</param>
/// <param name="CallLine">The line of the call; 0 if unknown.</param>
readonly record struct FunctionScope(int Entry, int Parent, uint CallFile, uint CallLine);

/// <summary>The functions of a unit by address, including inlined ones.</summary>
sealed class FunctionScopes
{
    // Deeper than any compiler nests.
    const int MaxDepth = 1 << 12;

    readonly DwarfUnit _unit;
    readonly List<FunctionScope> _scopes = [];
    readonly List<(AddressRange Range, int Scope)> _ranges = [];

    // The code from each start up to the next belongs to that scope; -1 for none.
    readonly List<(ulong Start, int Scope)> _segments = [];

    /// <summary>Reads all entries of a unit.</summary>
    public FunctionScopes(DwarfSections sections, DwarfUnit unit)
    {
        _unit = unit;
        Read(sections);
        MakeSegments();
    }

    /// <summary>Returns the innermost function that an address belongs to; -1 if there is none.</summary>
    public int Find(ulong address)
    {
        int count = Bisection.UpperBound(_segments.Count, i => _segments[i].Start <= address);
        return count == 0 ? -1 : _segments[count - 1].Scope;
    }

    /// <summary>The approximate memory it takes, in records.</summary>
    public int Length => _segments.Count + _scopes.Count;

    /// <summary>Returns a function by its index.</summary>
    public FunctionScope this[int scope] => _scopes[scope];

    void Read(DwarfSections sections)
    {
        UnitHeader header = _unit.Header;
        DwarfCursor cursor = sections.Read(header, header.Entries);
        var parents = new Stack<int>(); // for each open entry, the scope of its children
        int scope = -1;
        var attributes = new Dictionary<uint, AttributeValue>();
        while (cursor.At < header.End)
        {
            int entry = cursor.At;
            ulong number = cursor.Leb();
            if (number == 0)
            {
                if (!parents.TryPop(out scope))
                    return;
                continue;
            }
            Abbreviation shape = _unit.Abbreviations[number];
            bool isScope = shape.Tag is DwarfTag.Subprogram or DwarfTag.InlinedSubroutine;
            attributes.Clear();
            ulong sibling = 0;
            foreach (AttributeSpec spec in shape.Attributes)
            {
                AttributeValue value = AttributeValue.Read(ref cursor, header, spec);
                if (isScope)
                    attributes[spec.Name] = value;
                else if (spec.Name == DwarfAttribute.Sibling && _unit.Reference(value) is int next)
                    sibling = (ulong)next;
            }
            if (!shape.HasChildren)
            {
                if (isScope)
                    Add(entry, shape.Tag, scope, attributes);
                continue;
            }
            if (MayHoldFunctions(shape.Tag) || sibling <= (ulong)cursor.At || sibling > (ulong)header.End)
            {
                parents.Push(scope);
                if (parents.Count > MaxDepth)
                    throw DwarfCursor.Damaged(entry);
                scope = isScope ? Add(entry, shape.Tag, scope, attributes) : scope;
            }
            else
            {
                cursor.Skip(sibling - (ulong)cursor.At);
            }
        }
    }

    // Types in C contain no code; classes in C++ contain functions.
    static bool MayHoldFunctions(uint tag) => tag is not (DwarfTag.ArrayType or DwarfTag.EnumerationType or DwarfTag.SubroutineType
        or DwarfTag.UnionType);

    int Add(int entry, uint tag, int parent, Dictionary<uint, AttributeValue> attributes)
    {
        AddressRange[] ranges = _unit.CodeRanges(attributes);
        uint Number(uint name) => attributes.TryGetValue(name, out AttributeValue value) ? (uint)value.Number : 0;
        bool isInlined = tag == DwarfTag.InlinedSubroutine;
        _scopes.Add(new(
            entry, isInlined ? parent : -1, Number(DwarfAttribute.CallFile), Number(DwarfAttribute.CallLine)));
        foreach (AddressRange range in ranges)
            _ranges.Add((range, _scopes.Count - 1));
        return _scopes.Count - 1;
    }

    // Ranges nest: one that starts later, or ends earlier, is further inside.
    void MakeSegments()
    {
        (AddressRange Range, int Scope)[] ordered =
            _ranges.OrderBy(range => range.Range.Start).ThenByDescending(range => range.Range.End).ThenBy(range => range.Scope).ToArray();
        _ranges.Clear();
        var open = new Stack<(ulong End, int Scope)>();
        foreach ((AddressRange range, int scope) in ordered)
        {
            CloseUpTo(range.Start, open);
            ulong end = open.TryPeek(out (ulong End, int Scope) outer) ? Math.Min(range.End, outer.End) : range.End;
            Mark(range.Start, scope);
            open.Push((end, scope));
        }
        CloseUpTo(ulong.MaxValue, open);
    }

    void CloseUpTo(ulong address, Stack<(ulong End, int Scope)> open)
    {
        while (open.TryPeek(out (ulong End, int Scope) top) && top.End <= address)
        {
            open.Pop();
            Mark(top.End, open.TryPeek(out (ulong End, int Scope) outer) ? outer.Scope : -1);
        }
    }

    void Mark(ulong start, int scope)
    {
        if (_segments.Count > 0 && _segments[^1].Start == start)
            _segments[^1] = (start, scope);
        else
            _segments.Add((start, scope));
    }
}
