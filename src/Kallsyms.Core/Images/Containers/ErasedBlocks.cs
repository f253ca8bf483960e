using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>
/// Erased blocks between written ones: in a copy of NAND flash without spare bytes, a bad block that the writer skipped looks like that.
/// What was written goes on behind it.
/// </summary>
static class ErasedBlocks
{
    const int Least = 16 << 10;

    // The sizes of blocks, largest first: with a smaller one, at least as much is left out.
    static readonly int[] _sizes = [512 << 10, 256 << 10, 128 << 10, Least];

    /// <summary>Returns, for each size of blocks that makes a difference, the contents without erased ones.</summary>
    public static IEnumerable<Contents> LeftOut(ImageBytes flash)
    {
        bool[] erased = FindErased(flash);
        int before = 0;
        foreach (int size in _sizes)
        {
            bool[] left = Enumerable.Range(0, erased.Length).Select(i => IsErased(erased, i, size / Least)).ToArray();
            int count = left.Count(each => each);
            if (count == before)
                continue;
            before = count;
            yield return Contents.Of(new($"blocks of {size >> 10} KiB without the erased ones", 0, flash.Length)
            {
                Assemble = (image, budget) => Join(image, left, budget),
            });
        }
    }

    // Whether each block of the least size is erased. Those in front of everything and behind it hide nothing.
    static bool[] FindErased(ImageBytes flash)
    {
        var erased = new bool[(int)((flash.Length + Least - 1) / Least)];
        byte[] buffer = [];
        for (int i = 0; i < erased.Length; i++)
        {
            int count = (int)Math.Min(Least, flash.Length - (long)i * Least);
            erased[i] = flash.Read((long)i * Least, count, ref buffer).IndexOfAnyExcept((byte)0xff) < 0;
        }
        erased.AsSpan(0, Math.Max(0, Array.IndexOf(erased, false))).Clear();
        erased.AsSpan(Array.LastIndexOf(erased, false) + 1).Clear();
        return erased;
    }

    static bool IsErased(bool[] erased, int at, int count)
    {
        int start = at / count * count;
        return start + count <= erased.Length && !erased.AsSpan(start, count).Contains(false);
    }

    static Assembled Join(ImageBytes flash, bool[] left, UnpackBudget budget)
    {
        byte[] joined = budget.Take(flash.Length);
        int to = 0;
        for (int i = 0; i < left.Length; i++)
        {
            int count = (int)Math.Min(Least, flash.Length - (long)i * Least);
            if (left[i])
                continue;
            flash.Source.Read((long)i * Least, joined.AsSpan(to, count));
            to += count;
        }
        return new(joined.AsMemory(0, to));
    }
}
