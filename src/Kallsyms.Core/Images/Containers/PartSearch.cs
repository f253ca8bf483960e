using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>Searches bytes for packed data and for headers of containers: boot loaders and flash images without a header of their own.</summary>
static class PartSearch
{
    // Larger files are dumps of memory, in which kernels lie unpacked.
    const long MaxSearched = 512 << 20;
    const int MaxParts = 256;
    const int MinLength = 4096;

    // Places that look like a header are looked at more closely, but not any number of them.
    const int MaxLooks = 1 << 14;

    static readonly byte[][] _headers = [[0x27, 0x05, 0x19, 0x56], [0xd0, 0x0d, 0xfe, 0xed], [.. "ANDROID!"u8]];

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
        foreach ((Codec _, byte[] magic) in CodecMagic.All)
            AddPlaces(places, bytes, magic, int.MaxValue, (at, rest) => CodecMagic.Recognise(rest) is not null);
        foreach (byte[] magic in _headers)
            AddPlaces(places, bytes, magic, MaxLooks, (at, _) => IsContainer(image, at));
        return places.Take(MaxParts);
    }

    static void AddPlaces(SortedSet<int> places, ReadOnlySpan<byte> bytes, byte[] magic, int looks, Func<int, ReadOnlySpan<byte>, bool> isPart)
    {
        int count = 0;
        int last = bytes.Length - MinLength;
        for (int at = 1; at <= last && count < MaxParts && looks > 0; at++, looks--)
        {
            int skip = bytes[at..].IndexOf(magic);
            if (skip < 0)
                return;
            at += skip;
            if (at <= last && isPart(at, bytes[at..]))
            {
                places.Add(at);
                count++;
            }
        }
    }

    static bool IsContainer(ImageBytes image, int at) =>
        ContainerFormat.Recognise(new ImageHead(image.Slice(at, image.Length - at, image.Name).Source)).Parts.Length > 0;
}
