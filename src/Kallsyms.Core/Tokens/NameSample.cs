using System.Runtime.InteropServices;

namespace Kallsyms.Tokens;

/// <summary>
/// A part of the names that stands for all of them. Which names are in it depends on the names, not on their order: so a list
/// that was estimated before a link and the real list behind it lead to the same dictionary.
/// </summary>
/// <param name="Names">The chosen names.</param>
/// <param name="Few">So many of them from the first on are a sample of the sample, four times smaller.</param>
/// <param name="Share">Each chosen name stands for about so many.</param>
readonly record struct NameSample(NameList Names, int Few, int Share)
{
    const int Bytes = 640 * 1024;
    const int FewShare = 4;

    // Names among which copies are counted, so that memory stays bounded on lists of many millions.
    const int Counted = 1 << 18;

    /// <summary>Takes about 640 KiB of <paramref name="names"/>, or all when they are fewer.</summary>
    public static NameSample Take(NameList names)
    {
        uint thin = 1 + (uint)names.Count / Counted;
        uint share = 1 + (uint)(names.Offsets[^1] - names.Offsets[0]) / Bytes / thin;

        // A name that is there a hundred times must be neither lost nor counted for a hundred times the share, so copies are taken
        // at regular distances. Single names differ by where they start to count.
        Dictionary<ulong, uint> turns = new(Math.Min(names.Count, Counted));
        List<int> few = [];
        List<int> rest = [];
        for (int index = 0; index < names.Count; index++)
        {
            ulong hash = NameHash.Of(names[index]);
            if (hash % thin != 0)
                continue;
            ref uint turn = ref CollectionsMarshal.GetValueRefOrAddDefault(turns, hash, out bool isCopy);
            if (!isCopy)
                turn = (uint)(hash >> 32) % (share * FewShare);
            if (turn % share == 0)
                (turn / share % FewShare == 0 ? few : rest).Add(index);
            turn++;
        }

        int[] offsets = new int[few.Count + rest.Count + 1];
        byte[] buffer = new byte[few.Concat(rest).Sum(index => names[index].Length)];
        int count = 0;
        foreach (int index in few.Concat(rest))
        {
            names[index].CopyTo(buffer.AsSpan(offsets[count]));
            offsets[count + 1] = offsets[count] + names[index].Length;
            count++;
        }
        return new(new(buffer, offsets), few.Count, (int)Math.Min(int.MaxValue, (long)thin * share));
    }
}
