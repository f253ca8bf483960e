using Kallsyms.Tokens;

namespace Kallsyms.Tables;

/// <summary>How names are compressed. The same decoder reads every choice.</summary>
enum Compression
{
    /// <summary>Byte-for-byte what the kernel's own tool writes for that format.</summary>
    Kernel,

    /// <summary>Smaller: the dictionary is chosen freely, and names are spelt with the fewest codes.</summary>
    Best,
}

/// <summary>Compresses names.</summary>
static class Compressions
{
    /// <summary>Learns a dictionary on the names and encodes them with it.</summary>
    public static CompressedNames Compress(this Compression compression, NameList names, TableFormat format) => compression switch
    {
        Compression.Kernel when format.Tokens == TokenRule.Sampled => SampledCompressor.Compress(names),
        Compression.Kernel => PairCompressor.Compress(names),
        Compression.Best => BestCompressor.Compress(names),
        _ => throw new ArgumentOutOfRangeException(nameof(compression)),
    };

    /// <summary>The same, while another process needs a processor.</summary>
    public static CompressedNames CompressBeside(this Compression compression, NameList names, TableFormat format) =>
        compression == Compression.Kernel && format.Tokens != TokenRule.Sampled
            ? PairCompressor.Compress(names, Math.Max(1, Environment.ProcessorCount - 1))
            : compression.Compress(names, format);
}
