using Kallsyms.Elf;

namespace Kallsyms.Export;

/// <summary>Writes program headers of loaded memory.</summary>
static class SegmentRecord
{
    const int Page = 4096;

    /// <summary>Writes a program header.</summary>
    /// <param name="format">Word size and byte order.</param>
    /// <param name="segment">The destination, which must be all zeros.</param>
    /// <param name="address">Virtual address.</param>
    /// <param name="physical">Physical address.</param>
    /// <param name="offset">The file offset.</param>
    /// <param name="length">The number of bytes in the file.</param>
    /// <param name="memory">The number of bytes in memory.</param>
    public static void Write(ElfFormat format, Span<byte> segment, ulong address, ulong physical, long offset, long length, ulong memory)
    {
        int word = format.WordSize;
        int at = format.Is64 ? 8 : 4;
        format.PutU32(segment, 0, 1); // PT_LOAD
        format.PutU32(segment, format.Is64 ? 4 : 24, 7); // read, write, execute
        format.PutWord(segment, at, (ulong)offset);
        format.PutWord(segment, at + word, address);
        format.PutWord(segment, at + 2 * word, physical);
        format.PutWord(segment, at + 3 * word, (ulong)length);
        format.PutWord(segment, at + 4 * word, memory);
        format.PutWord(segment, format.Is64 ? 48 : 28, Page);
    }
}
