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

    // What decoders read ahead, at most.
    const long Ahead = 256 << 10;

    /// <summary>
    /// The unpacked dump, and how many packed bytes it surely took; null: it is something else, or packed in a way that is not read like
    /// this.
    /// </summary>
    /// <param name="image">The image that contains the part.</param>
    /// <param name="part">The part.</param>
    /// <param name="budget">The limits on its cost.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="KallsymsException">The dump is damaged, or too long to copy.</exception>
    public static (ImageBytes Bytes, long Taken)? Unpack(ImageBytes image, Part part, UnpackBudget budget, string name)
    {
        long length = Math.Min(part.Length, image.Length - part.Offset);
        using var packed = new SourceStream(image.Source.Slice(part.Offset, length, image.Name));
        bool hasHeader = false;
        try
        {
            using Stream? head = Open(image, part, packed);
            if (head is null || !IsDump(head, part.Length, budget, name, out hasHeader))
                return null;
            packed.Position = 0;
            using Stream whole = Open(image, part, packed)!;
            ByteSource bytes = Spool.Copy(whole, name, budget.Limits.MaxDump);
            bool isAll = part.Stream is not null || length - packed.Position < Ahead;
            return (ImageBytes.From(bytes), isAll ? length : Math.Max(1, packed.Position - Ahead));
        }
        catch (Exception e) when (!hasHeader && e is not OutOfMemoryException)
        {
            // Decoders of other packages report damage by exceptions of any type. Unpacked in memory, it is said what is wrong; or
            // something else follows.
            return null;
        }
        catch (Exception e) when (e is not KallsymsException and not OutOfMemoryException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"damaged {part.Codec?.ToString() ?? part.Name} data: {e.Message}", inner: e);
        }
    }

    static Stream? Open(ImageBytes image, Part part, SourceStream packed) => part.Stream is { } open ? open(image.Source)
        : part.Codec is { } codec && PackingOf(codec) is { } packing ? UnpackingStream.Open(packing, packed) : null;

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

    static bool IsDump(Stream stream, long packed, UnpackBudget budget, string name, out bool hasHeader)
    {
        var bytes = new byte[ImageHead.Size];
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var head = new ImageHead(ByteSource.FromMemory(bytes.AsMemory(0, count), name));
        (ContainerFormat? format, _) = ContainerFormat.Recognise(head, budget);
        hasHeader = DumpFormats.All.Contains(format);
        return hasHeader || format is null && packed >= MinRaw && count == bytes.Length
            && ForeignFormat.Recognise(head) is null;
    }
}
