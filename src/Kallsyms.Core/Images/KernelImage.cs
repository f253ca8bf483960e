using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Containers;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images;

/// <summary>
/// An input with its kernels, however they are packed. Shells are opened in memory, and tables are recognised by their structure, not
/// by names or version numbers. Nothing is written, and sizes stated by the file are trusted only up to fixed limits.
/// </summary>
public sealed class KernelImage : IDisposable
{
    readonly ImageBytes _file;

    KernelImage(ImageBytes file, KernelSearch.Result result, KernelChoice choice)
    {
        (_file, Problems) = (file, result.Problems);
        Kernels = [.. result.Kernels.Where(kernel => kernel.Absence is not { Reason: AbsenceReason.NoKernel })];
        (Chosen, Reason) = choice.Choose(result.Kernels, file.Name);
    }

    /// <summary>All kernels, in the order in which they lie in the input; empty if no Linux kernel was recognised.</summary>
    public IReadOnlyList<Kernel> Kernels { get; }

    /// <summary>The selected kernel. If none was recognised, it stands for the bytes that were searched.</summary>
    public Kernel Chosen { get; }

    /// <summary>Why that kernel was selected, for people.</summary>
    public string Reason { get; }

    /// <summary>What could not be read and may hold further kernels.</summary>
    public IReadOnlyList<KallsymsException> Problems { get; }

    /// <summary>The selected kernel's table, proved or not; null if there is none.</summary>
    public EmbeddedTable? Table => Chosen.Table;

    /// <summary>Why the selected kernel has no table, as far as that can be known; null if it has one.</summary>
    public Absence? Absence => Chosen.Absence;

    /// <summary>The selected kernel's image without its shells.</summary>
    internal UnwrappedImage Image => Chosen.Image;

    /// <summary>Opens an image, which closes the bytes, and finds its kernels.</summary>
    /// <exception cref="KallsymsException">
    /// The file cannot be read, none of its packed parts can be unpacked, or it has no such kernel.
    /// </exception>
    internal static KernelImage Open(ByteSource source, UnpackLimits? limits = null, KernelChoice? choice = null)
    {
        // A dump is read on demand.
        ImageBytes file = source.Memory is null && DumpFormats.Match(source) ? ImageBytes.OnDemand(source) : ImageBytes.From(source);
        try
        {
            return Read(file, limits, choice);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The same for a file.</summary>
    internal static KernelImage Open(string path, UnpackLimits? limits = null) => Open(ByteSource.OpenFile(path), limits);

    /// <summary>The same for bytes in memory.</summary>
    internal static KernelImage Read(ReadOnlyMemory<byte> bytes, string name, UnpackLimits? limits = null, KernelChoice? choice = null) =>
        Read(ImageBytes.FromMemory(bytes, name), limits, choice);

    /// <summary>The table, if it is proved.</summary>
    /// <exception cref="KallsymsException">There is none, or it is not proved; the message says what is known.</exception>
    internal EmbeddedTable RequireProved() =>
        RequireTable() is { Doubt: { } doubt } ? throw new KallsymsException(ErrorKind.Negative, doubt, _file.Name) : Table!;

    /// <summary>The table, proved or not.</summary>
    /// <exception cref="KallsymsException">There is none; the message says why, as far as that is known.</exception>
    internal EmbeddedTable RequireTable() => Chosen.RequireTable(_file.Name);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    static KernelImage Read(ImageBytes file, UnpackLimits? limits, KernelChoice? choice) =>
        new(file, KernelSearch.Run(file, limits ?? UnpackLimits.For(file.Length)), choice ?? new());
}
