using CsCheck;
using Kallsyms.Diagnosis.Statistics;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Diagnosis.Statistics;

public class TableStatisticsTests
{
    static readonly string[] _words = ["tcp_", "v4_", "__pfx_", "get", "Set", "_", ".", "ext4", "__func__.", "0", "1", "ü"];

    static readonly Gen<string[]> _names = Gen.Select(Gen.Int[0, 3].Select(letter => "Ttdr"[letter]), Gen.Int[0, _words.Length - 1].Array[1, 6])
        .Select(drawn => drawn.Item1 + string.Concat(drawn.Item2.Select(word => _words[word])))
        .Array[1, 600];

    [Theory]
    [InlineData("linux-4.5")]
    [InlineData("linux-6.1")]
    [InlineData("linux-6.4")]
    [InlineData("linux-7.0")]
    public void EveryByteOfTheTableIsCountedOnce(string layout) => _names.Sample(
        names =>
        {
            MadeTable made = new(names, layout);
            TableStatistics found = made.Statistics;
            Assert.Equal(made.End, found.Bytes);
            Assert.Equal(found.Bytes, found.SubTables.Sum(part => part.Bytes) + found.PaddingBytes);
            Assert.Equal(names.Length, found.Types.Sum(type => type.Symbols));
            Assert.Equal(made.Table.Sizes[SubTable.Names], found.Types.Sum(type => type.NameBytes));
            long shared = found.SubTables.Where(part => part.Label is not ("kallsyms_names" or "kallsyms_addresses" or "kallsyms_offsets" or "kallsyms_seqs_of_names")).Sum(part => part.Bytes);
            Assert.Equal(found.Bytes - shared - found.PaddingBytes, found.Types.Sum(type => type.Bytes));
        },
        iter: 30);

    [Fact]
    public void TokensSaveWhatNamesAreSmallerThanPlain() => _names.Sample(
        names =>
        {
            MadeTable made = new(names);
            TableStatistics found = made.Statistics;
            Assert.Equal(made.Table.CompressedNames.Codes.Length, names.Sum(System.Text.Encoding.UTF8.GetByteCount) - found.Tokens.Sum(token => token.Saves));
            Assert.Equal(made.Table.CompressedNames.Codes.Length, found.Tokens.Sum(token => token.Uses));
        },
        iter: 50);

    [Fact]
    public void Ratios_AreOfWhatNamesWouldTakeWithoutCompression() => _names.Sample(
        names =>
        {
            TableStatistics found = new MadeTable(names).Statistics;
            long characters = names.Sum(name => System.Text.Encoding.UTF8.GetByteCount(name) - 1);
            long codes = found.Tokens.Sum(token => token.Uses);
            Assert.Equal(characters + (2 * names.Length), found.Names.PlainBytes);
            Assert.Equal(codes + names.Length, found.Names.StoredBytes);
            Assert.Equal(Math.Round((double)(found.Names.StoredBytes + found.Names.DictionaryBytes) / found.Names.PlainBytes, 4), found.Names.Ratio);
            Assert.Equal(Math.Round((double)(codes + found.Names.DictionaryBytes) / characters, 4), found.Names.SelfTestRatio);
            Assert.Equal(Math.Round((double)characters / names.Length, 2), found.Names.MeanLength, 0.0101);
            Assert.Equal(Math.Round((double)codes / names.Length, 2), found.Names.MeanCodes, 0.0101);
        },
        iter: 30);

    [Fact]
    public void TheTreesAddUpAtEveryNode() => _names.Sample(
        names =>
        {
            TableStatistics found = new MadeTable(names).Statistics;
            foreach (PrefixTree tree in (PrefixTree[])[found.Prefixes, found.ByType])
            {
                Assert.Equal((names.Length, found.Types.Sum(type => type.Bytes)), (tree.Symbols, tree.Bytes));
                AddsUp(tree);
            }
        },
        iter: 50);

    [Fact]
    public void GroupsAreWordsThatNamesStartWith()
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(i => $"T__pfx___x64_sys_{i}"), .. Enumerable.Range(0, 100).Select(i => $"t__func__.{i}")];
        PrefixTree tree = new MadeTable(names).Statistics.Prefixes;
        Assert.Equal([("__pfx___x64_sys_", 200), ("__func__.", 100)], tree.Parts.Select(part => (part.Text, part.Symbols)));
    }

    [Fact]
    public void NamesThatSeveralSymbolsShareAreToldWithAllTheirBytes()
    {
        string[] names = ["d__func__.0", "b__key", "d__func__.0", "T__a_name_that_is_longer_than_all_the_others", "r__func__.0", "b__key"];
        TableStatistics found = new MadeTable(names).Statistics;
        Assert.Equal([("__func__.0", "dr", 3), ("__key", "b", 2)], found.Duplicates.Select(name => (name.Name, name.Types, name.Symbols)));
        Assert.Equal("__a_name_that_is_longer_than_all_the_others", found.Longest[0].Name);
        Assert.Equal(3, found.Names.Distinct);
        Assert.Equal(found.Types.Sum(type => type.Bytes), found.Costliest.Sum(name => name.Bytes));
    }

    [Fact]
    public void NamesThatCompilersNumberCostTogether()
    {
        string[] names = ["d__func__.0", "d__func__.1", "d__func__.12", "tf.cold", "tf", "d.1", "d2"];
        IReadOnlyList<NameUse> found = new MadeTable(names).Statistics.Costliest;
        Assert.Equal(["__func__.*:3", ".1:1", "2:1", "f.cold:1", "f:1"], found.Select(name => $"{name.Name}:{name.Symbols}").Order(StringComparer.Ordinal).OrderBy(text => text[0] != '_'));
    }

    [Fact]
    public void ATableWithoutTokensIsCountedToo()
    {
        string[] names = ["Tstart", "tsome_function", "dsome_data"];
        TableStatistics found = new MadeTable(names, uncompressed: true).Statistics;
        Assert.Equal(0, found.Names.DictionaryBytes);
        Assert.DoesNotContain(found.SubTables, part => part.Label == SubTable.TokenTable.Label());
        Assert.All(found.Tokens, token => Assert.Equal(0, token.Saves));
        Assert.Equal(names.Sum(name => name.Length + 1), found.Names.StoredBytes);
    }

    static void AddsUp(PrefixTree tree)
    {
        if (tree.Parts.Count == 0)
            return;
        Assert.Equal((tree.Symbols, tree.Bytes), (tree.Parts.Sum(part => part.Symbols), tree.Parts.Sum(part => part.Bytes)));
        foreach (PrefixTree part in tree.Parts)
            AddsUp(part);
    }
}
