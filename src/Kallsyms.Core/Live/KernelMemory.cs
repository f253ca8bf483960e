using Kallsyms.Elf;
using Kallsyms.Images.Layers;
using Kallsyms.Images.Paging;

namespace Kallsyms.Live;

/// <summary>The memory of a kernel by virtual address. Anything missing from the dump is null, never zero.</summary>
sealed class KernelMemory(PageWalk pages, ElfFormat format)
{
    const int Page = 4096;
    const int MaxPages = 4096;
    const int MaxText = 4096;

    readonly Dictionary<ulong, byte[]?> _read = [];

    /// <summary>Word size and byte order.</summary>
    public ElfFormat Format => format;

    /// <summary>Returns the bytes of a range, or null.</summary>
    public byte[]? Read(ulong address, int length)
    {
        var bytes = new byte[length];
        for (int done = 0; done < length;)
        {
            ulong at = address + (ulong)done;
            if (ReadPage(at & ~(ulong)(Page - 1)) is not { } page)
                return null;
            int inPage = (int)(at & (Page - 1));
            int count = Math.Min(length - done, Page - inPage);
            page.AsSpan(inPage, count).CopyTo(bytes.AsSpan(done));
            done += count;
        }
        return bytes;
    }

    /// <summary>Returns a word, or null.</summary>
    public ulong? Word(ulong address) => Read(address, format.WordSize) is { } bytes ? format.Word(bytes, 0) : null;

    /// <summary>Returns a 32-bit number, or null.</summary>
    public uint? U32(ulong address) => Read(address, 4) is { } bytes ? format.U32(bytes, 0) : null;

    /// <summary>Returns the bytes of a string up to its zero, or null.</summary>
    public byte[]? Text(ulong address)
    {
        var text = new List<byte>();
        while (text.Count < MaxText)
        {
            if (ReadPage(address & ~(ulong)(Page - 1)) is not { } page)
                return null;
            ReadOnlySpan<byte> rest = page.AsSpan((int)(address & (Page - 1)));
            int end = rest.IndexOf((byte)0);
            text.AddRange(end < 0 ? rest : rest[..end]);
            if (end >= 0)
                return [.. text];
            address += (ulong)rest.Length;
        }
        return null;
    }

    byte[]? ReadPage(ulong address)
    {
        if (_read.TryGetValue(address, out byte[]? known))
            return known;
        if (_read.Count >= MaxPages)
            _read.Clear();
        ImageBytes memory = pages.Memory;
        byte[]? bytes = pages.Translate(address) is long at && at <= memory.Length - Page && memory.IsKnown(at, Page)
            ? memory.Source.Read(at, Page) : null;
        return _read[address] = bytes;
    }
}
