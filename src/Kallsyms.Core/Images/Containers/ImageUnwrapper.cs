using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>
/// Walks through the shells of an image: parts that headers lead to, then what lies behind the container, then, where no header tells where
/// the kernel is, what a search finds.
/// </summary>
/// <param name="limits">What it may cost.</param>
/// <param name="visit">
/// Is shown each image without a shell, and answers which ranges of it are kernels; what is left is searched for more.
/// </param>
sealed class ImageUnwrapper(UnpackLimits limits, Func<UnwrappedImage, IReadOnlyList<(long Start, long End)>> visit)
{
    // What a search finds in kernels are short test vectors and certificates, mostly.
    const int MinKernel = 64 << 10;

    readonly UnpackBudget _budget = new(limits);
    readonly HashSet<(BytePlace, string)> _opened = [];
    bool _partsAreSpent;
    bool _hasDump; // that was packed as a whole: one of them takes long enough

    /// <summary>What was wrong with parts that a header pointed to, and which limit was reached.</summary>
    public List<KallsymsException> Problems { get; } = [];

    /// <summary>What is in the input and is not read, with the tool that does.</summary>
    public List<KallsymsException> Foreign { get; } = [];

    /// <summary>Shows all images in <paramref name="image"/>.</summary>
    public void Unwrap(ImageBytes image) => Unwrap(image, BytePlace.Start, 0, [], null);

    // Containers may lie behind each other, without a header around them. The number of kernels, and the bytes of the first container.
    (int Kernels, long Length) Unwrap(ImageBytes image, BytePlace place, long offset, IReadOnlyList<Layer> outer, string? preference)
    {
        if (outer.Count >= limits.MaxDepth)
        {
            Problems.Add(new(ErrorKind.Unreadable, $"more than {limits.MaxDepth} layers within each other", image.Name, place.InInput));
            return (0, image.Length);
        }
        int kernels = 0;
        long first = 0;
        for (long at = 0; at < image.Length;)
        {
            ImageBytes rest = at == 0 ? image : image.Slice(at, image.Length - at, image.Name);
            (int found, long length) = UnwrapOne(rest, place + at, offset + at, outer, preference);
            kernels += found;
            first = at == 0 ? length : first;
            at += length;
            if (image.Length - at < MinKernel || !TakePart(image))
                break;
        }
        return (kernels, first);
    }

    (int Kernels, long Length) UnwrapOne(ImageBytes image, BytePlace place, long offset, IReadOnlyList<Layer> outer, string? preference)
    {
        var head = new ImageHead(image.Source);
        (ContainerFormat? format, Contents contents) = ContainerFormat.Recognise(head, _budget);
        if (format is null && ForeignFormat.Recognise(head) is { } foreign)
            Foreign.Add(foreign.Refuse(image.Name, place.InInput));
        long length = contents.Length is long own && own > 0 && image.Length - own >= MinKernel ? own : image.Length;
        ImageBytes bytes = length < image.Length ? image.Slice(0, length, image.Name) : image;
        var layer = new Layer(ContainerFormat.NameOf(format, contents), offset, length);
        IReadOnlyList<Layer> chain = [.. outer, layer];
        int kernels = 0;
        if (contents.Parts is { } parts)
        {
            foreach (Part part in parts)
                kernels += UnwrapPart(bytes, part, place, chain, format!, preference).Kernels;
        }
        else
        {
            IReadOnlyList<(long Start, long End)> taken = visit(new(bytes, chain, place) { Preference = preference });
            kernels += taken.Count + Search(bytes, taken, place, chain, preference);
        }
        return (kernels, length);
    }

    // A container that a search finds covers what the search finds in it, if it has a kernel.
    int Search(ImageBytes image, IReadOnlyList<(long Start, long End)> taken, BytePlace place, IReadOnlyList<Layer> chain,
        string? preference)
    {
        int kernels = 0;
        long covered = 0;
        foreach (Part part in PartSearch.Find(image, taken, _budget))
        {
            if (part.Offset < covered)
                continue;
            (int found, long length) = UnwrapPart(image, part, place, chain, null, preference);
            kernels += found;
            if (found > 0 && part.Codec is null)
                covered = part.Offset + length;
        }
        return kernels;
    }

    // Without a format, the part was found by searching.
    (int Kernels, long Length) UnwrapPart(
        ImageBytes image, Part part, BytePlace place, IReadOnlyList<Layer> chain, ContainerFormat? format, string? preference)
    {
        if (!TakePart(image))
            return default;
        long length = Math.Min(part.Length, image.Length - part.Offset);
        string? how = part.Codec?.ToString() ?? (part.Assemble is null && part.Arrange is null ? null : part.Name);
        BytePlace start = place + part.Offset;
        // Two headers may lead to the same packed bytes.
        if (how is not null && !_opened.Add((start, how)))
            return default;
        if (Open(image, part, report: format is not null) is not ImageBytes inner || format is null && inner.Length < MinKernel)
            return default;
        BytePlace within = how is null ? start : new(new(start, length, how, IsExact: part.Codec is null, part.IsMemory), 0);
        if (part.IsMemory)
            return (visit(new(inner, chain, within) { Preference = preference }).Count, length);
        bool ownLayer = part.Codec is not null && format?.Name != ContainerFormat.Packed;
        IReadOnlyList<Layer> shells = ownLayer ? [.. chain, new Layer(how!, part.Offset, length)] : chain;
        return Unwrap(inner, within, ownLayer ? 0 : part.Offset, shells, part.Preference ?? preference);
    }

    bool TakePart(ImageBytes image)
    {
        if (_budget.TakePart())
            return true;
        if (!_partsAreSpent)
            Problems.Add(new(ErrorKind.Unreadable, $"more than {limits.MaxParts} parts, which is the limit", image.Name));
        _partsAreSpent = true;
        return false;
    }

    // A header's word is worth a report; what merely looks like packed data need not be any.
    ImageBytes? Open(ImageBytes image, Part part, bool report)
    {
        try
        {
            return Unpack(image, part, isLed: report);
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Unreadable)
        {
            if (report || _budget.IsSpent)
                Problems.Add(new(e.Kind, $"{part.Name}: {e.Message}", image.Name, part.Offset, e));
            return null;
        }
    }

    ImageBytes Unpack(ImageBytes image, Part part, bool isLed)
    {
        if (part.Offset < 0 || part.Offset >= image.Length || part.Length <= 0)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable,
                $"0x{part.Length:x} bytes at 0x{part.Offset:x} are not inside the 0x{image.Length:x} bytes around them");
        }
        string name = $"{image.Name}({part.Name})";
        if (part.Arrange is { } arrange)
            return ImageBytes.From(ByteSource.FromSparse(arrange(image.Source), part.IsMemory ? image.Name : name));
        if (isLed && !_hasDump && PackedDump.Unpack(image, part, _budget, name) is { } dump)
        {
            _hasDump = true;
            return dump;
        }
        if (part.Assemble is { } assemble)
            return ImageBytes.FromMemory(assemble(image, _budget), name);
        // A header may count padding that a copy of the image has lost; what is there may still be whole.
        ImageBytes slice = image.Slice(part.Offset, Math.Min(part.Length, image.Length - part.Offset), name);
        return part.Codec is Codec codec
            ? ImageBytes.FromMemory(Unpacker.Unpack(codec, slice.Read(0, slice.Length), _budget), name)
            : slice;
    }
}
