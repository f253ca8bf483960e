namespace Kallsyms.Tables;

/// <summary>The size of each sub-table in bytes: of a table, or of the room reserved for one.</summary>
readonly struct TableSizes : IEquatable<TableSizes>
{
    readonly int[] _bytes;

    TableSizes(int[] bytes) => _bytes = bytes;

    /// <summary>Takes one size per <see cref="SubTable"/>.</summary>
    public static TableSizes From(Func<SubTable, int> size)
    {
        var bytes = new int[SubTables.Count];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = size((SubTable)i);
        return new(bytes);
    }

    /// <summary>The size of one sub-table in bytes.</summary>
    public int this[SubTable part] => _bytes[(int)part];

    /// <summary>The size of all sub-tables together, without alignment.</summary>
    public long Total => _bytes.Sum(bytes => (long)bytes);

    /// <summary>Returns the larger size for each sub-table.</summary>
    public TableSizes Max(TableSizes other)
    {
        TableSizes mine = this;
        return From(part => Math.Max(mine[part], other[part]));
    }

    /// <summary>Whether every sub-table fits into the same part of <paramref name="room"/>.</summary>
    public bool FitsInto(TableSizes room)
    {
        for (int i = 0; i < _bytes.Length; i++)
        {
            if (_bytes[i] > room._bytes[i])
                return false;
        }
        return true;
    }

    /// <summary>Returns where each sub-table starts relative to the first one, and where the last one ends.</summary>
    public (int[] Offsets, int End) Place(TableSpec spec)
    {
        var offsets = new int[SubTables.Count];
        long at = 0;
        foreach (SubTable part in spec.Order)
        {
            at = (at + spec.Alignment - 1) / spec.Alignment * spec.Alignment;
            offsets[(int)part] = (int)at;
            at += this[part];
        }
        at = (at + spec.EndAlignment - 1) / spec.EndAlignment * spec.EndAlignment;
        if (at > Array.MaxLength)
            throw new KallsymsException(ErrorKind.Negative, $"a table of {at} bytes is larger than 2 GiB");
        return (offsets, (int)at);
    }

    /// <inheritdoc/>
    public bool Equals(TableSizes other) => _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TableSizes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Total.GetHashCode();

    /// <summary>Whether all sizes are equal.</summary>
    public static bool operator ==(TableSizes left, TableSizes right) => left.Equals(right);

    /// <summary>Whether any size differs.</summary>
    public static bool operator !=(TableSizes left, TableSizes right) => !left.Equals(right);
}
