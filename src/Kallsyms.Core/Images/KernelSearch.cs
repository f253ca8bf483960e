using Kallsyms.Images.Codecs;
using Kallsyms.Images.Containers;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images;

/// <summary>Finds all kernels of an input: tables in each image that the unwrapper shows, and images of kernels that have none.</summary>
sealed class KernelSearch
{
    readonly ImageUnwrapper _unwrapper;
    readonly List<Kernel> _found = [];
    readonly List<UnwrappedImage> _others = [];
    readonly List<UnwrappedImage> _raw = []; // whose bytes are not the memory of a machine
    readonly List<KallsymsException> _problems = [];

    KernelSearch(ImageBytes file, UnpackLimits limits) => _unwrapper = new(file, limits, Visit);

    /// <summary>What was found.</summary>
    /// <param name="Kernels">
    /// In the order in which they lie in the input; at least one, which may have no table, and may be no kernel.
    /// </param>
    /// <param name="Problems">What was wrong with parts in which there may be more.</param>
    public sealed record Result(IReadOnlyList<Kernel> Kernels, IReadOnlyList<KallsymsException> Problems);

    /// <summary>Searches an input.</summary>
    /// <exception cref="KallsymsException">There is no table, and parts cannot be read in which one may be.</exception>
    public static Result Run(ImageBytes file, UnpackLimits limits)
    {
        var search = new KernelSearch(file, limits);
        search._unwrapper.Unwrap();
        return search.Finish(file);
    }

    IReadOnlyList<(long Start, long End)> Visit(UnwrappedImage image)
    {
        IReadOnlyList<EmbeddedTable> tables = TableFinder.FindAll(image, _problems);
        if (tables.Count == 0)
            _others.Add(image);
        if (!image.Bytes.IsMachineMemory)
            _raw.Add(image);
        Kernel[] kernels = [.. tables.Select(table => new Kernel(image, table, null))];
        Array.ForEach(kernels, Add);
        // What is packed in the memory of a machine are files that it has read.
        return kernels.Any(kernel => kernel.Pages is not null) ? [(0, image.Bytes.Length)] : [.. tables.Select(table => table.Range)];
    }

    // Two headers may lead to the same bytes, and a container to what was found by searching; then it tells more.
    void Add(Kernel kernel)
    {
        BytePlace place = kernel.TablePlace;
        int known = _found.FindIndex(each => each.TablePlace == place);
        if (known < 0)
            _found.Add(kernel);
        else if (kernel.Layers.Count > _found[known].Layers.Count)
            _found[known] = kernel;
    }

    Result Finish(ImageBytes file)
    {
        // A kernel that was seen without the container whose checksum says that it is damaged.
        _found.RemoveAll(kernel => IsDamaged(kernel.First));
        _others.RemoveAll(image => IsDamaged(image.Place));
        if (_found.Count == 0)
        {
            // A part that a header points to and that cannot be read is the likeliest place of the kernel.
            if (_unwrapper.Foreign.Concat(_unwrapper.Problems).Concat(_problems).FirstOrDefault() is { } problem)
                throw problem;
            // An empty file, and a container of nothing, show no image.
            if (_others.Count == 0)
                _others.Add(new(file, [new("empty", 0, file.Length)], BytePlace.Start));
            (UnwrappedImage image, Absence absence) = Absence.Explain(_others);
            return new([Number(new Kernel(image, null, absence), 1)], []);
        }
        // What a container puts together was also seen in pieces.
        _found.RemoveAll(kernel => _found.Any(other => other.First.IsMadeOf(kernel.First)));
        IEnumerable<Kernel> without = _others.Where(IsKernel).Select(image => new Kernel(image, null, Absence.Explain(image)));
        Kernel[] all = [.. _found.Concat(without).OrderBy(kernel => kernel.First.InInput).ThenBy(kernel => kernel.First.Offset)
            .Select((kernel, i) => Number(kernel, i + 1))];
        foreach (Kernel kernel in all.Length > 1 ? all : [])
            kernel.EndBefore(all);
        return new(all, [.. _unwrapper.Foreign, .. _unwrapper.Problems, .. LoneBanners(file, all)]);
    }

    // Of a kernel that has no header and lost its table, the banner may be there still.
    IEnumerable<KallsymsException> LoneBanners(ImageBytes file, Kernel[] all)
    {
        HashSet<string?> known = [.. all.Select(kernel => kernel.Release)];
        if (known.Contains(null))
            yield break; // and may be whose they are
        foreach (UnwrappedImage image in _raw)
        {
            foreach ((long at, string banner) in VersionBanner.All(image.Bytes, 0, image.Bytes.Length))
            {
                if (VersionBanner.HasBuildNumber(banner) && !IsDamaged(image.Place + at) && known.Add(VersionBanner.Release(banner)))
                {
                    string release = VersionBanner.Release(banner)!;
                    yield return new(ErrorKind.Unreadable,
                        $"the banner of a kernel whose table was not found, {release}: it was cut off, or this is just a text",
                        file.Name, (image.Place + at).InInput);
                }
            }
        }
    }

    bool IsDamaged(BytePlace place) => _unwrapper.Damaged.Any(range => place.IsWithin(range.Start, range.Length));

    // A shell led to it and nothing else was found in it: a banner is then that of a kernel, and not just a text.
    bool IsKernel(UnwrappedImage image) => image.Chain.Count > 1
        && !_found.Any(kernel => kernel.First.IsWithin(image.Place, image.Bytes.Length))
        && VersionBanner.FindFirst(image.Bytes) is not null;

    static Kernel Number(Kernel kernel, int number)
    {
        kernel.Number = number;
        return kernel;
    }
}
