using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;
using Kallsyms.Unpacking;

namespace Kallsyms.Images.Containers;

/// <summary>Memory dumps that are packed as a whole: since they are too large for memory, they are unpacked into an unnamed file.</summary>
static class PackedDump
{
    // Something smaller without a header is most likely a kernel.
    const long MinRaw = 16 << 20;

    /// <summary>Returns the unpacked dump; null if it is something else, or its compression is not supported here.</summary>
    /// <param name="image">The image that contains the part.</param>
    /// <param name="part">The part.</param>
    /// <param name="budget">The limits on its cost.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="KallsymsException">The dump is damaged, or too long to copy.</exception>
    public static ImageBytes? Unpack(ImageBytes image, Part part, UnpackBudget budget, string name)
    {
        try
        {
            using Stream? head = Open(image, part);
            if (head is null || !IsDump(head, part.Length, budget, name))
                return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Decoders from other packages report damage by exceptions of any type. Unpacking in memory will report what is wrong.
            return null;
        }
        return ImageBytes.From(Guard(part, () =>
        {
            using Stream whole = Open(image, part)!;
            return Spool.Copy(whole, name, budget.Limits.MaxDump);
        }));
    }

    static Stream? Open(ImageBytes image, Part part)
    {
        if (part.Stream is { } open)
            return open(image.Source);
        long length = Math.Min(part.Length, image.Length - part.Offset);
        return part.Codec is { } codec && PackingOf(codec) is { } packing
            ? UnpackingStream.Open(packing, new SourceStream(image.Source.Slice(part.Offset, length, image.Name))) : null;
    }

    // Other compressions are used only for small files.
    static Packing? PackingOf(Codec codec) => codec switch
    {
        Codec.Gzip => Packing.Gzip,
        Codec.Xz => Packing.Xz,
        Codec.Zstd => Packing.Zstd,
        Codec.Bzip2 => Packing.Bzip2,
        Codec.Lz4 => Packing.Lz4,
        _ => null,
    };

    static bool IsDump(Stream stream, long packed, UnpackBudget budget, string name)
    {
        var bytes = new byte[ImageHead.Size];
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var head = new ImageHead(ByteSource.FromMemory(bytes.AsMemory(0, count), name));
        (ContainerFormat? format, _) = ContainerFormat.Recognise(head, budget);
        return DumpFormats.All.Contains(format) || format is null && packed >= MinRaw && count == bytes.Length
            && ForeignFormat.Recognise(head) is null;
    }

    static T Guard<T>(Part part, Func<T> unpack)
    {
        try
        {
            return unpack();
        }
        catch (Exception e) when (e is not KallsymsException and not OutOfMemoryException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"damaged {part.Codec?.ToString() ?? part.Name} data: {e.Message}", inner: e);
        }
    }
}
