namespace Kallsyms.Images.Codecs;

/// <summary>
/// Limits on the cost of unpacking one image. Kernels compress about 5:1; what compresses a thousand times better is malicious.
/// </summary>
/// <param name="MaxOutput">The total number of bytes that all layers may unpack to.</param>
/// <param name="MaxRatio">The maximum unpacked bytes per packed byte for a layer that exceeds <paramref name="FreeOutput"/>.</param>
/// <param name="FreeOutput">The number of bytes that any layer may unpack to, however small it is.</param>
/// <param name="MaxDepth">The maximum nesting of layers.</param>
/// <param name="MaxParts">The total number of parts that are examined.</param>
/// <param name="MaxDump">The maximum size in bytes of a dump that is packed as a whole, which is unpacked to disk.</param>
public sealed record UnpackLimits(
    long MaxOutput = 512L << 20, int MaxRatio = 64, long FreeOutput = 64 << 20, int MaxDepth = 8, int MaxParts = 512,
    long MaxDump = 8L << 30)
{
    /// <summary>The limits of an input of ordinary size; a larger one may unpack to more, unless the caller says otherwise.</summary>
    public static UnpackLimits Default { get; } = new();

    /// <summary>
    /// Returns the limits for an input of some length: a large one, with many kernels in it, may unpack to eight times its size.
    /// </summary>
    internal static UnpackLimits For(long input)
    {
        const long most = 2L << 30;
        return Default with { MaxOutput = Math.Max(Default.MaxOutput, Math.Min(input, most / 8) * 8) };
    }
}
