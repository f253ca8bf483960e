namespace Kallsyms.Images.Codecs;

/// <summary>Bytes that a decoder writes, in one array that grows up to a limit.</summary>
sealed class UnpackedBytes
{
    // Bytes that no decoder makes of what is not packed.
    const int Convincing = 64 << 10;

    readonly long _limit;
    byte[] _bytes;

    public UnpackedBytes(long limit) => (_limit, _bytes) = (Math.Min(limit, Array.MaxLength), []);

    /// <summary>Most bytes that may be written.</summary>
    public long Limit => _limit;

    public int Length { get; private set; }

    /// <summary>
    /// A decoder read so much that the input is packed data, and does not just look like it: an error is then damage worth a word.
    /// </summary>
    public bool IsReal
    {
        get => field || Length >= Convincing;
        set;
    }

    /// <summary>The packed bytes ended before the data did, or may have: with more of them, more may come out.</summary>
    public bool RanOut { get; set; }

    /// <summary>How many bytes of the input were packed data; behind them there may be something else.</summary>
    public long Taken { get; set; }

    /// <summary>The checksum beside the packed data, which holds: "crc32"; null: there is none.</summary>
    public string? Checksum { get; set; }

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>What was written, to change it.</summary>
    public Span<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Makes room at once for an announced size; a size that lies is not believed beyond the limit.</summary>
    public void Expect(long size)
    {
        if (size > _bytes.Length && size <= _limit)
            Grow(size);
    }

    /// <summary>Room for at least <paramref name="count"/> bytes behind what was written.</summary>
    /// <exception cref="KallsymsException">The limit is reached.</exception>
    public Span<byte> Room(int count)
    {
        long needed = (long)Length + count;
        if (needed > _limit)
            throw Error($"unpacks to more than {_limit} bytes, which is the limit");
        if (needed > _bytes.Length)
            Grow(Math.Min(_limit, Math.Max(needed, _bytes.Length * 2L)));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Counts bytes that were put into <see cref="Room"/>.</summary>
    public void Advance(int count) => Length += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends everything a stream yields.</summary>
    public void Append(Stream stream)
    {
        while (true)
        {
            // At the limit there is still a byte of room to ask for, which tells "ends here" from "goes on".
            int count = Length < _limit ? stream.Read(Room(1)) : stream.ReadByte() < 0 ? 0 : Room(1).Length;
            if (count == 0)
                return;
            Length += count;
        }
    }

    /// <summary>Holds a checksum that stands beside the data against the one of what was unpacked.</summary>
    /// <param name="name">What it is: "crc32".</param>
    /// <param name="expected">As it stands there.</param>
    /// <param name="found">Of what was unpacked.</param>
    /// <param name="what">Of what: "xz block at 0x1000".</param>
    /// <exception cref="KallsymsException">They differ.</exception>
    public void Check(string name, uint expected, uint found, string what)
    {
        if (expected != found)
            throw Error($"damaged {what}: {name} {expected:x8} expected, {found:x8} found");
        Checksum = name;
    }

    /// <summary>The same for checksums of other lengths.</summary>
    /// <exception cref="KallsymsException">They differ.</exception>
    public void Check(string name, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> found, string what)
    {
        if (!expected.SequenceEqual(found))
        {
            throw Error(
                $"damaged {what}: {name} {Convert.ToHexStringLower(expected)} expected, {Convert.ToHexStringLower(found)} found");
        }
        Checksum = name;
    }

    /// <summary>What was written, as an array of exactly that length.</summary>
    public byte[] ToArray()
    {
        if (_bytes.Length != Length)
            Array.Resize(ref _bytes, Length);
        return _bytes;
    }

    /// <summary>The error for packed data that go on behind the bytes that are there.</summary>
    /// <param name="what">How they are packed.</param>
    /// <param name="available">How many bytes are there.</param>
    /// <param name="isReal">It is surely packed data.</param>
    public KallsymsException Truncated(string what, int available, bool isReal = false)
    {
        RanOut = true;
        IsReal |= isReal;
        return Error($"truncated: {what} data go on behind the {available} bytes that are there");
    }

    public static KallsymsException Error(string message) => new(ErrorKind.Unreadable, message);

    void Grow(long size)
    {
        byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(size, 4096), _limit));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        _bytes = larger;
    }
}
