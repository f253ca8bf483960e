namespace Kallsyms.Diagnosis;

/// <summary>A rule by which the cause of a difference is recognised. Rules are numbered in the order in which they are tried.</summary>
/// <param name="Number">Its number, from 1 on.</param>
/// <param name="Sees">What it sees in two lists.</param>
/// <param name="Classes">The classes that it may give, the usual one first.</param>
sealed record Rule(int Number, string Sees, IReadOnlyList<IncidentClass> Classes)
{
    static readonly List<Rule> _all = [];

    internal static readonly Rule Files = Next(
        "a list that is missing, empty, cut off or older than its image; two version strings", IncidentClass.Artifacts);

    internal static readonly Rule LeftOut = Next(
        "the filtered lists are equal, and only what filters remove differs; sections in another order", IncidentClass.OtherLink, IncidentClass.Relaxation);

    internal static readonly Rule Repetition = Next(
        "the last pass is one that was there before (E, or the class of the last pair); or another number of entries in a table of the same symbols", IncidentClass.Boundary);

    internal static readonly Rule OwnLabels = Next("labels of the table in one list only", IncidentClass.OwnLabels);

    internal static readonly Rule Stubs = Next("stubs in one list only", IncidentClass.Stubs);

    internal static readonly Rule Edge = Next("a symbol that reaches the edge of a text range in one pass only", IncidentClass.Boundary);

    internal static readonly Rule Suffixes = Next("names that differ in an optimiser's suffixes", IncidentClass.Artifacts);

    internal static readonly Rule Helpers = Next(
        "labels of compilers and assemblers in one list only", IncidentClass.Definition, IncidentClass.Relaxation);

    internal static readonly Rule Definitions = Next("other type letters; undefined in one pass; made by the linker", IncidentClass.Definition);

    internal static readonly Rule EqualAddresses = Next(
        "another order of equal addresses; where padding between them came or went, that is the cause", IncidentClass.Order, IncidentClass.Padding);

    internal static readonly Rule Shift = Next("moved from the start of a section on", IncidentClass.Padding);

    internal static readonly Rule Lengths = Next("functions of another length", IncidentClass.Relaxation);

    internal static readonly Rule OtherSection = Next("behind a section of another size that is not the table", IncidentClass.GeneratedSection);

    internal static readonly Rule Tokens = Next("the same symbols, another token table", IncidentClass.Tokens);

    internal static readonly Rule TokensOfEqualSize = Next("the same with equal sizes in total", IncidentClass.Tokens);

    internal static readonly Rule OutOfReach = Next("addresses that offsets do not reach", IncidentClass.Range);

    internal static readonly Rule LongNames = Next("names that are too long", IncidentClass.Range);

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<Rule> All => _all;

    static Rule Next(string sees, params IncidentClass[] classes)
    {
        var rule = new Rule(_all.Count + 1, sees, classes);
        _all.Add(rule);
        return rule;
    }
}
