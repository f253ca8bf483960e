namespace Kallsyms.Images.Containers;

/// <summary>What a header says about the image that follows it.</summary>
/// <param name="Parts">
/// The parts that may contain a kernel, most likely first; null if the image is the kernel itself, or the place of the kernel is
/// unknown.
/// </param>
/// <param name="Length">The size of the image in bytes, including its header; null if unknown, so that everything present counts.</param>
sealed record Contents(IEnumerable<Part>? Parts, long? Length = null)
{
    /// <summary>Contents about which the header says nothing but the kind of the image.</summary>
    public static Contents Unknown { get; } = new((IEnumerable<Part>?)null);

    /// <summary>
    /// The minimum size of the image in bytes, if it is unknown whether something else follows; null if it is the same as the length.
    /// </summary>
    public long? Least { get; init; }

    /// <summary>The number of bytes without which the image is truncated; null if unknown.</summary>
    public long? Needed => Least ?? Length;

    /// <summary>No other bytes look like this header: what it says counts also where a search found it.</summary>
    public bool IsSure { get; init; }

    /// <summary>It says that the image goes on behind the bytes that are there.</summary>
    public bool IsCutOff(long available) => IsSure && Needed > available;

    /// <summary>Whether the kernel is packed somewhere in the image, and the rest unpacks it.</summary>
    public bool IsPackedKernel { get; init; }

    /// <summary>Checksums over everything that may contain a kernel. Those of single parts are with the parts.</summary>
    public IReadOnlyList<StoredSum> Sums { get; init; } = [];

    /// <summary>Why the header cannot be trusted, or null.</summary>
    public string? Damage { get; init; }

    /// <summary>What is wrong with the header without affecting the kernels, or null.</summary>
    public string? Note { get; init; }

    /// <summary>What people should know about the container that keeps no kernel from being read, or null.</summary>
    public string? Remark { get; init; }

    /// <summary>Creates contents of one part.</summary>
    public static Contents Of(Part part, long? length = null) => new([part], length);
}
