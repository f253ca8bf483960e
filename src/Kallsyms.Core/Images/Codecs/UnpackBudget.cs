namespace Kallsyms.Images.Codecs;

/// <summary>What of the limits is left while an image is unpacked.</summary>
sealed class UnpackBudget(UnpackLimits limits)
{
    long _output = limits.MaxOutput;
    int _parts = limits.MaxParts;

    public UnpackLimits Limits => limits;

    /// <summary>Counts one more part; false: that many were looked into already.</summary>
    public bool TakePart() => _parts-- > 0;

    /// <summary>Bytes that a layer of <paramref name="packed"/> bytes may unpack to.</summary>
    /// <exception cref="KallsymsException">Nothing is left.</exception>
    public long Allowance(long packed) => _output > 0
        ? Math.Min(_output, limits.FreeOutput + packed * limits.MaxRatio)
        : throw UnpackedBytes.Error($"unpacks to more than {limits.MaxOutput} bytes in all, which is the limit");

    /// <summary>Counts what a layer unpacked to, usable or not.</summary>
    public void Charge(long bytes) => _output -= bytes;
}
