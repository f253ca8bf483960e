using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Finding;

/// <summary>
/// The bytes around one table that may belong to its kernel: up to the tables before and after it. Anything beyond belongs to other
/// kernels, and is no evidence about this one.
/// </summary>
/// <param name="Image">The image.</param>
/// <param name="Start">The position of the first byte.</param>
/// <param name="End">The position after the last byte.</param>
sealed record TableWindow(ImageBytes Image, long Start, long End)
{
    /// <summary>Returns a window for each table of an image, in order, with what is known about the table.</summary>
    /// <param name="image">The image.</param>
    /// <param name="isOneKernel">Whether everything belongs to one kernel, as in an ELF file.</param>
    public static IEnumerable<(TableWindow Window, TableSite Site)> Find(ImageBytes image, bool isOneKernel)
    {
        if (isOneKernel)
        {
            foreach (TableSite site in TableSite.Find(image))
                yield return (Around(image, 0, site, image.Length), site);
            yield break;
        }
        List<TableSite> sites = [.. TableSite.Find(image)];
        for (int i = 0; i < sites.Count; i++)
        {
            long start = i == 0 ? 0 : Math.Min(sites[i - 1].End, sites[i].Start);
            long end = i + 1 < sites.Count ? Math.Max(sites[i + 1].Start, sites[i].End) : image.Length;
            yield return (Around(image, start, sites[i], end), sites[i]);
        }
    }

    /// <summary>Reads its bytes.</summary>
    public ReadOnlyMemory<byte> Read() => Image.Read(Start, End - Start);

    /// <summary>Returns all arrays that a table at a site may have, as far as sizes and alignments tell.</summary>
    public IEnumerable<TableArrays> Arrays(TableSite site)
    {
        int moved = checked((int)(Start - site.Base));
        return Arrays(site.BigEndian, site.Tokens.Cut(moved), site.Names.Cut(moved), (int)(site.End - Start));
    }

    /// <summary>
    /// Returns the arrays beside names that were found, in bytes cut so that what is aligned in the kernel is aligned in them, wherever
    /// in the image the kernel starts. Positions are relative to the window.
    /// </summary>
    public IEnumerable<TableArrays> Arrays(bool bigEndian, TokenArrays? tokens, NameArrays names, int behind)
    {
        ReadOnlyMemory<byte> bytes = Read();
        // The halves of 64-bit pointers look like 32-bit ones, so wide forms are tried first, at both places.
        foreach (bool is64 in (bool[])[true, false])
        {
            foreach (int cut in names.Cuts(Start))
            {
                NameArrays cutNames = names.Cut(cut);
                foreach (AddressArrays addresses in AddressArrays.Candidates(cutNames, behind - cut, uncompressed: tokens is null))
                {
                    if (addresses.Is64 == is64)
                        yield return new(bytes[cut..], Start + cut, bigEndian, tokens?.Cut(cut), cutNames, addresses);
                }
            }
        }
    }

    static TableWindow Around(ImageBytes image, long start, TableSite site, long end) => image.IsInMemory
        ? new(image, start, end)
        : new(image, Math.Max(start, site.Index - TableSite.Reach), Math.Min(end, site.Index + TableSite.Reach));
}
