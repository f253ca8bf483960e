namespace Kallsyms.Images.Codecs;

/// <summary>What remains of the limits while an image is unpacked.</summary>
sealed class UnpackBudget(UnpackLimits limits)
{
    long _output = limits.MaxOutput;
    int _parts = limits.MaxParts;
    int _steps = MaxSteps;

    // Images of real devices take a few thousand.
    const int MaxSteps = 1 << 20;

    public UnpackLimits Limits => limits;

    /// <summary>Whether as many bytes were unpacked as are permitted.</summary>
    public bool IsSpent => _output <= 0;

    /// <summary>Counts another part; returns false if the limit is reached.</summary>
    public bool TakePart() => _parts-- > 0;

    /// <summary>Counts a step of reading headers: a place that looks like one, or a token of a tree.</summary>
    /// <exception cref="KallsymsException">There were more steps than any real image takes.</exception>
    public void TakeStep()
    {
        if (_steps-- <= 0)
            throw UnpackedBytes.Error($"headers that take more than {MaxSteps} steps to read, which is the limit: made to harm");
    }

    /// <summary>Returns the number of bytes that a layer of <paramref name="packed"/> bytes may unpack to.</summary>
    /// <exception cref="KallsymsException">Nothing is left.</exception>
    public long Allowance(long packed) => _output > 0
        ? Math.Min(_output, limits.FreeOutput + packed * limits.MaxRatio)
        : throw UnpackedBytes.Error($"unpacks to more than {limits.MaxOutput} bytes in all, which is the limit");

    /// <summary>Allocates room for bytes that are assembled rather than unpacked.</summary>
    /// <exception cref="KallsymsException">There are more than are left.</exception>
    public byte[] Take(long count)
    {
        if (count > Math.Min(_output, Array.MaxLength))
            throw UnpackedBytes.Error($"unpacks to more than {limits.MaxOutput} bytes in all, which is the limit");
        Charge(count);
        return GC.AllocateUninitializedArray<byte>((int)count);
    }

    /// <summary>Counts what a layer unpacked to, usable or not.</summary>
    public void Charge(long bytes) => _output -= bytes;
}
