using System.Text;
using Kallsyms.Symbols;
using Xunit;

namespace Kallsyms.Tests.Symbols;

/// <summary>Symbols by name: the first questions are answered by a scan, later ones by a table.</summary>
public class NameLookupTests
{
    const int Questions = 40; // more than are answered by a scan

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public void EveryAnswer_IsTheFirstOfItsNameAndThenItsNamesakes_HoweverManyWereAsked(int count)
    {
        // Every third name is its own, the others share eleven.
        byte[][] names = [.. Enumerable.Range(0, count).Select(i => Encoding.ASCII.GetBytes(i % 3 == 0 ? $"own_{i}" : $"shared_{i % 11}"))];
        SymbolList list = List(names);
        for (int i = 0; i < Questions; i++)
        {
            byte[] name = names[i * 7 % count];
            int[] expected = [.. Enumerable.Range(0, count).Where(at => names[at].AsSpan().SequenceEqual(name))];
            var found = new List<int>();
            for (int at = list.ByName.Find(name); at >= 0; at = list.ByName.Next(at))
                found.Add(at);
            Assert.Equal(expected, found);
            Assert.Equal(-1, list.ByName.Find(Encoding.ASCII.GetBytes($"own_{i}_")));
        }
    }

    [Fact]
    public void ListWithoutSymbols_HasNoName()
    {
        for (int i = 0; i < Questions; i++)
            Assert.Equal(-1, SymbolList.Empty.ByName.Find("main"u8));
    }

    static SymbolList List(byte[][] names)
    {
        var (offsets, at) = (new int[names.Length], 0);
        for (int i = 0; i < names.Length; at += names[i++].Length)
            offsets[i] = at;
        return new([.. names.SelectMany(name => name)], new ulong[names.Length], new byte[names.Length], offsets,
            [.. names.Select(name => name.Length)], new int[names.Length]);
    }
}
