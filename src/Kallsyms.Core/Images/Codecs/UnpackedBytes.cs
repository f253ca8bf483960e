namespace Kallsyms.Images.Codecs;

/// <summary>The output of a decoder, in an array that grows up to a limit.</summary>
sealed class UnpackedBytes
{
    // No decoder produces this many bytes from input that is not compressed.
    const int Convincing = 64 << 10;

    readonly long _limit;
    byte[] _bytes;

    public UnpackedBytes(long limit) => (_limit, _bytes) = (Math.Min(limit, Array.MaxLength), []);

    /// <summary>The maximum number of bytes.</summary>
    public long Limit => _limit;

    public int Length { get; private set; }

    /// <summary>
    /// Whether a decoder has read so much that the input is certainly compressed data, so that an error means damage worth reporting.
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

    /// <summary>The matching checksum stored beside the compressed data, such as "crc32"; null if there is none.</summary>
    public string? Checksum { get; set; }

    /// <summary>The bytes written so far.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>The bytes written so far, to be changed in place.</summary>
    public Span<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Allocates an announced size at once; a false size is not trusted beyond the limit.</summary>
    public void Expect(long size)
    {
        if (size > _bytes.Length && size <= _limit)
            Grow(size);
    }

    /// <summary>Returns room for at least <paramref name="count"/> bytes after those written.</summary>
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

    /// <summary>Counts bytes that were written to <see cref="Room"/>.</summary>
    public void Advance(int count) => Length += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends everything that a stream yields.</summary>
    public void Append(Stream stream)
    {
        while (true)
        {
            // At the limit, one more byte is requested to distinguish the end from more data.
            int count = Length < _limit ? stream.Read(Room(1)) : stream.ReadByte() < 0 ? 0 : Room(1).Length;
            if (count == 0)
                return;
            Length += count;
        }
    }

    /// <summary>Compares a checksum stored beside the data with that of the unpacked bytes.</summary>
    /// <param name="name">Its name: "crc32".</param>
    /// <param name="expected">The stored value.</param>
    /// <param name="found">The computed value.</param>
    /// <param name="what">What it covers: "xz block at 0x1000".</param>
    /// <exception cref="KallsymsException">The checksums differ.</exception>
    public void Check(string name, uint expected, uint found, string what)
    {
        if (expected != found)
            throw Error($"damaged {what}: {name} {expected:x8} expected, {found:x8} found");
        Checksum = name;
    }

    /// <summary>Compares checksums of other lengths.</summary>
    /// <exception cref="KallsymsException">The checksums differ.</exception>
    public void Check(string name, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> found, string what)
    {
        if (!expected.SequenceEqual(found))
        {
            throw Error(
                $"damaged {what}: {name} {Convert.ToHexStringLower(expected)} expected, {Convert.ToHexStringLower(found)} found");
        }
        Checksum = name;
    }

    /// <summary>Returns the bytes as an array of exactly that length.</summary>
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
