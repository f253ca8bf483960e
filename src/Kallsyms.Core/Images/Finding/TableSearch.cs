using Kallsyms.Elf;
using Kallsyms.Images.Layers;
using Kallsyms.Images.Machines;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>Searches for tables by their structure.</summary>
sealed class TableSearch(UnwrappedImage image, AddressMap map, SymbolList? own)
{
    const int MaxCode = 16 << 20;

    int _left;

    /// <summary>Returns the best table of each window.</summary>
    /// <param name="candidates">The maximum number of candidates to prove.</param>
    public List<EmbeddedTable> Run(int candidates)
    {
        _left = candidates;
        var found = new List<EmbeddedTable>();
        bool compressed = false;
        foreach ((TableWindow window, TableSite site) in TableWindow.Find(image.Bytes, map.IsKnown))
        {
            compressed = true;
            Add(found, window.Arrays(site));
            if (map.IsKnown && found.Any(table => table.Proof.IsProved) || _left <= 0)
                return found;
        }
        if (!compressed && image.Bytes.IsInMemory)
            AddLiteral(found);
        return found;
    }

    bool HasAll(TableArrays arrays) => arrays.IsInside && Enum.GetValues<SubTable>().All(part =>
        arrays.Place(part) is not var (offset, length) || image.Bytes.IsKnown(offset, length));

    // Names without tokens have no index to sweep for; the first table is found, then the one after it.
    void AddLiteral(List<EmbeddedTable> found)
    {
        foreach (bool bigEndian in (bool[])[false, true])
        {
            for (long start = 0; start < image.Bytes.Length && _left > 0;)
            {
                ReadOnlyMemory<byte> bytes = image.Bytes.Read(start, image.Bytes.Length - start);
                if (LiteralNames.Find(bytes.Span, bigEndian) is not var (names, behind))
                    break;
                // What follows may be another kernel's.
                (NameArrays Names, int Behind)? next = LiteralNames.Find(bytes.Span[behind..], bigEndian);
                long end = start + (next is { } other ? behind + other.Names.NumSyms : bytes.Length);
                Add(found, new TableWindow(image.Bytes, start, end).Arrays(bigEndian, null, names, behind));
                start += behind;
            }
        }
    }

    // The proved candidate, or else the first that decodes.
    void Add(List<EmbeddedTable> found, IEnumerable<TableArrays> candidates)
    {
        EmbeddedTable? best = null;
        MachineEvidence? evidence = null;
        bool isFirst = true;
        foreach (TableArrays arrays in candidates)
        {
            evidence = isFirst ? Evidence(arrays) : evidence;
            isFirst = false;
            // A form may fit both widths; then code decides.
            bool widthIsKnown = evidence is { Is64: not null };
            if ((map.IsKnown || arrays.Names.FitsBothWidths) && widthIsKnown && evidence!.Is64 != arrays.Format.Is64)
                continue;
            if (Read(arrays, evidence?.Machine ?? ElfMachine.None) is not { } candidate)
                continue;
            EmbeddedTable proved = TableProver.Prove(image.Bytes, map, candidate, own, widthIsKnown);
            if (proved.Proof.IsProved)
            {
                found.Add(proved);
                return;
            }
            best ??= proved;
            if (--_left <= 0)
                break;
        }
        if (best is not null)
            found.Add(best);
    }

    // Code lies before the table; what lies after it may be another kernel's.
    MachineEvidence? Evidence(TableArrays arrays)
    {
        if (map.IsKnown)
            return new(map.Elf!.Header.Machine, map.Elf.Format.Is64, "ELF header");
        ReadOnlySpan<byte> before = arrays.Bytes.Span[..arrays.Names.NumSyms];
        return MachineEvidence.FromCode(before[(Math.Max(0, before.Length - MaxCode) & ~7)..]);
    }

    TableCandidate? Read(TableArrays arrays, ElfMachine machine)
    {
        // A page missing from a dump reads as zeros, which some forms would take for addresses.
        if (image.Bytes.IsMachineMemory && !HasAll(arrays))
            return null;
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
}
