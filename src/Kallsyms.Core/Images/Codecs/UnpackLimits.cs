namespace Kallsyms.Images.Codecs;

/// <summary>What unpacking one image may cost. Kernels pack about 1:5; what packs a thousand times denser was made to harm.</summary>
/// <param name="MaxOutput">Bytes that all layers together may unpack to.</param>
/// <param name="MaxRatio">Bytes out for each byte in, of one layer, once it exceeds <paramref name="FreeOutput"/>.</param>
/// <param name="FreeOutput">Bytes that any layer may unpack to, however small it is.</param>
/// <param name="MaxDepth">Layers within layers.</param>
/// <param name="MaxParts">Parts that are looked into in all.</param>
/// <param name="MaxDump">Bytes of a dump that is packed as a whole, which is unpacked to disk.</param>
public sealed record UnpackLimits(
    long MaxOutput = 512L << 20, int MaxRatio = 64, long FreeOutput = 64 << 20, int MaxDepth = 8, int MaxParts = 512,
    long MaxDump = 8L << 30)
{
    /// <summary>The limits that hold unless the caller says otherwise.</summary>
    public static UnpackLimits Default { get; } = new();

    /// <summary>The same for an input of some length: a large one, with many kernels in it, may unpack to eight times its bytes.</summary>
    internal static UnpackLimits For(long input)
    {
        const long most = 2L << 30;
        return Default with { MaxOutput = Math.Max(Default.MaxOutput, Math.Min(input, most / 8) * 8) };
    }
}
