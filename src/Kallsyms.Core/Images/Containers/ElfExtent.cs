using Kallsyms.Elf;

namespace Kallsyms.Images.Containers;

/// <summary>Determines where an ELF file ends: in flash memory, something else may follow it.</summary>
static class ElfExtent
{
    public static Contents? Find(ImageHead head)
    {
        if (!head.Has(0, "\u007fELF"u8))
            return null;
        try
        {
            ElfFile elf = ElfFile.Parse(head.Source);
            if (elf.Header.Type == ElfType.Core)
                return Contents.Unknown;
            ElfFormat format = elf.Format;
            int tail = 24 + 2 * format.WordSize;
            long sections = (long)Math.Min(format.Word(head.Bytes, tail), long.MaxValue / 2);
            long end = sections + (long)elf.Sections.Count * format.SectionHeaderSize;
            foreach (ElfSegment segment in elf.Segments)
                end = Math.Max(end, segment.Offset + segment.FileSize);
            foreach (ElfSection section in elf.Sections)
                end = section.Type is SectionType.NoBits or SectionType.Null ? end : Math.Max(end, section.Offset + section.Size);
            return new(null, end > 0 ? end : null);
        }
        catch (KallsymsException)
        {
            return Contents.Unknown with { Least = HeadersEnd(head) }; // damaged headers do not make the bytes after them useless
        }
    }

    // The end of the other headers according to the first one; most of them are at the end of a file.
    static long? HeadersEnd(ImageHead head)
    {
        var format = new ElfFormat(head.Bytes[4] == 2, head.Bytes[5] == 2);
        int tail = 24 + format.WordSize;
        long programs = (long)Math.Min(format.Word(head.Bytes, tail), long.MaxValue / 2);
        long sections = (long)Math.Min(format.Word(head.Bytes, tail + format.WordSize), long.MaxValue / 2);
        int sizes = tail + 2 * format.WordSize + 6;
        long end = Math.Max(
            programs + (long)format.U16(head.Bytes, sizes) * format.U16(head.Bytes, sizes + 2),
            sections + (long)format.U16(head.Bytes, sizes + 4) * format.U16(head.Bytes, sizes + 6));
        return end > 0 ? end : null;
    }
}
