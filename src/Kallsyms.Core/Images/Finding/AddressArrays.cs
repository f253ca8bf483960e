using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>
/// A place and a form in which the addresses of a table may lie, computed only from sizes and alignments. Positions are relative to the
/// searched bytes.
/// </summary>
/// <param name="Encoding">How addresses are stored.</param>
/// <param name="Is64">Whether addresses have 64 bits.</param>
/// <param name="Start">The start of the entries.</param>
/// <param name="RelativeBase">The position of relative_base, in encodings that have one.</param>
/// <param name="SeqsOfNames">The position of the index by name.</param>
readonly record struct AddressArrays(AddressEncoding Encoding, bool Is64, int Start, int? RelativeBase, int? SeqsOfNames)
{
    public bool IsFirst(NameArrays names) => Start < names.NumSyms;

    /// <summary>Returns all places and forms that some release used with the names that were found; others are not tried.</summary>
    /// <param name="names">The known arrays.</param>
    /// <param name="behind">The position after names and tokens.</param>
    /// <param name="uncompressed">Whether there are no tokens.</param>
    public static IEnumerable<AddressArrays> Candidates(NameArrays names, int behind, bool uncompressed = false)
    {
        int slot = names.Names - names.NumSyms;
        foreach (bool is64 in (bool[])[true, false])
        {
            int word = is64 ? 8 : 4;
            if (slot is 8 or 256 != is64 && slot != 4 || names.CounterSize > word)
                continue;
            foreach (AddressArrays before in slot == 4 && is64 ? [] : Before(names, is64, word, slot))
            {
                yield return before;
                // Without tokens, an index by name follows the markers (6.2, 6.3).
                if (uncompressed && names.CounterSize == 4 && slot <= 8)
                    yield return before with { SeqsOfNames = names.NumSyms + Up(behind - names.NumSyms, slot) };
            }
            if (names.SeqsOfNames is not null || slot > 8)
                continue;
            foreach (AddressArrays after in Behind(names.Count, names.NumSyms + Up(behind - names.NumSyms, slot), is64, word, slot))
                yield return after;
        }
    }

    // Up to 6.3: the addresses end where num_syms starts.
    static IEnumerable<AddressArrays> Before(NameArrays names, bool is64, int word, int align)
    {
        int relativeBase = names.NumSyms - align;
        int offsets = relativeBase - Up(names.Count * 4L, align);
        if (offsets >= 0)
        {
            yield return new(AddressEncoding.BaseRelative, is64, offsets, relativeBase, names.SeqsOfNames);
            if (is64)
                yield return new(AddressEncoding.PercpuAbsolute, is64, offsets, relativeBase, names.SeqsOfNames);
        }
        int addresses = names.NumSyms - Up((long)names.Count * word, align);
        if (addresses >= 0)
            yield return new(AddressEncoding.Absolute, is64, addresses, null, names.SeqsOfNames);
    }

    // From 6.4 on: the addresses follow the token index, and the index by name follows them.
    static IEnumerable<AddressArrays> Behind(int count, int start, bool is64, int word, int align)
    {
        if (align == 4)
            yield return new(is64 ? AddressEncoding.PlaceRelative : AddressEncoding.Direct, is64, start, null, start + count * 4);
        if (align == 4 && !is64)
            yield return new(AddressEncoding.PlaceRelative, is64, start, null, start + count * 4);
        if (align != word)
            yield break;
        int relativeBase = start + Up(count * 4L, align);
        yield return new(AddressEncoding.BaseRelative, is64, start, relativeBase, relativeBase + word);
        if (is64)
            yield return new(AddressEncoding.PercpuAbsolute, is64, start, relativeBase, relativeBase + word);
        yield return new(AddressEncoding.Absolute, is64, start, null, start + Up((long)count * word, align));
    }

    static int Up(long size, int align) => (int)Math.Min((size + align - 1) / align * align, int.MaxValue / 4);
}
