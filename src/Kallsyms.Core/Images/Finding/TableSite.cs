using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Finding;

/// <summary>Tokens that agree with their index, preceded by names that match their markers: only tables have both.</summary>
/// <param name="Base">The position in the image that the arrays are relative to.</param>
/// <param name="Tokens">Token table and index.</param>
/// <param name="Names">Names and what belongs to them.</param>
/// <param name="BigEndian">Whether numbers are big-endian.</param>
readonly record struct TableSite(long Base, TokenArrays Tokens, NameArrays Names, bool BigEndian)
{
    /// <summary>The range around a table in a large dump that holds names, addresses and the rest of a kernel.</summary>
    public const long Reach = 48 << 20;

    // The range before a token index that holds tokens and names. Those of a million symbols take 20 MB.
    const long NamesReach = 24 << 20;

    // Strings of a token table are before its index, no farther than its numbers reach.
    const int TokenReach = 70_000;

    // Token tables that agree with their index: images have one for each kernel, and a file with very many was made to waste time.
    const int MaxTokenTables = 64;

    /// <summary>A position in the table: that of its token index.</summary>
    public long Index => Base + Tokens.Index;

    /// <summary>The position of the first byte that certainly belongs to the table.</summary>
    public long Start => Base + Names.NumSyms;

    /// <summary>The position after its index.</summary>
    public long End => Index + TokenIndexSweep.IndexSize;

    /// <summary>Returns all sites of an image, in order.</summary>
    public static IEnumerable<TableSite> Find(ImageBytes image)
    {
        int tokenTables = 0;
        byte[] buffer = [];
        foreach ((long index, bool bigEndian) in TokenIndexSweep.Find(image))
        {
            if (!HasTokens(image, index, bigEndian))
                continue;
            if (++tokenTables > MaxTokenTables)
                yield break;
            if (Read(image, index, bigEndian, ref buffer) is { } site)
                yield return site;
        }
    }

    static TableSite? Read(ImageBytes image, long index, bool bigEndian, ref byte[] buffer)
    {
        long start = image.IsInMemory ? 0 : Math.Max(0, index - NamesReach);
        ReadOnlySpan<byte> bytes = image.Read(start, (int)(index + TokenIndexSweep.IndexSize - start), ref buffer);
        return TokenArrays.Find(bytes, (int)(index - start), bigEndian) is { } tokens
            && NameArrays.Find(bytes, tokens.Table, bigEndian) is { } names ? new(start, tokens, names, bigEndian) : null;
    }

    // In a large dump, checking the strings is cheaper than reading everything that may be around them.
    static bool HasTokens(ImageBytes image, long index, bool bigEndian)
    {
        long start = Math.Max(0, index - TokenReach);
        byte[] buffer = [];
        ReadOnlySpan<byte> bytes = image.Read(start, (int)(index + TokenIndexSweep.IndexSize - start), ref buffer);
        return TokenArrays.Find(bytes, (int)(index - start), bigEndian) is not null;
    }
}
