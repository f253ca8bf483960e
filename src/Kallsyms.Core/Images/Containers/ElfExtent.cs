using Kallsyms.Elf;

namespace Kallsyms.Images.Containers;

/// <summary>Where an ELF file ends: behind it, in flash memory, there may be something else.</summary>
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
            return Contents.Unknown; // damaged headers do not make the bytes behind them useless
        }
    }
}
