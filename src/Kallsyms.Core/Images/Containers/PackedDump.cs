using System.Buffers.Binary;
using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>Dumps of memory that are packed as a whole: too large for memory, they are unpacked into a file without a name.</summary>
static class PackedDump
{
    // What is smaller and has no header is a kernel, most likely.
    const long MinRaw = 16 << 20;

    /// <summary>The unpacked dump; null: it is something else, or packed in a way that is not read like this.</summary>
    /// <param name="image">Where the part is.</param>
    /// <param name="part">The part.</param>
    /// <param name="budget">What it may cost to look at its first bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="KallsymsException">It is damaged, or longer than what is copied.</exception>
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
            // Decoders of other packages report damage by exceptions of any type. Unpacked in memory, it is said what is wrong.
            return null;
        }
        ByteSource dump = Guard(part, () =>
        {
            using Stream whole = Open(image, part)!;
            return Spool.Copy(whole, name);
        });
        if (part.Codec != Codec.Gzip || EndsWithSize(image, part, dump.Length))
            return ImageBytes.From(dump);
        dump.Dispose();
        return null;
    }

    // The platform's stream takes the end of its input for that of the data. What has been cut off, or goes on, is told by the decoder
    // for memory.
    static bool EndsWithSize(ImageBytes image, Part part, long length)
    {
        long end = Math.Min(part.Offset + part.Length, image.Length);
        return BinaryPrimitives.ReadUInt32LittleEndian(image.Source.Read(end - sizeof(uint), sizeof(uint))) == (uint)length;
    }

    static Stream? Open(ImageBytes image, Part part)
    {
        if (part.Stream is { } open)
            return open(image.Source);
        long length = Math.Min(part.Length, image.Length - part.Offset);
        return part.Codec is Codec codec
            ? UnpackingStream.Open(codec, new SourceStream(image.Source.Slice(part.Offset, length, image.Name))) : null;
    }

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
