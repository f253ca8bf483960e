using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>Finds the table in the bytes of an image; see docs/images.md for the method.</summary>
static class TableFinder
{
    // Around a token index in a large dump: names, addresses and the rest of a kernel.
    const long Reach = 48 << 20;

    // Strings of a token table are before its index, and no farther than its numbers reach.
    const int TokenReach = 70_000;

    // Every candidate that decodes is proved; damaged or hostile images may have many that do not.
    const int MaxCandidates = 64;

    // Token tables that agree with their index: images have one, and what has very many was made to take time.
    const int MaxTokenTables = 64;

    /// <summary>The first proved table; if none is, the best that was found, or null.</summary>
    /// <param name="image">The image.</param>
    /// <param name="problems">What is wrong with an image whose headers or labels promise more than is found is added here.</param>
    public static EmbeddedTable? Find(UnwrappedImage image, List<KallsymsException> problems)
    {
        AddressMap map = AddressMap.Read(image.Bytes);
        ElfMachine machine = map.Elf?.Header.Machine ?? MachineTable.FromImageFormat(image.Format);
        SymbolList? own = null;
        EmbeddedTable? best = null;
        try
        {
            own = map.Elf is { } elf ? OwnSymbols.Read(elf) : null;
            best = own is null ? null : SymtabTableFinder.Find(map.Elf!, own);
        }
        catch (KallsymsException e)
        {
            // Damaged, or labels that lead nowhere: the bytes are searched instead.
            problems.Add(e);
        }
        if (best is { Proof.IsOpen: false })
            return best;
        int tried = 0;
        foreach (TableArrays arrays in FindArrays(image.Bytes))
        {
            if (map.IsKnown && map.Elf!.Format.Is64 != arrays.Format.Is64)
                continue;
            if (Read(arrays, map, machine) is not { } candidate)
                continue;
            EmbeddedTable proved = TableProver.Prove(image, map, candidate, own);
            if (proved.Proof.IsProved)
                return proved;
            best ??= proved;
            if (++tried >= MaxCandidates)
                break;
        }
        return best;
    }

    static TableCandidate? Read(TableArrays arrays, AddressMap map, ElfMachine machine)
    {
        ulong? place = map.Address(arrays.Start + arrays.Addresses.Start);
        if (TableCandidate.Read(arrays, machine, place) is { } candidate)
            return candidate;
        if (arrays.Addresses.Encoding != AddressEncoding.Absolute || !arrays.Addresses.Is64 || !arrays.IsInside)
            return null;
        (long offset, long length) = arrays.Place(SubTable.Addresses)!.Value;
        ReadOnlySpan<byte> slots = arrays.Bytes.Span.Slice((int)(offset - arrays.Start), (int)length);
        return RelocatedEntries.Find(arrays.Bytes.Span, arrays.Format, slots) is var (entries, at) && (place ?? at) == at
            ? TableCandidate.Read(arrays, machine, at, entries: entries)
            : null;
    }

    static IEnumerable<TableArrays> FindArrays(ImageBytes image)
    {
        bool compressed = false;
        int tokenTables = 0;
        foreach ((long index, bool bigEndian) in TokenIndexSweep.Find(image))
        {
            if (!HasTokens(image, index, bigEndian))
                continue;
            if (++tokenTables > MaxTokenTables)
                break;
            long start = image.IsInMemory ? 0 : Math.Max(0, index - Reach);
            long end = image.IsInMemory ? image.Length : Math.Min(image.Length, index + Reach);
            ReadOnlyMemory<byte> bytes = image.Read(start, end - start);
            int at = (int)(index - start);
            if (TokenArrays.Find(bytes.Span, at, bigEndian) is not { } tokens || NameArrays.Find(bytes.Span, tokens.Table, bigEndian) is not { } names)
                continue;
            compressed = true;
            foreach (AddressArrays addresses in AddressArrays.Candidates(names, at + TokenIndexSweep.IndexSize))
                yield return new(bytes, start, bigEndian, tokens, names, addresses);
        }
        if (compressed || !image.IsInMemory)
            yield break;
        ReadOnlyMemory<byte> all = image.Read(0, image.Length);
        foreach (bool bigEndian in (bool[])[false, true])
        {
            if (LiteralNames.Find(all.Span, bigEndian) is not var (names, behind))
                continue;
            foreach (AddressArrays addresses in AddressArrays.Candidates(names, behind, uncompressed: true))
                yield return new(all, 0, bigEndian, null, names, addresses);
        }
    }

    // In a large dump, a look at the strings is cheaper than reading all that may be around them.
    static bool HasTokens(ImageBytes image, long index, bool bigEndian)
    {
        long start = Math.Max(0, index - TokenReach);
        byte[] buffer = [];
        ReadOnlySpan<byte> bytes = image.Read(start, (int)(index + TokenIndexSweep.IndexSize - start), ref buffer);
        return TokenArrays.Find(bytes, (int)(index - start), bigEndian) is not null;
    }
}
