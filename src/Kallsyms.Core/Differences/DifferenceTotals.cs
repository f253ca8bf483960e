namespace Kallsyms.Differences;

/// <summary>Byte counts by content.</summary>
/// <param name="Text">Bytes of code.</param>
/// <param name="Data">Bytes of data.</param>
/// <param name="Other">Bytes of anything else.</param>
public readonly record struct ByteSums(long Text, long Data, long Other)
{
    /// <summary>The sum of all three.</summary>
    public long Total => Text + Data + Other;

    internal ByteSums Plus(SymbolDifference difference) => difference.Content switch
    {
        SymbolContent.Text => this with { Text = Text + difference.Growth },
        SymbolContent.Data => this with { Data = Data + difference.Growth },
        _ => this with { Other = Other + difference.Growth },
    };
}

/// <summary>How many symbols differ in one way, and by how many bytes.</summary>
/// <param name="Count">The number of symbols.</param>
/// <param name="Bytes">Growth from the first kernel to the second, in bytes; negative if it shrank.</param>
public readonly record struct KindTotal(int Count, ByteSums Bytes);

/// <summary>The totals of a set of differences.</summary>
public sealed class DifferenceTotals
{
    readonly KindTotal[] _kinds = new KindTotal[Enum.GetValues<DifferenceKind>().Length];

    /// <summary>Adds up differences.</summary>
    public DifferenceTotals(IEnumerable<SymbolDifference> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        foreach (SymbolDifference difference in differences)
        {
            ref KindTotal kind = ref _kinds[(int)difference.Kind];
            kind = new(kind.Count + 1, kind.Bytes.Plus(difference));
            Net = Net.Plus(difference);
        }
    }

    /// <summary>The total of one kind of difference.</summary>
    public KindTotal this[DifferenceKind kind] => _kinds[(int)kind];

    /// <summary>The net growth over all kinds.</summary>
    public ByteSums Net { get; }
}
