using System.Runtime.InteropServices;

namespace Kallsyms.Tokens;

/// <summary>
/// A sample that represents all names. Which names are in it depends on the names, not on their order, so the list estimated before a
/// link and the real list after it give the same dictionary.
/// </summary>
/// <param name="Names">The chosen names.</param>
/// <param name="Few">The number of leading names that form a sample of the sample, four times smaller.</param>
/// <param name="Share">About how many names each sampled name stands for.</param>
readonly record struct NameSample(NameList Names, int Few, int Share)
{
    const int Bytes = 640 * 1024;
    const int FewShare = 4;

    // The number of names for which copies are counted, which bounds memory on lists of many millions.
    const int Counted = 1 << 18;

    /// <summary>Takes about 640 KiB of <paramref name="names"/>, or all if they are fewer.</summary>
    public static NameSample Take(NameList names)
    {
        uint thin = 1 + (uint)names.Count / Counted;
        uint share = 1 + (uint)(names.Offsets[^1] - names.Offsets[0]) / Bytes / thin;

        // A name that occurs a hundred times must be neither lost nor counted at a hundred times the share, so copies are taken at
        // regular intervals. Single names differ in where they start to count.
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
