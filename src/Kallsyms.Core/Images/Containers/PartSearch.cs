using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>Searches bytes for packed data and for headers of containers: boot loaders and flash images without a header of their own.</summary>
static class PartSearch
{
    // Larger files are dumps of memory, in which kernels lie unpacked.
    const long MaxSearched = 512 << 20;
    const int MaxParts = 256;
    const int MinLength = 4096;

    static readonly byte[][] _magics =
    [
        .. CodecMagic.All.ToArray().Select(entry => entry.Magic),
        [0x27, 0x05, 0x19, 0x56], [0xd0, 0x0d, 0xfe, 0xed], [.. "ANDROID!"u8],
    ];

    /// <summary>Parts, in the order in which they lie there, the first bytes left out.</summary>
    public static IEnumerable<Part> Find(ImageBytes image)
    {
        if (image.Length > MaxSearched)
            yield break;
        ReadOnlyMemory<byte> memory = image.Read(0, image.Length);
        foreach (int at in FindPlaces(image, memory.Span))
            yield return new("data", at, memory.Length - at, CodecMagic.Recognise(memory.Span[at..]));
    }

    static IEnumerable<int> FindPlaces(ImageBytes image, ReadOnlySpan<byte> bytes)
    {
        var places = new SortedSet<int>();
        foreach (byte[] magic in _magics)
        {
            int count = 0;
            int last = bytes.Length - MinLength;
            for (int at = 1; at <= last && count < MaxParts; at++)
            {
                int skip = bytes[at..].IndexOf(magic);
                if (skip < 0)
                    break;
                at += skip;
                if (at <= last && IsPart(image, at, bytes[at..]))
                {
                    places.Add(at);
                    count++;
                }
            }
        }
        return places.Take(MaxParts);
    }

    static bool IsPart(ImageBytes image, int at, ReadOnlySpan<byte> bytes) => CodecMagic.Recognise(bytes) is not null
        || ContainerFormat.Recognise(new ImageHead(image.Slice(at, image.Length - at, image.Name).Source)).Parts.Length > 0;
}
