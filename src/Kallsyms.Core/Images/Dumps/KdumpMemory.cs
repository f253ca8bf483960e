using System.Buffers;
using System.Numerics;
using Kallsyms.Elf;

namespace Kallsyms.Images.Dumps;

/// <summary>The pages of a kdump-compressed dump, unpacked on demand.</summary>
sealed class KdumpMemory : SparseBytes
{
    const int DescriptorSize = 24; // offset, size and compression of the stored page, flags of the page itself
    const int GroupBytes = 64; // of the bitmap, before each of which the stored pages are counted
    const int MaxRun = 8 << 20; // bytes of pages that are unpacked at once

    readonly ByteSource _file;
    readonly KdumpHeader _header;
    readonly ElfFormat _format;
    readonly int[] _ranks; // number of stored pages before each group
    readonly long _end; // the file is truncated from this page on
    volatile Content _first; // of the page that is stored first, which all pages of zeros share

    enum Content
    {
        Unknown,
        Zeros,
        Other,
    }

    KdumpMemory(ByteSource file, KdumpHeader header)
    {
        (_file, _header, _format) = (file, header, new(true, header.BigEndian));
        _ranks = new int[header.Bitmap.Length / GroupBytes + 2];
        for (int group = 0, count = 0; group < _ranks.Length; group++)
        {
            _ranks[group] = count;
            count += Count(group * GroupBytes, Math.Min(header.Bitmap.Length, (group + 1) * GroupBytes));
        }
        Length = header.Bitmap.Length * 8L * header.BlockSize;
        _end = IsWhole() ? header.Bitmap.Length * 8L : FirstMissing();
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Opens the memory.</summary>
    /// <exception cref="KallsymsException">Headers are damaged, or say that the file is one of several.</exception>
    public static SparseBytes Open(ByteSource file) => new KdumpMemory(file, KdumpHeader.Read(file));

    /// <inheritdoc/>
    public override IEnumerable<(long Start, long End)> Known(long start, long end)
    {
        int block = _header.BlockSize;
        long last = Math.Min((Math.Min(end, Length) + block - 1) / block, _end);
        for (long page = start / block; page < last;)
        {
            if (!IsStored(page))
            {
                page = (page & 7) == 0 && _header.Bitmap[page / 8] == 0 ? page + 8 : page + 1;
                continue;
            }
            long first = page;
            while (page < last && IsStored(page))
                page++;
            yield return (Math.Max(first * block, start), Math.Min(page * block, end));
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(long Start, long End)> Filled(long start, long end)
    {
        int block = _header.BlockSize;
        foreach ((long from, long to) in Known(start, end))
        {
            long done = from;
            foreach ((long first, long last) in FilledPages(from / block, (to + block - 1) / block))
            {
                // What is searched for may begin or end with zeros.
                long until = Math.Min(to, (last + 1) * block);
                yield return (Math.Max(done, (first - 1) * block), until);
                done = until;
            }
        }
    }

    // Of pages that are all stored, those that are not the shared one.
    IEnumerable<(long First, long End)> FilledPages(long start, long end)
    {
        const int batch = 1 << 12;
        long first = -1;
        for (long at = start; at < end; at += batch)
        {
            int count = (int)Math.Min(batch, end - at);
            byte[] descriptors = _file.Read(_header.Descriptors + Rank(at) * DescriptorSize, (long)count * DescriptorSize);
            for (int i = 0; i < count; i++)
            {
                bool isZero = IsZero(descriptors.AsSpan(i * DescriptorSize, DescriptorSize));
                if (isZero && first >= 0)
                    yield return (first, at + i);
                first = isZero ? -1 : first < 0 ? at + i : first;
            }
        }
        if (first >= 0)
            yield return (first, end);
    }

    bool IsZero(ReadOnlySpan<byte> descriptor)
    {
        if (!IsFirst((long)_format.U64(descriptor, 0)))
            return false;
        if (_first == Content.Unknown)
            ReadPage(descriptor, new byte[_header.BlockSize]);
        return _first == Content.Zeros;
    }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> destination)
    {
        int block = _header.BlockSize;
        byte[] whole = ArrayPool<byte>.Shared.Rent(MaxRun);
        try
        {
            while (destination.Length > 0)
            {
                long page = offset / block;
                int inPage = (int)(offset - page * block);
                int pages = Math.Min((inPage + destination.Length + block - 1) / block, MaxRun / block);
                int length = Math.Min(destination.Length, pages * block - inPage);
                Array.Clear(whole, 0, pages * block);
                ReadPages(page, whole.AsMemory(0, pages * block));
                whole.AsSpan(inPage, length).CopyTo(destination);
                destination = destination[length..];
                offset += length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    void ReadPages(long first, Memory<byte> destination)
    {
        int block = _header.BlockSize;
        long end = Math.Min(first + destination.Length / block, _end);
        long[] stored = Enumerable.Range(0, (int)Math.Max(0, end - first)).Select(i => first + i).Where(IsStored).ToArray();
        if (stored.Length == 0)
            return;
        byte[] descriptors = _file.Read(_header.Descriptors + Rank(stored[0]) * DescriptorSize, (long)stored.Length * DescriptorSize);
        void Unpack(int i) => ReadPage(
            descriptors.AsSpan(i * DescriptorSize, DescriptorSize), destination.Span.Slice((int)(stored[i] - first) * block, block));
        if (stored.Length < 32)
        {
            for (int i = 0; i < stored.Length; i++)
                Unpack(i);
            return;
        }
        try
        {
            Parallel.For(0, stored.Length, Unpack);
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is KallsymsException problem)
        {
            throw problem;
        }
    }

    void ReadPage(ReadOnlySpan<byte> descriptor, Span<byte> page)
    {
        long at = (long)_format.U64(descriptor, 0);
        uint size = _format.U32(descriptor, 8);
        uint packing = _format.U32(descriptor, 12);
        // Most pages of a machine are zeros, as this one still is.
        if (_first == Content.Zeros && IsFirst(at))
            return;
        if (size > page.Length || at < 0)
            throw new KallsymsException(ErrorKind.Unreadable, $"a page of {size} bytes at 0x{at:x}: damaged", _file.Name);
        if (packing == 0)
            _file.Read(at, page[..(int)size]);
        else
            Unpack(packing, at, (int)size, page);
        if (IsFirst(at))
            _first = page.IndexOfAnyExcept((byte)0) < 0 ? Content.Zeros : Content.Other;
    }

    void Unpack(uint packing, long at, int size, Span<byte> page)
    {
        byte[] packed = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            _file.Read(at, packed.AsSpan(0, size));
            PageCodec.Unpack(packing, packed.AsMemory(0, size), page, _file.Name, at);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    bool IsStored(long page) => (_header.Bitmap[page / 8] & 1 << (int)(page & 7)) != 0;

    // The number of stored pages before a page.
    long Rank(long page)
    {
        int group = (int)(page / 8 / GroupBytes);
        int whole = (int)(page / 8);
        return _ranks[group] + Count(group * GroupBytes, whole)
            + BitOperations.PopCount((uint)(_header.Bitmap[whole] & (1 << (int)(page & 7)) - 1));
    }

    int Count(int from, int to)
    {
        int count = 0;
        for (int i = from; i < to; i++)
            count += BitOperations.PopCount(_header.Bitmap[i]);
        return count;
    }

    // Whether the last page other than the shared one lies inside the file.
    bool IsWhole()
    {
        long count = Math.Min(_ranks[^1], 1 << 16);
        long at = _header.Descriptors + (_ranks[^1] - count) * DescriptorSize;
        if (at + count * DescriptorSize > _file.Length)
            return false;
        byte[] descriptors = _file.Read(at, count * DescriptorSize);
        for (int i = (int)count - 1; i >= 0; i--)
        {
            ReadOnlySpan<byte> descriptor = descriptors.AsSpan(i * DescriptorSize, DescriptorSize);
            long start = (long)_format.U64(descriptor, 0);
            if (!IsFirst(start))
                return start > 0 && start <= _file.Length - _format.U32(descriptor, 8);
        }
        return true;
    }

    // Stored pages lie in order, except the one shared by all zero pages. In a truncated file, those past the cut are missing.
    long FirstMissing()
    {
        (long low, long high) = (0, _header.Bitmap.Length * 8L);
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            if (IsThere(middle))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    // Whether the next stored page other than the shared one, from a page on, lies inside the file.
    bool IsThere(long page)
    {
        Span<byte> descriptor = stackalloc byte[DescriptorSize];
        long total = _header.Bitmap.Length * 8L;
        long shared = -1;
        for (int tries = 0; page < total && tries < 1 << 16; page++)
        {
            if (!IsStored(page))
                continue;
            tries++;
            long at = _header.Descriptors + Rank(page) * DescriptorSize;
            if (at > _file.Length - DescriptorSize)
                return false;
            _file.Read(at, descriptor);
            long start = (long)_format.U64(descriptor, 0);
            if (start == shared || shared < 0 && IsFirst(start))
            {
                shared = start;
                continue;
            }
            return start > 0 && start <= _file.Length - _format.U32(descriptor, 8);
        }
        return true;
    }

    // The zero page is stored before all others, directly after the descriptors.
    bool IsFirst(long start) => start == _header.Descriptors + (long)_ranks[^1] * DescriptorSize;
}
