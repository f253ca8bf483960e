namespace Kallsyms.Dwarf;

/// <summary>Maps the addresses of a unit to files and lines.</summary>
sealed class LineTable
{
    readonly LineHeader _header;

    // Rows ascend within a sequence, and after linking, sequences do not overlap.
    readonly List<Row> _rows = [];
    readonly List<(ulong Start, ulong End, int First, int Count)> _sequences = [];

    /// <summary>Runs the program of a unit.</summary>
    /// <exception cref="KallsymsException">The program is damaged.</exception>
    public LineTable(DwarfSections sections, DwarfUnit unit, ulong offset)
    {
        DwarfCursor cursor = sections.Read(sections.Lines, offset);
        _header = new(sections, unit, ref cursor);
        new LineProgram(_header, AddSequence).Run(cursor);
        _sequences.Sort((a, b) => a.Start.CompareTo(b.Start));
    }

    /// <summary>The approximate memory it takes, in records.</summary>
    public int Length => _rows.Count;

    /// <summary>A row: code from this address on comes from that line.</summary>
    public readonly record struct Row(ulong Address, uint File, uint Line);

    /// <summary>Returns the full name of a file; null if there is none of that number.</summary>
    public string? File(ulong number) => _header.File(number);

    /// <summary>Returns the row of an address.</summary>
    /// <returns>Null if the unit has no line for it.</returns>
    public Row? Find(ulong address)
    {
        int at = Bisection.UpperBound(_sequences.Count, i => _sequences[i].Start <= address) - 1;
        // Of overlapping sequences, the innermost.
        for (int tries = 0; at >= 0 && tries < 64; at--, tries++)
        {
            (ulong _, ulong end, int first, int count) = _sequences[at];
            if (address < end)
                return _rows[first + Bisection.UpperBound(count, i => _rows[first + i].Address <= address) - 1];
        }
        return null;
    }

    void AddSequence(List<Row> rows, ulong end)
    {
        // Unsorted rows are sorted; of several at one address the last counts.
        bool isSorted = true;
        for (int i = 1; i < rows.Count && isSorted; i++)
            isSorted = rows[i - 1].Address <= rows[i].Address;
        IEnumerable<Row> ordered = isSorted ? rows : rows.OrderBy(row => row.Address);
        int first = _rows.Count;
        foreach (Row row in ordered)
        {
            if (_rows.Count > first && _rows[^1].Address == row.Address)
                _rows[^1] = row;
            else
                _rows.Add(row);
        }
        if (_rows.Count > first && _rows[first].Address < end)
            _sequences.Add((_rows[first].Address, end, first, _rows.Count - first));
    }
}
