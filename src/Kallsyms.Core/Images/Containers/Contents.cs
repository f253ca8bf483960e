namespace Kallsyms.Images.Containers;

/// <summary>What a header says of the image behind it.</summary>
/// <param name="Parts">
/// Those that may hold a kernel, most likely first; null: the image is the kernel itself, or nothing tells where in it the kernel is.
/// </param>
/// <param name="Length">Bytes of the image with its header; null: not known, so all that is there.</param>
sealed record Contents(IEnumerable<Part>? Parts, long? Length = null)
{
    /// <summary>The header tells nothing more than what the image is.</summary>
    public static Contents Unknown { get; } = new((IEnumerable<Part>?)null);

    /// <summary>
    /// Bytes that the image has at least, where it is not known that something else begins behind them; null: as many as its length.
    /// </summary>
    public long? Least { get; init; }

    /// <summary>Bytes without which the image is cut off; null: not known.</summary>
    public long? Needed => Least ?? Length;

    /// <summary>No other bytes look like this header: what it says counts also where a search found it.</summary>
    public bool IsSure { get; init; }

    /// <summary>It says that the image goes on behind the bytes that are there.</summary>
    public bool IsCutOff(long available) => IsSure && Needed > available;

    /// <summary>The kernel is packed, and lies somewhere in the image; what is there besides unpacks it.</summary>
    public bool IsPackedKernel { get; init; }

    /// <summary>Checksums of all that may hold a kernel. Those of single parts are with these.</summary>
    public IReadOnlyList<StoredSum> Sums { get; init; } = [];

    /// <summary>What is wrong with the header, so that nothing it says can be trusted; null: nothing is.</summary>
    public string? Damage { get; init; }

    /// <summary>What is wrong with the header, and does not concern the kernels; null: nothing is.</summary>
    public string? Note { get; init; }

    /// <summary>One part.</summary>
    public static Contents Of(Part part, long? length = null) => new([part], length);
}
