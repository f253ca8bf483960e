using Kallsyms.Elf;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Finding;

/// <summary>Maps the bytes of an image to addresses, as far as its own headers tell.</summary>
sealed class AddressMap
{
    readonly ElfSegment[] _segments;

    AddressMap(ElfFile? elf, ElfSegment[] segments) => (Elf, _segments) = (elf, segments);

    /// <summary>The ELF headers, or null.</summary>
    public ElfFile? Elf { get; }

    /// <summary>Whether the headers locate the bytes.</summary>
    public bool IsKnown => _segments.Length > 0;

    /// <summary>Reads the map of an ELF file; for anything else it is unknown.</summary>
    public static AddressMap Read(ImageBytes image)
    {
        if (image.IsMachineMemory || !ElfFile.IsElf(image.Source))
            return new(null, []);
        try
        {
            ElfFile elf = ElfFile.Parse(image.Source);
            // A core file contains the kernel's memory at several addresses at once.
            if (elf.Header.Type == ElfType.Core)
                return new(elf, []);
            return new(elf, elf.Segments.Where(segment => segment is { IsLoaded: true, FileSize: > 0 }).ToArray());
        }
        catch (KallsymsException)
        {
            return new(null, []); // damaged headers do not make the bytes after them useless
        }
    }

    /// <summary>Returns the offset of the byte at an address, or null.</summary>
    public long? Offset(ulong address)
    {
        foreach (ElfSegment segment in _segments)
        {
            if (address - segment.Address < (ulong)segment.FileSize)
                return segment.Offset + (long)(address - segment.Address);
        }
        return null;
    }

    /// <summary>Returns the ranges of loaded bytes; everything for an image without such headers.</summary>
    public IEnumerable<(long Start, long End)> Ranges(long length) => !IsKnown ? [(0, length)]
        : _segments.Select(segment => (Math.Min(segment.Offset, length), Math.Min(segment.Offset + Math.Max(segment.FileSize, 0), length)));

    /// <summary>Returns the address of a byte, or null.</summary>
    public ulong? Address(long offset)
    {
        foreach (ElfSegment segment in _segments)
        {
            if (offset >= segment.Offset && offset - segment.Offset < segment.FileSize)
                return segment.Address + (ulong)(offset - segment.Offset);
        }
        return null;
    }
}
