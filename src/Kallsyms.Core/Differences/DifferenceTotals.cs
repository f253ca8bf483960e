namespace Kallsyms.Differences;

/// <summary>Bytes by what they hold.</summary>
/// <param name="Text">Code.</param>
/// <param name="Data">Data.</param>
/// <param name="Other">Anything else.</param>
public readonly record struct ByteSums(long Text, long Data, long Other)
{
    /// <summary>All of them.</summary>
    public long Total => Text + Data + Other;

    internal ByteSums Plus(SymbolDifference difference) => difference.Content switch
    {
        SymbolContent.Text => this with { Text = Text + difference.Growth },
        SymbolContent.Data => this with { Data = Data + difference.Growth },
        _ => this with { Other = Other + difference.Growth },
    };
}

/// <summary>How many symbols differ in one way, and by how many bytes.</summary>
/// <param name="Count">Symbols.</param>
/// <param name="Bytes">Bytes more in the second kernel; negative: fewer.</param>
public readonly record struct KindTotal(int Count, ByteSums Bytes);

/// <summary>Differences summed up.</summary>
public sealed class DifferenceTotals
{
    readonly KindTotal[] _kinds = new KindTotal[Enum.GetValues<DifferenceKind>().Length];

    /// <summary>Sums some differences up.</summary>
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

    /// <summary>Those of one kind.</summary>
    public KindTotal this[DifferenceKind kind] => _kinds[(int)kind];

    /// <summary>All bytes together.</summary>
    public ByteSums Net { get; }
}
