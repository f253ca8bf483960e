namespace Kallsyms.Images.Containers;

/// <summary>
/// Bad blocks of NAND flash, which whoever writes to it skips: what was written goes on in the next block. The mark of one is in its
/// first, second or last page, or in all of them. Nothing states how many pages a block has.
/// </summary>
static class BadBlocks
{
    static readonly int[] _sizes = [512, 256, 128, 64, 32];

    // More pages than that in a row have marks only where all pages of a block have.
    const int MostInRow = 4;

    // On a chip with more bad blocks, and a greater share of them, the marks are something else.
    const int Many = 4;
    const int Share = 8;

    /// <summary>Moves what follows bad blocks forward, and returns what remains.</summary>
    /// <param name="data">The data of all pages.</param>
    /// <param name="page">The size of a page, or piece of one, in bytes.</param>
    /// <param name="marked">The numbers of pages with the mark, in order.</param>
    public static ReadOnlyMemory<byte> LeaveOut(byte[] data, int page, List<int> marked)
    {
        if (marked.Count == 0 || FindSize(data, page, marked) is not int pages)
            return data;
        int block = pages * page;
        int[] bad = marked.Select(each => each / pages).Distinct().ToArray();
        if (bad.Length > Math.Max(Many, data.Length / block / Share))
            return data;
        int to = 0;
        for (int at = 0; at < data.Length; at += block)
        {
            if (Array.BinarySearch(bad, at / block) >= 0)
                continue;
            data.AsSpan(at, block).CopyTo(data.AsSpan(to));
            to += block;
        }
        return data.AsMemory(0, to);
    }

    // The largest size by which bad blocks contain nothing but marks; if they do contain something, the usual size.
    static int? FindSize(byte[] data, int page, List<int> marked)
    {
        (int First, int Count)[] rows = Rows(marked);
        int[] possible = Array.FindAll(
            _sizes, pages => data.Length % (pages * page) == 0 && Array.TrueForAll(rows, row => CanBe(row, pages)));
        int[] alone = rows.Where(row => row.Count <= MostInRow).Select(row => row.First).ToArray();
        int empty = Array.Find(
            possible, pages => Array.TrueForAll(alone, each => IsErased(data, each / pages * pages * page, pages * page)));
        int usual = page == 512 ? 32 : 64;
        return alone.Length > 0 && empty > 0 ? empty : possible.Contains(usual) ? usual : possible.Length > 0 ? possible[^1] : null;
    }

    static (int First, int Count)[] Rows(List<int> marked)
    {
        var rows = new List<(int First, int Count)>();
        foreach (int each in marked)
        {
            if (rows.Count > 0 && rows[^1].First + rows[^1].Count == each)
                rows[^1] = (rows[^1].First, rows[^1].Count + 1);
            else
                rows.Add((each, 1));
        }
        return [.. rows];
    }

    static bool CanBe((int First, int Count) row, int pages) => row.Count > MostInRow
        ? row.First % pages == 0 && row.Count % pages == 0
        : row.First % pages < Math.Max(2, pages / 16) || row.First % pages == pages - 1;

    static bool IsErased(byte[] data, int at, int length) => data.AsSpan(at, length).IndexOfAnyExcept((byte)0xff) < 0;
}
