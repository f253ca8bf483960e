using System.Text;
using CsCheck;
using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests.Tokens;

public class BestCompressorTests
{
    static readonly NameList _kernelLike = SampleNames.List([.. KernelLike(60_000)]);

    [Fact]
    public void EveryNameComesBack() => SampleNames.Any.Sample(names =>
        Assert.Equal(names, SampleNames.Expand(BestCompressor.Compress(SampleNames.List(names)))));

    [Fact]
    public void EveryByteInUseKeepsItsOwnCode() => SampleNames.Any.Sample(names =>
    {
        TokenTable table = BestCompressor.Learn(SampleNames.List(names));
        foreach (byte value in names.SelectMany(name => name).Distinct())
            Assert.Equal([value], table[value].ToArray());
    });

    [Fact]
    public void TokensFitEveryReader() => SampleNames.Any.Sample(names =>
    {
        TokenTable table = BestCompressor.Learn(SampleNames.List(names));
        Assert.InRange(table.ByteLength, TokenTable.Size, ushort.MaxValue);
        for (int code = 0; code < TokenTable.Size; code++)
            Assert.DoesNotContain((byte)0, table[code].ToArray());
    });

    [Fact]
    public void OrderAndPlaceOfTheNamesDoNotMatter()
    {
        int[] order = [.. Enumerable.Range(0, _kernelLike.Count).OrderBy(index => (uint)index * 2654435761)];
        NameList moved = SampleNames.List([.. order.Select(index => _kernelLike[index].ToArray())]);
        CompressedNames there = BestCompressor.Compress(_kernelLike);
        CompressedNames here = BestCompressor.Compress(moved);
        Assert.Equal(SampleNames.Tokens(there), SampleNames.Tokens(here));
        Assert.Equal(order.Select(index => there[index].ToArray()), SampleNames.Codes(here));
    }

    [Fact]
    public void ManyNamesBecomeSmallerThanByPairs()
    {
        CompressedNames pairs = PairCompressor.Compress(_kernelLike);
        CompressedNames best = BestCompressor.Compress(_kernelLike);
        Assert.InRange(best.Codes.Length + best.Tokens.ByteLength, 1, (pairs.Codes.Length + pairs.Tokens.ByteLength) * 0.97);
    }

    [Fact]
    public void ABigListLeavesNoCodeEmpty()
    {
        TokenTable table = BestCompressor.Learn(_kernelLike);
        Assert.All(Enumerable.Range(0, TokenTable.Size), code => Assert.NotEqual(0, table[code].Length));
    }

    [Fact]
    public void AHeapOfCopiesDoesNotTakeTheTokensOfTheRest()
    {
        byte[][] copies = [.. Enumerable.Repeat("d__a_rather_long_name_that_is_there_again_and_again"u8.ToArray(), 5_000)];
        NameList names = SampleNames.List([.. copies, .. KernelLike(60_000)]);
        CompressedNames best = BestCompressor.Compress(names);
        CompressedNames rest = BestCompressor.Compress(_kernelLike);
        Assert.InRange(best[0].Length, 1, 3);
        Assert.InRange(best.Codes.Length - best.Offsets[copies.Length], 1, rest.Codes.Length * 1.05);
    }

    [Fact]
    public void NoNamesNeedNoTokens() => Assert.Equal(TokenTable.Size, BestCompressor.Learn(SampleNames.List(Array.Empty<string>())).ByteLength);

    [Fact]
    public void ATokenThatCostsMoreThanItSavesIsNotMade()
    {
        CompressedNames once = BestCompressor.Compress(SampleNames.List("Tabcdefgh"));
        Assert.Equal("Tabcdefgh"u8.ToArray(), once[0].ToArray());
        Assert.Equal(TokenTable.Size + 9, once.Tokens.ByteLength);
    }

    // Names made of words of very different frequency, as in a kernel; the same in every run.
    static IEnumerable<byte[]> KernelLike(int count)
    {
        string[] words = [.. Enumerable.Range(0, 600).Select(Word)];
        uint state = 1;
        for (int index = 0; index < count; index++)
        {
            StringBuilder name = new StringBuilder().Append("tTdDrb"[(int)(Next() % 6)]);
            for (uint part = 0, parts = 2 + Next() % 3; part < parts; part++)
                name.Append(part > 0 ? "_" : "").Append(words[Next() % (1 + Next() % (uint)words.Length)]);
            yield return Encoding.ASCII.GetBytes(name.ToString());
        }

        uint Next()
        {
            state = state * 1664525 + 1013904223;
            return state >> 8;
        }
    }

    static string Word(int number)
    {
        const string Vowels = "aeiou";
        const string Consonants = "bcdfghklmnprst";
        StringBuilder word = new();
        for (uint rest = (uint)number * 2654435761 >> 8; rest > 0; rest /= 70)
            word.Append(Consonants[(int)(rest % 14)]).Append(Vowels[(int)(rest / 14 % 5)]);
        return word.Append('x').ToString();
    }
}
