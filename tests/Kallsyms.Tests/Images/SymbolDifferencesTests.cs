using System.Text;
using CsCheck;
using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Symbols.Lists;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Two lists differ exactly in what one has and the other has not.</summary>
public class SymbolDifferencesTests
{
    static readonly Gen<KernelSymbols> _lists = Gen.Select(Gen.Int[1, 3], Gen.Char['a', 'd'], Gen.Bool).Array[1, 30].Select(entries =>
    {
        ulong at = 0x1000;
        string text = string.Concat(entries.Select(entry => $"{at += (ulong)entry.Item1 * 16:x16} {(entry.Item3 ? 't' : 'T')} {entry.Item2}\n"));
        return KernelSymbols.From(SymbolListFile.Read(ByteSource.FromMemory(Encoding.ASCII.GetBytes(text), "map")).Symbols);
    });

    [Fact]
    public void DifferencesTurnOneListIntoTheOther() => Gen.Select(_lists, _lists).Sample((old, @new) =>
    {
        var shapes = old.Select(Shape).ToList();
        foreach (SymbolDifference difference in SymbolDifferences.Find(old, @new))
        {
            if (difference.OldType is char before)
                Assert.True(shapes.Remove((difference.Name, before, difference.OldSize)));
            if (difference.NewType is char after)
                shapes.Add((difference.Name, after, difference.NewSize));
        }
        Assert.Equal(@new.Select(Shape).Order(), shapes.Order());
    });

    [Fact]
    public void AListDoesNotDifferFromItself() => _lists.Sample(list =>
    {
        Assert.Empty(SymbolDifferences.Find(list, list));
        Assert.Empty(SymbolDifferences.Find(list, list.Moved(0x100000)));
    });

    [Fact]
    public void TheOtherWayRoundAddedIsRemoved() => Gen.Select(_lists, _lists).Sample((old, @new) => Assert.Equal(
        SymbolDifferences.Find(old, @new).Count(difference => difference.Kind == "added"),
        SymbolDifferences.Find(@new, old).Count(difference => difference.Kind == "removed")));

    static (string Name, char Type, ulong Size) Shape(KernelSymbol symbol) => (symbol.Name, symbol.Type, symbol.Size);
}
