using Kallsyms.Images.Layers;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Finding;

/// <summary>Finds the tables in the bytes of an image; see docs/images.md for the method.</summary>
static class TableFinder
{
    // Every candidate that decodes is proved; damaged or hostile images may have many that cannot be.
    const int MaxCandidates = 64;

    /// <summary>Returns one table for each kernel in the image, in order: the proved one, or else the best found there.</summary>
    /// <param name="image">The image.</param>
    /// <param name="problems">Receives errors about an image whose headers or labels promise more than is found.</param>
    public static IReadOnlyList<EmbeddedTable> FindAll(UnwrappedImage image, List<KallsymsException> problems)
    {
        AddressMap map = AddressMap.Read(image.Bytes);
        SymbolList? own = null;
        EmbeddedTable? labelled = null;
        try
        {
            own = map.Elf is { } elf ? OwnSymbols.Read(elf) : null;
            labelled = own is null ? null : SymtabTableFinder.Find(map.Elf!, own);
        }
        catch (KallsymsException e)
        {
            // Damaged, or with labels that lead nowhere: the bytes are searched instead.
            problems.Add(e);
        }
        if (labelled is { Proof.IsOpen: false })
            return [labelled];
        var search = new TableSearch(image, map, own);
        List<EmbeddedTable> found = search.Run(MaxCandidates);
        if (!map.IsKnown)
            return found;
        // An ELF file is one kernel.
        return found.FirstOrDefault(table => table.Proof.IsProved) is { } proved ? [proved]
            : labelled is not null ? [labelled]
            : [.. found.Take(1)];
    }
}
