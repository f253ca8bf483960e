using Kallsyms.Elf;
using Kallsyms.Images.Containers;
using Kallsyms.Images.Finding;

namespace Kallsyms.Images;

/// <summary>
/// A kernel image, whatever it is packed in: its shells are opened in memory, and the table is found by what it is, not by names or
/// version numbers. Nothing is written, and what the file says of sizes is trusted only up to fixed limits.
/// </summary>
public sealed class KernelImage : IDisposable
{
    readonly ImageBytes _file;

    KernelImage(ImageBytes file, UnwrappedImage image, EmbeddedTable? table, Absence? absence) =>
        (_file, Image, Table, Absence) = (file, image, table, absence);

    /// <summary>The image without its shells, and the chain of them.</summary>
    internal UnwrappedImage Image { get; }

    /// <summary>The table, or null; it need not be proved.</summary>
    public EmbeddedTable? Table { get; }

    /// <summary>Why there is no table, as far as that can be known; null: there is one.</summary>
    public Absence? Absence { get; }

    /// <summary>The first line of /proc/version as the image has it: "Linux version 6.12.9 (...) ..."; null: none is in it.</summary>
    public string? Version => VersionBanner.Find(Image.Bytes);

    /// <summary>Opens an image and looks for its table.</summary>
    /// <exception cref="KallsymsException">It cannot be read, or none of its packed parts can be unpacked.</exception>
    public static KernelImage Open(string path, UnpackLimits? limits = null) => Open(ByteSource.OpenFile(path), limits);

    /// <summary>The same for bytes that are open, which the image closes.</summary>
    internal static KernelImage Open(ByteSource source, UnpackLimits? limits = null)
    {
        ImageBytes file = ImageBytes.From(source);
        try
        {
            return Read(file, limits ?? UnpackLimits.Default);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The same for bytes in memory.</summary>
    public static KernelImage Read(ReadOnlyMemory<byte> bytes, string name, UnpackLimits? limits = null) =>
        Read(ImageBytes.FromMemory(bytes, name), limits ?? UnpackLimits.Default);

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

    /// <summary>How much of the table's content something else in the image vouches for; reads all of the image.</summary>
    /// <exception cref="KallsymsException">There is no table.</exception>
    public Coverage CountVouchers() => Vouchers.Count(Image.Bytes, RequireTable(), AddressMap.Read(Image.Bytes));

    /// <summary>The kernel without its shells as an ELF file; null: it is none, or its headers are damaged.</summary>
    internal ElfFile? ReadElf() => AddressMap.Read(Image.Bytes).Elf;

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    static KernelImage Read(ImageBytes file, UnpackLimits limits)
    {
        var unwrapper = new ImageUnwrapper(limits);
        (UnwrappedImage Image, EmbeddedTable Table)? unproved = null;
        var seen = new List<UnwrappedImage>();
        foreach (UnwrappedImage image in unwrapper.Unwrap(file))
        {
            EmbeddedTable? table = TableFinder.Find(image, unwrapper.Problems);
            if (table is { Proof.IsProved: true })
                return new(file, image, table, null);
            if (table is not null)
                unproved ??= (image, table);
            seen.Add(image);
        }
        if (unproved is var (found, best))
            return new(file, found, best, null);
        // A part that a header points to and that cannot be unpacked is the likeliest place of the kernel.
        if (unwrapper.Problems.Count > 0)
            throw unwrapper.Problems[0];
        (UnwrappedImage kernel, Absence absence) = Absence.Explain(seen);
        return new(file, kernel, null, absence);
    }
}
