using Kallsyms.Elf;

namespace Kallsyms.Images.Finding;

/// <summary>
/// The addresses of an absolute table whose slots hold zeros in the image because relative relocations carry them (arm64 with KASLR, up
/// to 4.5 and in later vendor kernels). They are applied to a copy of the slots; the image is not modified.
/// </summary>
static class RelocatedEntries
{
    /// <summary>
    /// Returns the slots as the kernel sees them, and the address of the first; null if no relocations fill a row of that many slots.
    /// The row is recognised by its length: nothing else in a kernel has one relocation per word for so long.
    /// </summary>
    public static (byte[] Entries, ulong Place)? Find(ReadOnlySpan<byte> bytes, ElfFormat format, ReadOnlySpan<byte> slots)
    {
        (ulong Address, ulong Value)[] relocations = PointerSample.Relocations(bytes, format);
        Array.Sort(relocations, (left, right) => left.Address.CompareTo(right.Address));
        int count = slots.Length / 8;
        int best = 0;
        int first = -1;
        for (int start = 0, end = 0; start < relocations.Length; start++)
        {
            while (end < relocations.Length && relocations[end].Address - relocations[start].Address < (ulong)slots.Length)
                end++;
            if (end - start > best)
                (best, first) = (end - start, start);
        }
        // A few symbols are absolute and need no relocation.
        if (best < count - count / 8 || first < 0)
            return null;
        byte[] entries = slots.ToArray();
        ulong place = relocations[first].Address;
        foreach ((ulong address, ulong value) in relocations.AsSpan(first, best))
        {
            if (address % 8 == place % 8)
                format.PutU64(entries, (int)(address - place), value);
        }
        return (entries, place);
    }
}
