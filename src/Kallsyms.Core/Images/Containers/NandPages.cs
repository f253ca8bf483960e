using System.Numerics;
using Kallsyms.Elf;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>
/// A raw copy of NAND flash with its spare bytes. It is recognised by the spare bytes that no good page uses, one of which is the mark of
/// bad blocks: they are ones throughout.
/// </summary>
static class NandPages
{
    public const string Name = "NAND with OOB";

    const int Samples = 256;
    const int MaxLooks = 4096;

    // Fewer written pages prove nothing.
    const int Least = 16;

    public static Contents? Find(ImageHead head)
    {
        foreach (NandLayout layout in NandLayout.All)
        {
            if (head.Length % layout.Unit == 0 && FindMarks(head.Source, layout) is { Length: > 0 } marks)
                return Read(layout, marks, head.Length);
        }
        return null;
    }

    /// <summary>Returns the contents of a copy of some layout.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="marks">The offsets in a unit of the marks of bad blocks, which are left out.</param>
    /// <param name="length">The length of the copy in bytes.</param>
    public static Contents Read(NandLayout layout, int[] marks, long length) =>
        Contents.Of(new(layout.Name, 0, length) { Assemble = (image, budget) => Join(image.Source, layout, marks, budget) });

    // Of pages taken at random, some spare bytes are always ones, and no byte of the data is; data or code has ones in one place only by
    // chance. Pages with little in them prove nothing, such as those of headers.
    static int[] FindMarks(ByteSource source, NandLayout layout)
    {
        long units = source.Length / layout.Unit;
        var random = new Random(1);
        var bytes = new byte[layout.Unit];
        var ones = new int[layout.Unit];
        int written = 0;
        for (int look = 0; look < MaxLooks && written < Samples; look++)
        {
            source.Read(random.NextInt64(units) * layout.Unit, bytes);
            if (!IsWritten(bytes.AsSpan(layout.DataAt, layout.Data)))
                continue;
            written++;
            for (int i = 0; i < bytes.Length; i++)
                ones[i] += bytes[i] == 0xff ? 1 : 0;
            if (written == Least && Marks(ones, layout, Most(written)).Length == 0)
                return [];
        }
        return written < Least || ones.AsSpan(layout.DataAt, layout.Data).ContainsAnyInRange(Most(written), int.MaxValue) ? []
            : Marks(ones, layout, Most(written));
    }

    static int Most(int written) => written - written / 16;

    // The first spare byte or, of small pages, the sixth, if the copy has the order of the chip.
    static int[] Marks(int[] ones, NandLayout layout, int most)
    {
        int[] usual = Array.FindAll([layout.SpareAt, layout.SpareAt + 5], at => ones[at] >= most);
        int first = ones.AsSpan(layout.SpareAt, layout.Spare).IndexOfAnyInRange(most, int.MaxValue);
        return usual.Length > 0 ? usual : first < 0 ? [] : [layout.SpareAt + first];
    }

    static bool IsWritten(ReadOnlySpan<byte> data) =>
        data.Count((byte)0xff) <= data.Length / 2 && data.IndexOfAnyExcept(data[0]) >= 0;

    static Assembled Join(ByteSource source, NandLayout layout, int[] marks, UnpackBudget budget)
    {
        int units = (int)(source.Length / layout.Unit);
        byte[] joined = budget.Take((long)units * layout.Data);
        var bytes = new byte[layout.Unit];
        var bad = new List<int>();
        for (int i = 0; i < units; i++)
        {
            source.Read((long)i * layout.Unit, bytes);
            bytes.AsSpan(layout.DataAt, layout.Data).CopyTo(joined.AsSpan(i * layout.Data));
            // One bit may flip by itself.
            if (Array.Exists(marks, mark => BitOperations.PopCount(bytes[mark]) < 7))
                bad.Add(i);
        }
        return new(BadBlocks.LeaveOut(joined, layout.Data, bad));
    }
}
