namespace Kallsyms.Diagnosis;

/// <summary>
/// A rule by which the cause of a difference is recognised. All that is known of it, the incidents of the past that it may name too, is in
/// its file; its place in <c>RuleList</c> is its place in the order in which rules are tried.
/// </summary>
abstract class Rule
{
    /// <summary>Its number in docs/incidents.md and in JSON. Rules that see the same thing from two sides share one.</summary>
    public abstract int Number { get; }

    /// <summary>What it sees in two lists.</summary>
    public abstract string Sees { get; }

    /// <summary>The classes that it may give, the usual one first.</summary>
    public abstract IReadOnlyList<IncidentClass> Classes { get; }

    /// <summary>The incidents that it may name.</summary>
    public abstract IReadOnlyList<Incident> Incidents { get; }

    /// <summary>
    /// The table's size alone can bring about what it sees, so that the cause may lie in the pair of passes before.
    /// </summary>
    public virtual bool MayFollowFromTableSize => false;

    /// <summary>The verdict on two passes; null: it does not see its cause.</summary>
    public virtual Verdict? Match(Comparison comparison) => null;

    /// <summary>What it has to say about one list alone, whatever the verdict; null: nothing.</summary>
    public virtual string? Note(SymbolSnapshot side) => null;
}

/// <summary>A rule about single symbols that came or went.</summary>
interface ILoneSymbolRule
{
    /// <summary>That the symbol is in one list only is this rule's matter.</summary>
    bool Explains(LoneSymbol symbol);

    /// <summary>The verdict on all symbols that it explains, at least one.</summary>
    Verdict Judge(IReadOnlyList<LoneSymbol> symbols, Comparison comparison);

    /// <summary>What it explains comes along with that class, and is no cause of its own beside it.</summary>
    bool ComesWith(IncidentClass cause) => false;
}

/// <summary>A rule about all passes of a link, in the light of the verdict on the last two.</summary>
interface IPassesRule
{
    /// <summary>The verdict; null: it does not see its cause.</summary>
    Verdict? Match(IReadOnlyList<SymbolSnapshot> passes, Verdict pair);
}
