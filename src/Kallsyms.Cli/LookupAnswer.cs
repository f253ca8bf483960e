using Kallsyms.Lookup;

namespace Kallsyms.Cli;

/// <summary>A query and its matches.</summary>
sealed record LookupAnswer(string Query, IReadOnlyList<SymbolMatch> Matches)
{
    /// <summary>Whether one name has several places, as opposed to several names of one place.</summary>
    public bool IsAmbiguous =>
        !SymbolPattern.IsPattern(Query) && Matches.Count > 1 && Matches.All(match => match.Symbol.Name == Matches[0].Symbol.Name);
}
