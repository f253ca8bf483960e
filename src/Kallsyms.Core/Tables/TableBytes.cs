namespace Kallsyms.Tables;

/// <summary>The bytes of a table in an image: for each sub-table its address and the bytes from there on.</summary>
/// <param name="Source">The name of the image in messages.</param>
sealed record TableBytes(string Source)
{
    readonly (ulong Address, ReadOnlyMemory<byte> Bytes)?[] _parts = new (ulong, ReadOnlyMemory<byte>)?[SubTables.Count];

    /// <summary>Copies the object, so that further sub-tables can be added.</summary>
    public TableBytes Copy()
    {
        var copy = new TableBytes(Source);
        _parts.CopyTo(copy._parts, 0);
        return copy;
    }

    /// <summary>Records a sub-table; <paramref name="bytes"/> may extend beyond its end.</summary>
    public void Set(SubTable part, ulong address, ReadOnlyMemory<byte> bytes) => _parts[(int)part] = (address, bytes);

    /// <summary>The sub-tables that were recorded.</summary>
    public IEnumerable<SubTable> Parts => Enum.GetValues<SubTable>().Where(Has);

    /// <summary>Whether the image has a sub-table.</summary>
    public bool Has(SubTable part) => _parts[(int)part] is not null;

    /// <summary>Returns the address of its label.</summary>
    public ulong Address(SubTable part) => Part(part).Address;

    /// <summary>Returns the bytes from its label on.</summary>
    public ReadOnlySpan<byte> From(SubTable part) => Part(part).Bytes.Span;

    /// <summary>Returns exactly <paramref name="count"/> bytes from its label on.</summary>
    /// <exception cref="KallsymsException">There are fewer bytes.</exception>
    public ReadOnlySpan<byte> Exactly(SubTable part, long count)
    {
        ReadOnlySpan<byte> bytes = From(part);
        return count <= bytes.Length
            ? bytes[..(int)count]
            : throw Damaged(part, bytes.Length, $"ends after {bytes.Length} bytes, {count} expected");
    }

    internal KallsymsException Damaged(SubTable part, long offset, string message) =>
        new(ErrorKind.Unreadable, $"{part.Label()}+0x{offset:x}: {message}", Source);

    (ulong Address, ReadOnlyMemory<byte> Bytes) Part(SubTable part) =>
        _parts[(int)part] ?? throw new KallsymsException(ErrorKind.Unreadable, $"has no {part.Label()}", Source);
}
