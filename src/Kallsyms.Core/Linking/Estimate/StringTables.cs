namespace Kallsyms.Linking.Estimate;

/// <summary>String tables that become one buffer, one behind the other, so that no name has to be copied by itself.</summary>
sealed class StringTables
{
    readonly Dictionary<byte[], int> _starts = new(ReferenceEqualityComparer.Instance);
    readonly List<byte[]> _tables = [];
    (byte[]? Table, int Start) _last;
    int _length;

    /// <summary>Where a table begins in the buffer; a new one is added.</summary>
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

    /// <summary>The buffer.</summary>
    public byte[] Join()
    {
        var joined = new byte[_length];
        foreach (byte[] table in _tables)
            table.CopyTo(joined, _starts[table]);
        return joined;
    }
}
