using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Containers;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images;

/// <summary>
/// An input with its kernels, whatever they are packed in: shells are opened in memory, and tables are found by what they are, not by names
/// or version numbers. Nothing is written, and what the file says of sizes is trusted only up to fixed limits.
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

    /// <summary>All kernels, in the order in which they lie in the input; none: no Linux kernel was recognised.</summary>
    public IReadOnlyList<Kernel> Kernels { get; }

    /// <summary>The kernel that is meant. Where none was recognised, the bytes in which one was looked for.</summary>
    public Kernel Chosen { get; }

    /// <summary>Why it is that one, for people.</summary>
    public string Reason { get; }

    /// <summary>What could not be read, where more kernels may be.</summary>
    public IReadOnlyList<KallsymsException> Problems { get; }

    /// <summary>The chosen kernel's table, or null; it need not be proved.</summary>
    public EmbeddedTable? Table => Chosen.Table;

    /// <summary>Why the chosen kernel has no table, as far as that can be known; null: there is one.</summary>
    public Absence? Absence => Chosen.Absence;

    /// <summary>The chosen kernel's image without its shells.</summary>
    internal UnwrappedImage Image => Chosen.Image;

    /// <summary>Opens an image and finds its kernels.</summary>
    /// <exception cref="KallsymsException">
    /// It cannot be read, none of its packed parts can be unpacked, or it has no such kernel.
    /// </exception>
    public static KernelImage Open(string path, UnpackLimits? limits = null) => Open(ByteSource.OpenFile(path), limits);

    /// <summary>The same for bytes that are open, which the image closes.</summary>
    internal static KernelImage Open(ByteSource source, UnpackLimits? limits = null, KernelChoice? choice = null)
    {
        // What a dump has is read from it as it is asked for.
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

    /// <summary>The same for bytes in memory.</summary>
    public static KernelImage Read(ReadOnlyMemory<byte> bytes, string name, UnpackLimits? limits = null, KernelChoice? choice = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Read(ImageBytes.FromMemory(bytes, name), limits, choice);
    }

    /// <summary>The table, if it is proved.</summary>
    /// <exception cref="KallsymsException">There is none, or it is not proved; the message says what is known.</exception>
    public EmbeddedTable RequireProved()
    {
        EmbeddedTable table = RequireTable();
        return table.Doubt is { } doubt ? throw new KallsymsException(ErrorKind.Negative, doubt, _file.Name) : table;
    }

    /// <summary>The table, proved or not.</summary>
    /// <exception cref="KallsymsException">There is none; the message says why, as far as that is known.</exception>
    public EmbeddedTable RequireTable() => Table ?? throw new KallsymsException(ErrorKind.Negative, Absence!.ToString(), _file.Name);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    static KernelImage Read(ImageBytes file, UnpackLimits? limits, KernelChoice? choice) =>
        new(file, KernelSearch.Run(file, limits ?? UnpackLimits.Default), choice ?? new());
}
