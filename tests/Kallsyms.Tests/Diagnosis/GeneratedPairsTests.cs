using System.Globalization;
using System.Text;
using CsCheck;
using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Rules;
using Kallsyms.Elf;
using Xunit;

namespace Kallsyms.Tests.Diagnosis;

/// <summary>No verdict is more certain than its evidence: pairs that were not made by passes of one build prove nothing.</summary>
public class GeneratedPairsTests
{
    static readonly Gen<Line[]> _kernels = Gen.Select(Gen.Int[3, 60], Gen.Int[0, 1 << 20]).Select((count, seed) => Kernel(count, seed));

    [Fact]
    public void EqualListsAreTheSame() => _kernels.Sample(lines =>
    {
        Verdict verdict = Explain(lines, lines);
        Assert.Equal(IncidentClass.Same, verdict.Class);
        Assert.Null(verdict.FirstSymbol);
    });

    [Fact]
    public void AListThatMovedAsAWholeIsNoPass() => Gen.Select(_kernels, Gen.ULong[1, 1 << 30]).Sample((lines, distance) =>
    {
        Verdict verdict = Explain(lines, Array.ConvertAll(lines, line => line with { Address = line.Address + distance }));
        Assert.Equal(IncidentClass.Unknown, verdict.Class);
        Assert.Equal(lines[0].Name, verdict.FirstSymbol);
    });

    [Fact]
    public void AnotherNameIsNotExplained() => Gen.Select(_kernels, Gen.Int[0, 59]).Sample((lines, which) =>
    {
        Line[] other = [.. lines];
        int at = which % lines.Length;
        other[at] = other[at] with { Name = "renamed_" + other[at].Name };
        Verdict verdict = Explain(lines, other);
        Assert.Equal(IncidentClass.Unknown, verdict.Class);
    });

    [Fact]
    public void AFunctionThatIsGoneIsNotExplained() => Gen.Select(_kernels, Gen.Int[0, 59]).Sample((lines, which) =>
    {
        Line gone = lines[which % lines.Length];
        Verdict verdict = Explain(lines, [.. lines.Where(line => line != gone)]);
        Assert.Equal(IncidentClass.Unknown, verdict.Class);
        Assert.Equal(gone.Name, verdict.FirstSymbol);
    });

    [Fact]
    public void AddressesWithoutAPatternProveNothing() => Gen.Select(_kernels, Gen.Int[-4, 4].Array[60]).Sample((lines, steps) =>
    {
        Line[] other = [.. lines.Select((line, i) => line with { Address = line.Address + (ulong)(steps[i] * 2) }).OrderBy(line => line.Address)];
        Verdict verdict = Explain(lines, other);
        Assert.True(verdict.Class == IncidentClass.Same || verdict.Confidence < Confidence.Proven, verdict.Summary);
    });

    [Fact]
    public void ListsOfTwoProgramsProveNothing() => Gen.Select(_kernels, _kernels).Sample((left, right) =>
    {
        Verdict verdict = Explain(left, right);
        Assert.True(verdict.Class == IncidentClass.Same || verdict.Confidence < Confidence.Proven, verdict.Summary);
    });

    [Fact]
    public void AStubAmongManyOtherDifferencesIsOnlyPossible()
    {
        Line[] before = Kernel(40, 7);
        Line[] after = [.. before.Where((_, i) => i % 5 != 2), new(before[^1].Address + 64, 't', "__function_1_veneer")];
        Verdict verdict = Explain(before, after);
        Assert.Equal(IncidentClass.Unknown, verdict.Class);
        Assert.Contains(verdict.Others, other => other.Class == IncidentClass.Stubs);
    }

    [Fact]
    public void AnyBytesAreAListOrAnErrorThatSaysWhere() => Gen.Byte.Array[0, 300].Sample(bytes => ReadsOrFails(bytes));

    [Fact]
    public void AnyTextIsAListOrAnErrorThatSaysWhere() => Gen.String["0123456789abcdefTtRDU+-<>@ \t\n.PTRx"].Select(Encoding.ASCII.GetBytes).Sample(bytes => ReadsOrFails(bytes));

    [Theory]
    [InlineData(">")]
    [InlineData("<\n>\n+b")]
    [InlineData("+\n-\n ")]
    public void LinesOfADifference_WithoutASymbol_AreRefusedWithTheFirst(string text)
    {
        var refused = Assert.Throws<KallsymsException>(() => SnapshotReader.ReadText(ByteSource.FromMemory(Encoding.ASCII.GetBytes(text), "any")));
        Assert.StartsWith("line 1: expected a list of symbols", refused.Reason, StringComparison.Ordinal);
    }

    static void ReadsOrFails(byte[] bytes)
    {
        try
        {
            if (SnapshotReader.ReadText(ByteSource.FromMemory(bytes, "any")) is not { } read)
                return;
            Assert.InRange(read.Length, 1, 2);
            if (read.Any(side => side.Symbols.Count > 0))
                _ = Explainer.Explain([read[0], read[^1]]);
        }
        catch (KallsymsException e)
        {
            Assert.StartsWith("any", e.Message, StringComparison.Ordinal);
        }
    }

    // A small kernel: functions, then data, in address order.
    static Line[] Kernel(int count, int seed)
    {
        var random = new Random(seed);
        var lines = new Line[count];
        ulong address = 0xffffffff81000000;
        for (int i = 0; i < count; i++)
        {
            char type = i < count / 2 ? (i % 3 == 0 ? 'T' : 't') : i < count * 3 / 4 ? 'R' : 'D';
            lines[i] = new(address, type, $"{(char.ToLowerInvariant(type) == 't' ? "function" : "object")}_{i.ToString(CultureInfo.InvariantCulture)}");
            address += (ulong)random.Next(1, 40) * 16;
        }
        return lines;
    }

    static Verdict Explain(Line[] before, Line[] after) => Explainer.Explain([Observe("before", before), Observe("after", after)]).Verdict;

    static SymbolSnapshot Observe(string name, Line[] lines) =>
        SnapshotReader.ReadText(ByteSource.FromMemory(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line.Address:x16} {line.Type} {line.Name}\n"))), name))![0];

    readonly record struct Line(ulong Address, char Type, string Name);
}
