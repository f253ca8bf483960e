using Kallsyms.Images.Codecs;
using Kallsyms.Images.Containers;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Symbols;

namespace Kallsyms.Images;

/// <summary>Finds all kernels of an input: tables in each image that the unwrapper visits, and images of kernels that have none.</summary>
sealed class KernelSearch
{
    readonly ImageUnwrapper _unwrapper;
    readonly List<Kernel> _found = [];
    readonly List<UnwrappedImage> _others = [];
    readonly List<UnwrappedImage> _raw = []; // whose bytes are not the memory of a machine
    readonly List<KallsymsException> _problems = [];

    KernelSearch(ImageBytes file, UnpackLimits limits, ContainerFormat? reading) => _unwrapper = new(file, limits, Visit, reading);

    /// <summary>The result of a search.</summary>
    /// <param name="Kernels">
    /// The kernels in the order in which they lie in the input; at least one, which may have no table, or not be a kernel at all.
    /// </param>
    /// <param name="Problems">Errors about parts that may contain more kernels.</param>
    public sealed record Result(IReadOnlyList<Kernel> Kernels, IReadOnlyList<KallsymsException> Problems)
    {
        /// <summary>Whether there may be more in the input than was found. Memory of a machine has the kernel that runs in it.</summary>
        public bool IsIncomplete => (Problems.Count > 0 || Proved == 0) && !Kernels.Any(kernel => kernel.Pages is not null);

        /// <summary>Whether there is a kernel, but no table that is proved.</summary>
        public bool IsWithoutTable => Proved == 0 && Kernels.Any(kernel => kernel.Absence is not { Reason: AbsenceReason.NoKernel });

        /// <summary>The number of kernels whose table is proved.</summary>
        public int Proved => Kernels.Count(kernel => kernel.Table is { Proof.IsProved: true });
    }

    /// <summary>Searches an input.</summary>
    /// <exception cref="KallsymsException">There is no table, and parts that may contain one cannot be read.</exception>
    public static Result Run(ImageBytes file, UnpackLimits limits)
    {
        (Result? best, KallsymsException? error) = Try(file, limits, null);
        if (best is { IsIncomplete: false })
            return best;
        foreach (ContainerFormat reading in FlashReadings.Of(file))
        {
            if (Try(file, limits, reading).Result is { } other && other.Proved > (best?.Proved ?? 0))
                best = other;
            if (best is { IsIncomplete: false })
                break;
        }
        // Of a file without anything of a kernel, nothing needs to be said.
        if (best is { IsWithoutTable: false } || FlashReadings.Hint(file.Length) is not { } hint)
            return best ?? throw error!;
        return best is null ? throw new KallsymsException(error!.Kind, $"{error.Reason}; {hint}", error.File, error.Offset, error)
            : best with { Problems = [.. best.Problems, new(ErrorKind.Unreadable, hint, file.Name)] };
    }

    static (Result? Result, KallsymsException? Error) Try(ImageBytes file, UnpackLimits limits, ContainerFormat? reading)
    {
        var search = new KernelSearch(file, limits, reading);
        try
        {
            search._unwrapper.Unwrap();
            return (search.Finish(file), null);
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Unreadable)
        {
            return (null, e);
        }
    }

    (long Start, long End)[] Visit(UnwrappedImage image)
    {
        IReadOnlyList<EmbeddedTable> tables = TableFinder.FindAll(image, _problems);
        if (tables.Count == 0)
            _others.Add(image);
        if (!image.Bytes.IsMachineMemory)
            _raw.Add(image);
        Kernel[] kernels = [.. tables.Select(table => new Kernel(image, table, null))];
        Array.ForEach(kernels, Add);
        // Compressed data in a machine's memory is files that it has read.
        return kernels.Any(kernel => kernel.Pages is not null) ? [(0, image.Bytes.Length)] : tables.Select(table => table.Range).ToArray();
    }

    // Two headers may lead to the same bytes, and a container to what was found by searching, which is then better described by the
    // container.
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
        // Kernels that were seen without the container whose checksum shows that they are damaged.
        _found.RemoveAll(kernel => IsDamaged(kernel.First));
        _others.RemoveAll(image => IsDamaged(image.Place));
        if (_found.Count == 0)
        {
            // An unreadable part that a header refers to is the likeliest place of the kernel, then a file system that is not read.
            if (_unwrapper.Problems.Concat(_unwrapper.Foreign).Concat(_problems).FirstOrDefault() is { } problem)
                throw problem;
            // An empty file, or an empty container, has no image.
            if (_others.Count == 0)
                _others.Add(new(file, [new("empty", 0, file.Length)], BytePlace.Start));
            (UnwrappedImage image, Absence absence) = Absence.Explain(_others);
            return new([Number(new Kernel(image, null, absence), 1)], []);
        }
        // What a container assembles was also seen in pieces.
        _found.RemoveAll(kernel => _found.Any(other => other.First.IsMadeOf(kernel.First)));
        IEnumerable<Kernel> without = _others.Where(IsKernel).Select(image => new Kernel(image, null, Absence.Explain(image)));
        Kernel[] all = [.. _found.Concat(without).OrderBy(kernel => kernel.First)
            .Select((kernel, i) => Number(kernel, i + 1))];
        foreach (Kernel kernel in all.Length > 1 ? all : [])
            kernel.EndBefore(all);
        return new(all, [.. _unwrapper.Problems, .. _unwrapper.Foreign, .. LoneBanners(file, all)]);
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
                if (VersionBanner.IsPrinted(banner) && !IsDamaged(image.Place + at) && known.Add(KernelBanner.Release(banner)))
                {
                    string release = KernelBanner.Release(banner)!;
                    yield return new(ErrorKind.Unreadable,
                        $"the banner of a kernel whose table was not found, {release}: it was cut off, or this is just a text",
                        file.Name, (image.Place + at).InInput);
                }
            }
        }
    }

    bool IsDamaged(BytePlace place) => _unwrapper.Damaged.Any(range => place.IsWithin(range.Start, range.Length));

    // If a shell led to it and nothing else was found in it, a banner is that of a kernel, not just text.
    bool IsKernel(UnwrappedImage image) => image.Chain.Count > 1
        && !_found.Any(kernel => kernel.First.IsWithin(image.Place, image.Bytes.Length))
        && VersionBanner.FindFirst(image.Bytes) is not null;

    static Kernel Number(Kernel kernel, int number)
    {
        kernel.Number = number;
        return kernel;
    }
}
