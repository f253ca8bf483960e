using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>
/// Searches bytes for compressed data and for headers of containers, as in boot loaders and flash images without a header of their own.
/// </summary>
static class PartSearch
{
    // Larger files are memory dumps, in which kernels lie unpacked.
    const long MaxSearched = 512 << 20;
    const int MaxParts = 256;
    const int MinLength = 64; // of what tells its length; of packed data more is needed to be sure

    // No packed kernel is larger; no more of a large file is read at once.
    const long MaxPacked = 64 << 20;

    // Places that look like a header are examined more closely, up to this number.
    const int MaxLooks = 1 << 14;

    // The bytes are searched in pieces of this length, each extended by what is needed to recognise a place.
    const int Piece = 4 << 20;
    const int Ahead = 1024;

    // What headers have at which of their bytes: uImage, FIT, Android, bzImage, EFI zboot, ARM zImage in both byte orders, UBI, squashfs.
    // Of Images of arm64, RISC-V and LoongArch, which are kernels as they are, only what was cut off is a part.
    static readonly (int At, byte[] Magic)[] _headers =
    [
        (0, [0x27, 0x05, 0x19, 0x56]), (0, [0xd0, 0x0d, 0xfe, 0xed]), (0, [.. "ANDROID!"u8]), (0x202, [.. "HdrS"u8]), (4, [.. "zimg"u8]),
        (0x24, [0x18, 0x28, 0x6f, 0x01]), (0x24, [0x01, 0x6f, 0x28, 0x18]), (0, [.. "UBI#"u8]), (0, [.. "hsqs"u8]),
        .. MachineTable.ImageMarks.Select(each => (ImageMark.Offset, each.Mark.Bytes)),
    ];

    /// <summary>Returns parts in order of position, except one at the very start.</summary>
    /// <param name="image">The image to search.</param>
    /// <param name="taken">Ranges that are kernels, which are not searched.</param>
    /// <param name="budget">The limits on closer examination.</param>
    /// <param name="headersOnly">Whether packed data without a header do not count.</param>
    public static IEnumerable<Part> Find(
        ImageBytes image, IReadOnlyList<(long Start, long End)> taken, UnpackBudget budget, bool headersOnly)
    {
        if (image.Length > MaxSearched)
            yield break;
        long start = 0;
        foreach ((long from, long to) in taken.Order().Append((image.Length, image.Length)))
        {
            if (from - start > MinLength)
            {
                foreach ((long at, Codec? codec) in FindPlaces(
                    image, Math.Max(start, 1), Math.Min(from, image.Length - MinLength), budget, headersOnly))
                {
                    long length = image.Length - at;
                    yield return new("data", at, codec is null || image.IsInMemory ? length : Math.Min(length, MaxPacked), codec);
                }
            }
            start = Math.Max(start, to);
        }
    }

    static IEnumerable<(long At, Codec? Codec)> FindPlaces(
        ImageBytes image, long start, long end, UnpackBudget budget, bool headersOnly)
    {
        Mark[] marks =
        [
            .. headersOnly ? [] : CodecMagic.All.ToArray().Select(codec => new Mark(0, codec.Magic, int.MaxValue)),
            .. _headers.Select(header => new Mark(header.At, header.Magic, MaxLooks) { IsHeader = true }),
        ];
        var places = new SortedDictionary<long, Codec?>();
        byte[] buffer = [];
        for (long at = start; at <= end; at += Piece)
        {
            int count = (int)Math.Min(Piece, end - at + 1);
            ReadOnlySpan<byte> bytes = image.Read(at, (int)Math.Min(count + Ahead, image.Length - at), ref buffer);
            foreach (Mark mark in marks)
                AddPlaces(places, mark, bytes, count, at, place => IsContainer(image, place, budget));
        }
        return places.Take(MaxParts).Select(place => (place.Key, place.Value));
    }

    // Adds those places among the first bytes of a piece that have a mark and turn out to be parts.
    static void AddPlaces(
        SortedDictionary<long, Codec?> places, Mark mark, ReadOnlySpan<byte> piece, int count, long start, Func<long, bool> isContainer)
    {
        for (int at = 0; mark.Found < MaxParts && mark.Looks > 0; at++, mark.Looks--)
        {
            int skip = piece[Math.Min(at + mark.At, piece.Length)..].IndexOf(mark.Magic);
            if (skip < 0 || (at += skip) >= count)
                return;
            Codec? codec = mark.IsHeader ? null : CodecMagic.Recognise(piece[at..]);
            if (codec is null && !(mark.IsHeader && isContainer(start + at)))
                continue;
            places.TryAdd(start + at, codec);
            mark.Found++;
        }
    }

    static bool IsContainer(ImageBytes image, long at, UnpackBudget budget)
    {
        budget.TakeStep();
        var head = new ImageHead(image.Source.Slice(at, image.Length - at, image.Name));
        Contents contents = ContainerFormat.Recognise(head, budget).Contents;
        return contents.Damage is null
            && (contents.Parts is not null || contents.Length is not null || contents.IsCutOff(image.Length - at));
    }

    /// <summary>
    /// The signature of a codec or container: bytes at some offset from its start. The number of closer looks is limited.
    /// </summary>
    sealed class Mark(int at, byte[] magic, int looks)
    {
        public int At => at;

        public byte[] Magic => magic;

        public bool IsHeader { get; init; }

        public int Looks { get; set; } = looks;

        public int Found { get; set; }
    }
}
