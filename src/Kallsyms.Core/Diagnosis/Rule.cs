namespace Kallsyms.Diagnosis;

/// <summary>
/// Recognises one cause of a difference. Everything about the rule, including the past incidents that it may name, is in its own file;
/// its position in <c>RuleList</c> is the order in which it is tried.
/// </summary>
abstract class Rule
{
    /// <summary>Its number in docs/incidents.md and in JSON. Rules that see the same thing from two sides share a number.</summary>
    public abstract int Number { get; }

    /// <summary>A description of what it looks for in two lists.</summary>
    public abstract string Sees { get; }

    /// <summary>The classes that it may return, the usual one first.</summary>
    public abstract IReadOnlyList<IncidentClass> Classes { get; }

    /// <summary>The incidents that it may name.</summary>
    public abstract IReadOnlyList<Incident> Incidents { get; }

    /// <summary>
    /// Whether the table's size alone can cause what it looks for, so that the real cause may lie in the pair of passes before.
    /// </summary>
    public virtual bool MayFollowFromTableSize => false;

    /// <summary>Returns the verdict on two passes, or null if the rule does not apply.</summary>
    public virtual Verdict? Match(Comparison comparison) => null;

    /// <summary>Returns the verdict on a list that has none to be compared with, or null if it takes two to tell.</summary>
    public virtual Verdict? MatchAlone(Comparison withItself) => null;

    /// <summary>Returns a note about one list alone, whatever the verdict, or null.</summary>
    public virtual string? Note(SymbolSnapshot side) => null;
}

/// <summary>A rule about individual symbols that were added or removed.</summary>
interface ILoneSymbolRule
{
    /// <summary>Whether the rule explains why only one list has the symbol.</summary>
    bool Explains(LoneSymbol symbol);

    /// <summary>Returns the verdict on all symbols that it explains, of which there is at least one.</summary>
    Verdict Judge(IReadOnlyList<LoneSymbol> symbols, Comparison comparison);

    /// <summary>Whether what it explains accompanies that class rather than being a separate cause.</summary>
    bool ComesWith(IncidentClass cause) => false;
}

/// <summary>A rule about all passes of a link, given the verdict on the last two.</summary>
interface IPassesRule
{
    /// <summary>Returns the verdict, or null if the rule does not apply.</summary>
    Verdict? Match(IReadOnlyList<SymbolSnapshot> passes, Verdict pair);
}
