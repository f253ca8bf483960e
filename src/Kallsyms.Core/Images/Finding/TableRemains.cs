using Kallsyms.Elf;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Finding;

/// <summary>
/// What is left of a damaged table. Token table and token index repeat each other, so where one agrees with the other at nearly all places,
/// it is a table's, whichever of the two the damage is in.
/// </summary>
static class TableRemains
{
    const int Count = 256;

    // A changed byte moves the end of one token, or splits it.
    const int Enough = 250;

    // The largest alignment used between the two by any release.
    const int MaxPadding = 256;

    // No token table is longer: its index has 16-bit numbers.
    const int Reach = 70_000;

    const int MaxLooks = 64;

    // Of the nine.
    const int EnoughLetters = 8;

    // Digits occur in names, so that they stand for themselves.
    static ReadOnlySpan<byte> Digits => "\00\01\02\03\04\05\06\07\08\09\0"u8;

    /// <summary>Says where what is left of a table is, and what does not fit; null if nothing is left.</summary>
    public static string? Find(ImageBytes image) => FindByIndex(image) ?? FindByTokens(image);

    static string? FindByIndex(ImageBytes image)
    {
        foreach ((long index, bool bigEndian) in TokenIndexSweep.Find(image))
        {
            long start = Math.Max(0, index - Reach);
            ReadOnlySpan<byte> bytes = image.Read(start, index + TokenIndexSweep.IndexSize - start).Span;
            int at = (int)(index - start);
            int[] starts = Numbers(bytes[at..], bigEndian);
            for (int table = Math.Max(1, at - starts[^1] - 2 * MaxPadding); table <= at - starts[^1]; table++)
            {
                if (Agreements(bytes, table, starts) < Enough || !HasLetters(bytes[table..], starts))
                    continue;
                return TokenArrays.Find(bytes, at, bigEndian) is null
                    ? $"a token table at 0x{start + table:x} agrees with its index at 0x{index:x} at nearly all places"
                    : $"a token table agrees with its index at 0x{index:x}, but no names and addresses around it do";
            }
        }
        return null;
    }

    static string? FindByTokens(ImageBytes image)
    {
        long from = 0;
        for (int looks = 0; looks < MaxLooks && image.Find(Digits, from) is long digits; looks++, from = digits + 1)
        {
            long start = Math.Max(0, digits - Reach);
            ReadOnlySpan<byte> bytes = image.Read(start, Math.Min(image.Length, digits + Reach) - start).Span;
            if (Ends(bytes, (int)(digits - start)) is not { } ends)
                continue;
            for (int at = ends[^1] + 1; at <= ends[^1] + MaxPadding && at + TokenIndexSweep.IndexSize <= bytes.Length; at++)
            {
                if (IsIndex(bytes[at..], ends, bigEndian: false) || IsIndex(bytes[at..], ends, bigEndian: true))
                    return $"a token index at 0x{start + at:x} agrees with the token table before it at nearly all places";
            }
        }
        return null;
    }

    // How many tokens of a table end where the index says that the next one begins.
    static int Agreements(ReadOnlySpan<byte> bytes, int table, int[] starts)
    {
        int agreements = 1;
        foreach (int start in starts.AsSpan(1))
            agreements += bytes[table + start - 1] == 0 ? 1 : 0;
        return agreements;
    }

    // The commonest characters of names stand for themselves; other rows of short strings, and where they are, are not like that.
    static bool HasLetters(ReadOnlySpan<byte> table, int[] starts)
    {
        int letters = 0;
        foreach (byte letter in "_aeinorst"u8)
            letters += table[starts[letter]] == letter && table[starts[letter] + 1] == 0 ? 1 : 0;
        return letters >= EnoughLetters;
    }

    static bool IsIndex(ReadOnlySpan<byte> bytes, int[] ends, bool bigEndian)
    {
        int[] starts = Numbers(bytes, bigEndian);
        int agreements = 1;
        // The first token may follow other zeros, so its own end is what counts.
        for (int code = 2; code < Count; code++)
            agreements += starts[code] - starts[code - 1] == ends[code - 1] - ends[code - 2] ? 1 : 0;
        return agreements >= Enough;
    }

    // Where the 256 tokens around the digits end; null if there are not so many.
    static int[]? Ends(ReadOnlySpan<byte> bytes, int digits)
    {
        var ends = new int[Count];
        int at = digits;
        for (int code = '0' - 1; code >= 0; code--)
        {
            if (at < 0)
                return null;
            ends[code] = at;
            at = bytes[..at].LastIndexOf((byte)0);
        }
        at = digits + 1;
        for (int code = '0'; code < Count; code++)
        {
            int length = bytes[at..].IndexOf((byte)0);
            if (length < 0)
                return null;
            ends[code] = at + length;
            at += length + 1;
        }
        return ends;
    }

    static int[] Numbers(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        var format = new ElfFormat(Is64: false, bigEndian);
        var numbers = new int[Count];
        for (int code = 0; code < Count; code++)
            numbers[code] = format.U16(bytes, code * 2);
        return numbers;
    }
}
