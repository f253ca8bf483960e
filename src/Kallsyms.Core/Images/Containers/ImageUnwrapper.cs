using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>
/// Walks through the shells of an image. Candidates come one by one, those that headers lead to first; only when the caller asks for
/// more are the bytes of a candidate searched for packed data.
/// </summary>
sealed class ImageUnwrapper(UnpackLimits limits)
{
    // What a search finds in kernels are short test vectors and certificates, mostly.
    const int MinKernel = 64 << 10;

    readonly UnpackBudget _budget = new(limits);

    /// <summary>What was wrong with parts that a header pointed to.</summary>
    public List<KallsymsException> Problems { get; } = [];

    /// <summary>All images without a shell in <paramref name="image"/>.</summary>
    public IEnumerable<UnwrappedImage> Unwrap(ImageBytes image) => Unwrap(image, 0, []);

    IEnumerable<UnwrappedImage> Unwrap(ImageBytes image, long offset, IReadOnlyList<Layer> outer)
    {
        if (outer.Count >= limits.MaxDepth)
        {
            Problems.Add(new(ErrorKind.Unreadable, $"more than {limits.MaxDepth} layers within each other", image.Name, offset));
            yield break;
        }
        var head = new ImageHead(image.Source);
        (ContainerFormat? format, Part[] parts) = ContainerFormat.Recognise(head);
        IReadOnlyList<Layer> chain = [.. outer, new(Name(format, parts), offset, image.Length)];
        bool search = parts.Length == 0;
        if (search)
            yield return new(image, chain);
        foreach (Part part in search ? PartSearch.Find(image) : parts)
        {
            if (!_budget.TakePart())
                yield break;
            if (Open(image, part, report: !search) is not ImageBytes inner || search && inner.Length < MinKernel)
                continue;
            (long at, IReadOnlyList<Layer> shells) = part.Codec is Codec codec && format?.Name != ContainerFormat.Packed
                ? (0, [.. chain, new Layer(codec.ToString(), part.Offset, Math.Min(part.Length, image.Length - part.Offset))])
                : (part.Offset, chain);
            foreach (UnwrappedImage candidate in Unwrap(inner, at, shells))
                yield return candidate;
        }
    }

    static string Name(ContainerFormat? format, Part[] parts) =>
        format is null ? "flat" : format.Name == ContainerFormat.Packed && parts is [{ Codec: Codec codec }] ? codec.ToString() : format.Name;

    // A header's word is worth a report; what merely looks like packed data need not be any.
    ImageBytes? Open(ImageBytes image, Part part, bool report)
    {
        try
        {
            return Unpack(image, part);
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Unreadable)
        {
            if (report)
                Problems.Add(new(e.Kind, $"{part.Name}: {e.Message}", image.Name, part.Offset, e));
            return null;
        }
    }

    ImageBytes Unpack(ImageBytes image, Part part)
    {
        if (part.Offset < 0 || part.Offset >= image.Length || part.Length <= 0)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"0x{part.Length:x} bytes at 0x{part.Offset:x} are not inside the 0x{image.Length:x} bytes around them");
        }
        // A header may count padding that a copy of the image has lost; what is there may still be whole.
        ImageBytes slice = image.Slice(part.Offset, Math.Min(part.Length, image.Length - part.Offset), $"{image.Name}({part.Name})");
        return part.Codec is Codec codec
            ? ImageBytes.FromMemory(Unpacker.Unpack(codec, slice.Read(0, slice.Length), _budget), slice.Name)
            : slice;
    }
}
