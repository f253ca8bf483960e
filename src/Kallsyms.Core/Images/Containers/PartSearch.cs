using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>
/// Searches bytes for packed data and for headers of containers: boot loaders and flash images without a header of their own.
/// </summary>
static class PartSearch
{
    // Larger files are dumps of memory, in which kernels lie unpacked.
    const long MaxSearched = 512 << 20;
    const int MaxParts = 256;
    const int MinLength = 4096;

    // Places that look like a header are looked at more closely, but not any number of them.
    const int MaxLooks = 1 << 14;

    // What headers have at which of their bytes: uImage, FIT, Android, bzImage, EFI zboot, ARM zImage in both byte orders, UBI, squashfs.
    static readonly (int At, byte[] Magic)[] _headers =
    [
        (0, [0x27, 0x05, 0x19, 0x56]), (0, [0xd0, 0x0d, 0xfe, 0xed]), (0, [.. "ANDROID!"u8]), (0x202, [.. "HdrS"u8]), (4, [.. "zimg"u8]),
        (0x24, [0x18, 0x28, 0x6f, 0x01]), (0x24, [0x01, 0x6f, 0x28, 0x18]), (0, [.. "UBI#"u8]), (0, [.. "hsqs"u8]),
    ];

    /// <summary>Parts, in the order in which they lie there, the first bytes left out.</summary>
    /// <param name="image">Where to search.</param>
    /// <param name="taken">Ranges that are kernels, in which nothing is looked for.</param>
    /// <param name="budget">What looking more closely may cost.</param>
    public static IEnumerable<Part> Find(ImageBytes image, IReadOnlyList<(long Start, long End)> taken, UnpackBudget budget)
    {
        if (image.Length > MaxSearched)
            yield break;
        long start = 0;
        ReadOnlyMemory<byte>? all = null;
        foreach ((long from, long to) in taken.Order().Append((image.Length, image.Length)))
        {
            if (from - start > MinLength)
            {
                ReadOnlyMemory<byte> memory = all ??= image.Read(0, image.Length);
                foreach (int at in FindPlaces(memory, (int)start, (int)from, budget))
                    yield return new("data", at, memory.Length - at, CodecMagic.Recognise(memory.Span[at..]));
            }
            start = Math.Max(start, to);
        }
    }

    static IEnumerable<int> FindPlaces(ReadOnlyMemory<byte> memory, int start, int end, UnpackBudget budget)
    {
        ReadOnlySpan<byte> bytes = memory.Span;
        var places = new SortedSet<int>();
        start = Math.Max(start, 1);
        end = Math.Min(end, bytes.Length - MinLength);
        foreach ((Codec _, byte[] magic) in CodecMagic.All)
            AddPlaces(places, bytes, (start, end), (0, magic), int.MaxValue, (at, rest) => CodecMagic.Recognise(rest) is not null);
        foreach ((int, byte[]) header in _headers)
            AddPlaces(places, bytes, (start, end), header, MaxLooks, (at, _) => IsContainer(memory[at..], budget));
        return places.Take(MaxParts);
    }

    static void AddPlaces(
        SortedSet<int> places, ReadOnlySpan<byte> bytes, (int Start, int End) range, (int At, byte[] Bytes) magic, int looks,
        Func<int, ReadOnlySpan<byte>, bool> isPart)
    {
        int count = 0;
        for (int at = range.Start; at <= range.End && count < MaxParts && looks > 0; at++, looks--)
        {
            int skip = bytes[Math.Min(at + magic.At, bytes.Length)..].IndexOf(magic.Bytes);
            if (skip < 0)
                return;
            at += skip;
            if (at <= range.End && isPart(at, bytes[at..]))
            {
                places.Add(at);
                count++;
            }
        }
    }

    static bool IsContainer(ReadOnlyMemory<byte> bytes, UnpackBudget budget)
    {
        Contents contents = ContainerFormat.Recognise(new ImageHead(ByteSource.FromMemory(bytes, "")), budget).Contents;
        return contents.Damage is null && (contents.Parts is not null || contents.Length is not null);
    }
}
