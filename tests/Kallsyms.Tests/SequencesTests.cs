using Xunit;

namespace Kallsyms.Tests;

/// <summary>The operators do what System.Linq's do.</summary>
public class SequencesTests
{
    // Many equal keys: a sort that is not stable shows.
    static readonly (int Key, string Name, int Place)[] _items =
        [.. Enumerable.Range(0, 500).Select(i => (i * 7919 % 5, (i * 104729 % 3).ToString(), i))];

    [Fact]
    public void Sorting_IsLinqsForEqualKeysToo()
    {
        Assert.Equal(Enumerable.OrderBy(_items, item => item.Key), Sequences.OrderBy(_items, item => item.Key));
        Assert.Equal(Enumerable.OrderByDescending(_items, item => item.Key), Sequences.OrderByDescending(_items, item => item.Key));
        Assert.Equal(
            Enumerable.OrderBy(_items, item => item.Key).ThenByDescending(item => item.Name, StringComparer.Ordinal),
            Sequences.OrderBy(_items, item => item.Key).ThenByDescending(item => item.Name));
        Assert.Equal(
            Enumerable.OrderByDescending(_items, item => item.Name).ThenBy(item => item.Key),
            Sequences.OrderByDescending(_items, item => item.Name).ThenBy(item => item.Key));
        Assert.Equal(
            Enumerable.OrderBy(_items, item => item.Name, StringComparer.Ordinal).ThenBy(item => item.Key),
            Sequences.OrderBy(_items, item => item.Name, StringComparer.Ordinal).ThenBy(item => item.Key));
    }

    [Fact]
    public void Sorting_MakesEachKeyOnce()
    {
        int made = 0;
        Assert.Equal(_items.Length, Sequences.OrderBy(_items, item => (made++, item.Key).Key).ThenBy(item => item.Name).Count());
        Assert.Equal(_items.Length, made);
    }

    [Fact]
    public void PartsAndJoins_AreLinqs()
    {
        Assert.All([0, 1, 499, 500, 501, -1], count =>
        {
            Assert.Equal(Enumerable.Take(_items, count), Sequences.Take(_items, count));
            Assert.Equal(Enumerable.Skip(_items, count), Sequences.Skip(_items, count));
        });
        Assert.Equal(Enumerable.Concat(_items, _items[..3]), Sequences.Concat(_items, _items[..3]));
        Assert.Equal(Enumerable.Append(_items, _items[0]), Sequences.Append(_items, _items[0]));
        Assert.Equal(Enumerable.SelectMany(_items, item => item.Name), Sequences.SelectMany(_items, item => item.Name));
        Assert.Equal(Enumerable.ToArray(_items), Sequences.ToArray(_items));
    }

    [Fact]
    public void SelectAndWhere_GoThroughTheSourceWhenTheyAreGoneThrough()
    {
        var source = new List<int> { 1, 2 };
        IEnumerable<int> doubled = Sequences.Select(Sequences.Where(source, number => number > 1), number => number * 2);
        source.Add(3);
        Assert.Equal([4, 6], doubled);
        Assert.Equal([4, 6], doubled);
    }
}
