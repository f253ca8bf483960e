using Kallsyms.Elf;
using Kallsyms.Images.Layers;
using Kallsyms.Images.Paging;

namespace Kallsyms.Export;

/// <summary>
/// The memory of a kernel running in a dump as an ELF core by virtual address, for debuggers: everything that its page tables map, each
/// byte once in the file however often it is mapped.
/// </summary>
sealed class MemoryCore
{
    const int Page = 4096;
    const int MostSegments = 0xffff; // PN_XNUM: the number is then in the first section header

    readonly ImageBytes _memory;
    readonly ElfFormat _format;
    readonly ElfMachine _machine;
    readonly List<Mapping> _mappings;
    readonly List<(long Start, long End)> _parts; // of the memory, in file order

    MemoryCore(ImageBytes memory, ElfFormat format, ElfMachine machine, List<Mapping> mappings)
    {
        (_memory, _format, _machine, _mappings) = (memory, format, machine, mappings);
        _parts = [];
        foreach (Mapping mapping in mappings.OrderBy(mapping => mapping.Place))
        {
            if (_parts.Count > 0 && mapping.Place <= _parts[^1].End)
                _parts[^1] = (_parts[^1].Start, Math.Max(_parts[^1].End, mapping.Place + mapping.Length));
            else
                _parts.Add((mapping.Place, mapping.Place + mapping.Length));
        }
    }

    /// <summary>Plans the file.</summary>
    /// <param name="kernel">A running kernel.</param>
    /// <exception cref="KallsymsException">The kernel is not running here, or its page tables are damaged.</exception>
    public static MemoryCore Plan(Images.Kernel kernel)
    {
        PageWalk pages = kernel.Pages ?? throw new KallsymsException(ErrorKind.Negative,
            "no kernel runs here: no page tables were found that map one to where it lies", kernel.Image.Bytes.Name);
        return new(pages.Memory, kernel.Table!.Spec.Format, kernel.Machine!.Machine, MappedMemory.Of(pages));
    }

    /// <summary>Writes the file.</summary>
    public void Write(Stream output)
    {
        byte[] head = Head();
        output.Write(head);
        foreach ((long start, long end) in _parts)
            _memory.CopyTo(output, start, end - start);
    }

    byte[] Head()
    {
        bool isMany = _mappings.Count >= MostSegments;
        int sections = isMany ? _format.SectionHeaderSize : 0;
        long length = _format.HeaderSize + sections + (long)_mappings.Count * _format.SegmentHeaderSize;
        var head = new byte[(length + Page - 1) / Page * Page];
        HeaderRecord.Write(_format, head, new(ElfType.Core, _machine, 0, 0, 0, 0));
        HeaderRecord.WriteSegments(_format, head, _format.HeaderSize + sections, isMany ? MostSegments : _mappings.Count);
        if (isMany)
        {
            HeaderRecord.WriteSections(_format, head, _format.HeaderSize, 1, 0);
            _format.PutU32(head, _format.HeaderSize + (_format.Is64 ? 44 : 28), (uint)_mappings.Count); // sh_info
        }
        Dictionary<long, long> offsets = Offsets(head.Length);
        long[] starts = _parts.Select(part => part.Start).ToArray();
        for (int i = 0; i < _mappings.Count; i++)
        {
            Mapping mapping = _mappings[i];
            int found = Array.BinarySearch(starts, mapping.Place);
            long part = starts[found >= 0 ? found : ~found - 1];
            Span<byte> segment = head.AsSpan(_format.HeaderSize + sections + i * _format.SegmentHeaderSize, _format.SegmentHeaderSize);
            SegmentRecord.Write(
                _format, segment, mapping.Address, mapping.Physical, offsets[part] + mapping.Place - part, mapping.Length,
                (ulong)mapping.Length);
        }
        return head;
    }

    Dictionary<long, long> Offsets(long at)
    {
        var offsets = new Dictionary<long, long>();
        foreach ((long start, long end) in _parts)
        {
            offsets[start] = at;
            at += end - start;
        }
        return offsets;
    }
}
