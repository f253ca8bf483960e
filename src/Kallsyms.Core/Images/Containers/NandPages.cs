using System.Numerics;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>
/// A raw copy of NAND flash, whose pages are each followed by spare bytes (out of band: bad-block marks, checksums). Nothing states
/// their sizes; each pair that exists in chips is tried, and the mark of every good page must be in its place.
/// </summary>
static class NandPages
{
    public const string Name = "NAND with OOB";

    const int Samples = 256;

    // Fewer written pages prove nothing.
    const int Least = 16;

    // Page and spare sizes of chips, and of copies made by programmers.
    static readonly (int Page, int Spare)[] _chips =
    [
        (512, 16), (2048, 64), (2048, 112), (2048, 128), (4096, 64), (4096, 128), (4096, 218), (4096, 224), (4096, 256),
        (8192, 256), (8192, 376), (8192, 436), (8192, 448), (8192, 512), (8192, 640), (8192, 744), (16384, 1024), (16384, 1216),
        (16384, 1280),
    ];

    public static Contents? Find(ImageHead head)
    {
        foreach ((int page, int spare) in _chips)
        {
            if (head.Length % (page + spare) == 0 && HasMarks(head, page, spare))
            {
                return Contents.Of(new($"pages of {page} bytes without their {spare} spare bytes", 0, head.Length)
                {
                    Assemble = (image, budget) => Join(image, page, spare, budget),
                });
            }
        }
        return null;
    }

    /// <summary>Whether a block of that many bytes includes spare bytes; without them its size is a power of two.</summary>
    public static bool AreIn(int block) => Array.Exists(_chips, chip => block % (chip.Page + chip.Spare) == 0
        && BitOperations.IsPow2(block / (chip.Page + chip.Spare) * chip.Page));

    // A good block has ones in the first spare byte of its pages, or in the sixth of small ones. Pages that were never written are all
    // ones, and prove nothing; compressed data or code has ones there only by chance.
    static bool HasMarks(ImageHead head, int page, int spare)
    {
        int mark = page == 512 ? 5 : 0;
        long pages = head.Length / (page + spare);
        var bytes = new byte[page + spare];
        int written = 0;
        int marked = 0;
        int inside = 0;
        for (long i = 0; i < Math.Min(pages, Samples); i++)
        {
            head.Source.Read(i * pages / Math.Min(pages, Samples) * (page + spare), bytes);
            if (bytes.AsSpan(0, page).IndexOfAnyExcept((byte)0xff) < 0)
                continue;
            written++;
            marked += bytes[page + mark] == 0xff ? 1 : 0;
            inside += bytes[page - 1 - mark] == 0xff ? 1 : 0;
        }
        return written >= Least && marked >= written - written / 16 && inside < written / 2;
    }

    static Assembled Join(ImageBytes image, int page, int spare, UnpackBudget budget)
    {
        int pages = (int)(image.Length / (page + spare));
        byte[] joined = budget.Take((long)pages * page);
        for (int i = 0; i < pages; i++)
            image.Source.Read((long)i * (page + spare), joined.AsSpan(i * page, page));
        return new(joined);
    }
}
