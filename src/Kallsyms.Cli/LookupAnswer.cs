using Kallsyms.Lookup;

namespace Kallsyms.Cli;

/// <summary>What was asked, and what was found.</summary>
sealed record LookupAnswer(string Query, IReadOnlyList<SymbolMatch> Matches)
{
    /// <summary>It is not one place that several names have, but several places of one name.</summary>
    public bool IsAmbiguous =>
        !SymbolPattern.IsPattern(Query) && Matches.Count > 1 && Matches.All(match => match.Symbol.Name == Matches[0].Symbol.Name);
}
