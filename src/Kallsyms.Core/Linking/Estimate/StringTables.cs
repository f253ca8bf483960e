namespace Kallsyms.Linking.Estimate;

/// <summary>Concatenates string tables into one buffer, so that names need not be copied one by one.</summary>
sealed class StringTables
{
    readonly Dictionary<byte[], int> _starts = new(ReferenceEqualityComparer.Instance);
    readonly List<byte[]> _tables = [];
    (byte[]? Table, int Start) _last;
    int _length;

    /// <summary>Returns where a table begins in the buffer, adding a new one.</summary>
    public int Start(byte[] table)
    {
        if (_last.Table != table)
        {
            if (!_starts.TryGetValue(table, out int start))
            {
                _starts[table] = start = _length;
                _tables.Add(table);
                _length = checked(_length + table.Length);
            }
            _last = (table, start);
        }
        return _last.Start;
    }

    /// <summary>Returns the buffer.</summary>
    public byte[] Join()
    {
        var joined = new byte[_length];
        foreach (byte[] table in _tables)
            table.CopyTo(joined, _starts[table]);
        return joined;
    }
}
