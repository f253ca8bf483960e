using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>
/// Opens the shells of an image: parts that headers refer to, then what lies after the container, then, if no header locates the
/// kernel, what a search finds.
/// </summary>
/// <param name="input">The input, which all messages name.</param>
/// <param name="limits">The limits on its cost.</param>
/// <param name="visit">
/// Receives each image without a shell, and returns the ranges of it that are kernels; the rest is searched further.
/// </param>
/// <param name="outermost">The kind of the input itself; null to recognise it.</param>
sealed class ImageUnwrapper(
    ImageBytes input, UnpackLimits limits, Func<UnwrappedImage, IReadOnlyList<(long Start, long End)>> visit,
    ContainerFormat? outermost = null)
{
    // Most of what a search finds in kernels is short test vectors and certificates.
    const int MinKernel = 64 << 10;

    // The smallest header, of a uImage: of what was cut off, that much may be left.
    const int MinHeader = 64;

    // Packed data of which that much unpacks are long enough to be worth reading eight times as much.
    const long FirstRead = 1 << 20;
    const int MoreReads = 8;

    readonly UnpackBudget _budget = new(limits);
    readonly HashSet<(BytePlace, string)> _opened = [];
    readonly List<(BytePlace, string)> _failed = [];
    readonly List<(BytePlace Start, long Length)> _searchedBehind = [];
    bool _partsAreSpent;
    bool _searchIsSpent;
    bool _hasDump; // a dump packed as a whole: one of them takes long enough
    long _summed;

    /// <summary>What is around an image, or around a part of it.</summary>
    /// <param name="Chain">All shells, from the input inwards.</param>
    /// <param name="Preference">Why a container prefers it to its other parts, for people; null if it does not.</param>
    /// <param name="IsWhole">Whether its shell contains all of it, as shown by a length, an end or a checksum.</param>
    /// <param name="IsFound">Whether it was found by searching, so that its header may be a coincidence.</param>
    readonly record struct Shell(IReadOnlyList<Layer> Chain, string? Preference, bool IsWhole, bool IsFound);

    /// <summary>Errors about parts that a header referred to, and the limit that was reached.</summary>
    public List<KallsymsException> Problems { get; } = [];

    /// <summary>Ranges that are damaged according to a checksum, in which nothing is a kernel.</summary>
    public List<(BytePlace Start, long Length)> Damaged { get; } = [];

    /// <summary>Unsupported parts of the input, with the tool that reads them.</summary>
    public List<KallsymsException> Foreign { get; } = [];

    /// <summary>Visits all images in the input.</summary>
    public void Unwrap() => Unwrap(input, BytePlace.Start, 0, new([], null, IsWhole: false, IsFound: false));

    // Containers may follow each other without a header around them; those after one found by a search are found by the same search.
    // Returns the number of kernels, and the size of the first container.
    (int Kernels, long Length) Unwrap(ImageBytes image, BytePlace place, long offset, Shell outer)
    {
        if (image.Length == 0)
            return default;
        if (outer.Chain.Count >= limits.MaxDepth)
        {
            Problems.Add(Problem($"more than {limits.MaxDepth} layers within each other", place));
            return (0, image.Length);
        }
        (int kernels, long first) = UnwrapOne(image, place, offset, outer);
        for (long at = first; !outer.IsFound && image.Length - at >= MinHeader && TakePart();)
        {
            ImageBytes rest = image.Slice(at, image.Length - at, image.Name);
            (int found, long length) = UnwrapOne(rest, place + at, offset + at, outer);
            kernels += found;
            at += length;
        }
        return (kernels, first);
    }

    (int Kernels, long Length) UnwrapOne(ImageBytes image, BytePlace place, long offset, Shell outer)
    {
        var head = new ImageHead(image.Source);
        (ContainerFormat? format, Contents contents) = outermost is not null && outer.Chain.Count == 0
            ? (outermost, outermost.Find(head, _budget)!) : Recognise(head);
        ForeignFormat? foreign = format is null ? ForeignFormat.Recognise(head) : null;
        if (foreign is not null)
            Foreign.Add(foreign.Refuse(input.Name, place.InInput));
        long length = contents.Length is long own && own > 0 && image.Length - own >= MinHeader ? own : image.Length;
        ImageBytes bytes = length < image.Length ? image.Slice(0, length, image.Name) : image;
        int problems = Problems.Count;
        string name = ContainerFormat.NameOf(format, contents);
        if (!IsSound(bytes, contents.Sums, contents.Damage, name, place))
            return (0, length);
        var layer = new Layer(name, offset, length)
        {
            Checksum = StoredSum.NameOf(contents.Sums, bytes),
            Remark = contents.Remark,
        };
        bool isWhole = contents.Needed is long needed ? needed <= image.Length : outer.IsWhole;
        Shell shell = outer with { Chain = [.. outer.Chain, layer], IsWhole = isWhole };
        int kernels;
        if (contents.Parts is Part[] and [{ Codec: not null } packed] && format!.Name == ContainerFormat.Packed)
            (kernels, length) = UnwrapPacked(bytes, packed, place, shell, format);
        else if (contents.Parts is { } parts)
            kernels = UnwrapParts(bytes, parts, place, shell, format!);
        else
            kernels = Visit(bytes, place, shell, contents.IsPackedKernel);
        // Files there may lie in pieces, or be packed by blocks: what a search cannot read need not be damaged.
        if (foreign is not null)
            Problems.RemoveRange(problems, Problems.Count - problems);
        if (contents.Note is { } note)
            Problems.Add(Problem(note, place));
        // A copy that lost some padding still has the complete kernel.
        bool isCutOff = outer.IsFound ? contents.IsCutOff(image.Length) : contents.Needed > image.Length;
        if (isCutOff && (kernels == 0 || contents.Needed - image.Length >= MinKernel))
            Problems.Insert(problems, Problem($"truncated: {image.Length} of {contents.Needed} bytes, by the header ({name})", place));
        if (kernels > 0 || format is null || Problems.Count == problems || outer.IsFound)
            return (kernels, length);
        var plain = new Layer(ContainerFormat.NameOf(null, Contents.Unknown), offset, image.Length);
        int others = SearchBehind(image, place, outer with { Chain = [.. outer.Chain, plain] }, problems);
        return (others, others > 0 ? image.Length : length);
    }

    // A container that is cut off says that it reaches into what follows it: others are found by their headers. What was wrong with them
    // because they ended where the first one did is forgotten.
    int SearchBehind(ImageBytes image, BytePlace place, Shell shell, int problems)
    {
        // The rest of what was searched need not be again.
        if (_searchedBehind.Exists(range => range.Start.Space == place.Space && place.IsWithin(range.Start, range.Length)))
            return 0;
        _searchedBehind.Add((place, image.Length));
        // There may be more of what could not be opened.
        _opened.ExceptWith(_failed);
        _failed.Clear();
        string[] known = [.. Problems.Skip(problems).Select(problem => problem.Message)];
        int kernels = Search(image, [], place, shell, headersOnly: true);
        int kept = problems + (kernels > 0 ? 1 : known.Length);
        KallsymsException[] others = [.. Problems.Skip(problems + known.Length).Where(problem => !known.Contains(problem.Message))];
        Problems.RemoveRange(kept, Problems.Count - kept);
        Problems.AddRange(others);
        return kernels;
    }

    // A header that cannot be read completely, within the limits, says nothing.
    (ContainerFormat?, Contents) Recognise(ImageHead head)
    {
        try
        {
            return ContainerFormat.Recognise(head, _budget);
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Unreadable && e.File is null)
        {
            return (null, Contents.Unknown with { Note = e.Message });
        }
    }

    // They end where the packed data do; whatever cannot be unpacked may end anywhere.
    (int Kernels, long Length) UnwrapPacked(ImageBytes image, Part part, BytePlace place, Shell shell, ContainerFormat format)
    {
        (int kernels, long length) = UnwrapPart(image, part, place, shell, format);
        return length > 0 ? (kernels, length) : (Visit(image, place, shell, isPackedKernel: false), image.Length);
    }

    int UnwrapParts(ImageBytes image, IEnumerable<Part> parts, BytePlace place, Shell shell, ContainerFormat format)
    {
        int kernels = 0;
        try
        {
            foreach (Part part in parts)
                kernels += UnwrapPart(image, part, place, shell, format).Kernels;
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Unreadable)
        {
            // The error concerns the container's own list of parts.
            Problems.Add(e.File is null ? Problem(e.Message, place, e) : e);
        }
        return kernels;
    }

    int Visit(ImageBytes image, BytePlace place, Shell shell, bool isPackedKernel)
    {
        IReadOnlyList<(long Start, long End)> taken = visit(new(image, shell.Chain, place)
        {
            Preference = shell.Preference,
            IsWhole = shell.IsWhole,
            IsPackedKernel = isPackedKernel,
        });
        return taken.Count + Search(image, taken, place, shell);
    }

    // A container found by a search covers what the search finds inside it, if it has a kernel.
    int Search(
        ImageBytes image, IReadOnlyList<(long Start, long End)> taken, BytePlace place, Shell shell, bool headersOnly = false)
    {
        int kernels = 0;
        long covered = 0;
        try
        {
            foreach (Part part in PartSearch.Find(image, taken, _budget, headersOnly))
            {
                if (part.Offset < covered)
                    continue;
                (int found, long length) = UnwrapPart(image, part, place, shell, null);
                kernels += found;
                if (found > 0)
                    covered = part.Offset + length;
            }
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Unreadable && e.File is null)
        {
            if (!_searchIsSpent) // its limit was reached
                Problems.Add(Problem(e.Message, place, e));
            _searchIsSpent = true;
        }
        return kernels;
    }

    // Without a format, the part was found by searching.
    (int Kernels, long Length) UnwrapPart(ImageBytes image, Part part, BytePlace place, Shell shell, ContainerFormat? format)
    {
        if (!TakePart())
            return default;
        long length = Math.Min(part.Length, image.Length - part.Offset);
        string? how = part.Codec?.ToString() ?? (part.Assemble is null && part.Arrange is null ? null : part.Name);
        BytePlace start = place + part.Offset;
        // Two headers may refer to the same packed bytes.
        if (how is not null && !_opened.Add((start, how)))
            return default;
        if (!IsSound(image, part.Sums, null, part.Name, place))
            return default;
        bool report = format is not null && !IsCoincidence(part, image, shell);
        if (Open(image, part, place, report) is not var (inner, taken, checksum))
        {
            _failed.Add((start, how ?? ""));
            return default;
        }
        if (format is null && part.Codec is not null && inner.Length < MinKernel)
            return default;
        length = Math.Min(length, taken);
        BytePlace within = how is null ? start : new(new(start, length, how, IsExact: part.Codec is null, part.IsMemory), 0);
        if (part.IsMemory)
            return (visit(new(inner, shell.Chain, within) { Preference = shell.Preference }).Count, length);
        checksum ??= StoredSum.NameOf(part.Sums, image);
        bool isWhole = part.Codec is not null || format is not null && part.Length <= image.Length - part.Offset;
        bool isOnlyPacked = format?.Name == ContainerFormat.Packed;
        bool ownLayer = part.Codec is not null && !isOnlyPacked;
        IReadOnlyList<Layer> chain = ownLayer ? [.. shell.Chain, new Layer(how!, part.Offset, length) { Checksum = checksum }]
            : [.. shell.Chain.SkipLast(1), shell.Chain[^1] with
            {
                Length = isOnlyPacked ? length : shell.Chain[^1].Length,
                Checksum = checksum ?? shell.Chain[^1].Checksum,
            }];
        (int kernels, long first) = Unwrap(inner, within, ownLayer ? 0 : part.Offset,
            new(chain, part.Preference ?? shell.Preference, isWhole, IsFound: format is null && part.Codec is null));
        return (kernels, part.Codec is null ? first : length);
    }

    // A header that a search found, and that leads nowhere, is none.
    static bool IsCoincidence(Part part, ImageBytes image, Shell shell) => shell.IsFound && !IsInside(part, image);

    static bool IsInside(Part part, ImageBytes image) => part.Offset >= 0 && part.Offset < image.Length && part.Length > 0;

    // The place is one that a user can find in the input: that of the packed data, for anything inside it.
    KallsymsException Problem(string message, BytePlace place, Exception? inner = null) =>
        new(ErrorKind.Unreadable, message, input.Name, place.InInput, inner);

    bool TakePart()
    {
        if (_budget.TakePart())
            return true;
        if (!_partsAreSpent)
            Problems.Add(new(ErrorKind.Unreadable, $"more than {limits.MaxParts} parts, which is the limit", input.Name));
        _partsAreSpent = true;
        return false;
    }

    // A header, or its checksums, say that bytes are damaged: they are not examined. Truncation is recognised by length.
    bool IsSound(ImageBytes image, IReadOnlyList<StoredSum> sums, string? damage, string what, BytePlace place)
    {
        (long offset, long length) = (0, image.Length);
        try
        {
            if (damage is not null)
                throw UnpackedBytes.Error(damage);
            foreach (StoredSum sum in sums.Where(sum => sum.IsWithin(image)))
            {
                (offset, length) = (sum.Offset, sum.Length);
                _summed += length;
                if (_summed > limits.MaxOutput)
                    throw UnpackedBytes.Error($"checksums of more than {limits.MaxOutput} bytes in all, which is the limit");
                sum.Check(image, what);
            }
            return true;
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Unreadable)
        {
            Problems.Add(Problem(e.Message, place + offset, e));
            Damaged.Add((place + offset, length));
            return false;
        }
    }

    // What a header refers to is worth reporting; what merely looks like packed data need not be.
    (ImageBytes Bytes, long Taken, string? Checksum)? Open(ImageBytes image, Part part, BytePlace place, bool report)
    {
        UnpackedBytes? output = null;
        try
        {
            return Unpack(image, part, isLed: report, ref output);
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Unreadable)
        {
            if (report || _budget.IsSpent || output is { IsReal: true })
                Problems.Add(Problem($"{part.Name}: {e.Message}", place + part.Offset, e));
            return null;
        }
    }

    (ImageBytes Bytes, long Taken, string? Checksum) Unpack(ImageBytes image, Part part, bool isLed, ref UnpackedBytes? output)
    {
        if (!IsInside(part, image))
        {
            throw new KallsymsException(
                ErrorKind.Unreadable,
                $"0x{part.Length:x} bytes at 0x{part.Offset:x} are not inside the 0x{image.Length:x} bytes around them");
        }
        string name = $"{image.Name}({part.Name})";
        if (part.Arrange is { } arrange)
            return (ImageBytes.From(ByteSource.FromSparse(arrange(image.Source), part.IsMemory ? image.Name : name)), part.Length, null);
        if (isLed && !_hasDump && PackedDump.Unpack(image, part, _budget, name) is var (dump, took))
        {
            _hasDump = true;
            return (dump, took, null);
        }
        if (part.Assemble is { } assemble)
        {
            (ReadOnlyMemory<byte> bytes, string? checksum) = assemble(image, _budget);
            return (ImageBytes.FromMemory(bytes, name), part.Length, checksum);
        }
        // A header may include padding that a copy of the image has lost; the rest may still be complete.
        ImageBytes slice = image.Slice(part.Offset, Math.Min(part.Length, image.Length - part.Offset), name);
        if (part.Codec is not Codec codec)
            return (slice, slice.Length, null);
        return (ImageBytes.FromMemory(Unpack(codec, slice, ref output), name), output!.Taken, output.Checksum);
    }

    // How long packed data are is not known. Of a file that is not in memory, no more is read than it takes to find that out.
    ReadOnlyMemory<byte> Unpack(Codec codec, ImageBytes packed, ref UnpackedBytes? output)
    {
        long length = packed.IsInMemory ? packed.Length : Math.Min(packed.Length, FirstRead);
        for (; ; length = Math.Min(packed.Length, length * MoreReads))
        {
            output = new(_budget.Allowance(packed.Length));
            try
            {
                ReadOnlyMemory<byte> unpacked = Unpacker.Unpack(codec, packed.Read(0, length), output, _budget);
                if (length == packed.Length || !output.RanOut)
                    return unpacked;
            }
            catch (KallsymsException) when (length < packed.Length && output.RanOut)
            {
                // There is more.
            }
        }
    }
}
