using System.Text;
using Kallsyms.Diagnosis;
using Kallsyms.Elf;
using Kallsyms.Symbols.Lists;
using Xunit;

namespace Kallsyms.Tests.Diagnosis;

/// <summary>Symbols in another order.</summary>
public class OrderChangeTests
{
    [Fact]
    public void OfThousandsThatChangedPlaces_SomeAreLookedAt()
    {
        int[] numbers = [.. Enumerable.Range(0, 3000)];
        Comparison comparison = Comparison.Make(List("before", numbers), List("after", [.. numbers.Reverse()]));
        Assert.InRange(comparison.Order!.Crossed.Count, 1000, 100_000);
    }

    static SymbolSnapshot List(string name, int[] numbers)
    {
        var text = new StringBuilder();
        foreach ((int place, int number) in numbers.Index())
            text.Append($"{0xffffffff81000000 + (ulong)place * 16:x16} T f{number}\n");
        return new(name, ListKind.Map, SymbolListFile.Read(ByteSource.FromMemory(Encoding.ASCII.GetBytes(text.ToString()), name)).Symbols);
    }
}
