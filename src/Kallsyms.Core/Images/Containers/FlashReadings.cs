using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>
/// Other ways to read a file whose kernels are damaged or missing: it may be a raw copy of NAND flash that nothing says is one.
/// </summary>
static class FlashReadings
{
    // The least number of pages in a block; pieces of pages are more.
    const int Pages = 32;

    /// <summary>Returns the ways that are possible for a file in memory, which it all takes to try them.</summary>
    public static IEnumerable<ContainerFormat> Of(ImageBytes file)
    {
        if (!file.IsInMemory || file.Length == 0 || DumpFormats.Match(file.Source))
            return [];
        return Layouts(file.Length).Select(layout => Fixed(NandPages.Name, NandPages.Read(layout, marks: [], file.Length)))
            .Concat(ErasedBlocks.LeftOut(file).Select(contents => Fixed("NAND", contents)));
    }

    /// <summary>What to do if none of these ways helped, for users; null if the length is not that of such a copy.</summary>
    public static string? Hint(long length)
    {
        NandLayout layout = Layouts(length).FirstOrDefault();
        return layout.Data == 0 ? null
            : $"if it is a raw copy of NAND flash, as its length of {length / layout.Unit} times {layout.Data} + {layout.Spare} bytes"
                + " suggests, read the flash again without spare bytes (nanddump without --oob)";
    }

    static IEnumerable<NandLayout> Layouts(long length) =>
        NandLayout.All.Where(layout => length > 0 && length % (layout.Unit * Pages) == 0);

    static ContainerFormat Fixed(string name, Contents contents) => new(name, _ => contents);
}
