using Kallsyms.Linking;
using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis.Pages;

/// <summary>
/// An explanation reduced to what a page can show. Addresses and distances are text, since browsers have no 64-bit integers.
/// </summary>
/// <param name="Class">The class letter, <c>same</c> or <c>unknown</c>.</param>
/// <param name="ClassTitle">A short description of the class.</param>
/// <param name="Confidence"><c>proven</c>, <c>likely</c> or <c>possible</c>.</param>
/// <param name="MorePasses">The effect of one more pass, as in the JSON of the command.</param>
/// <param name="Verdict">The sentences and names of the verdict.</param>
/// <param name="Notes">Findings beside the verdict.</param>
/// <param name="Passes">The passes, first to last; the last two were compared.</param>
/// <param name="Sections">Sections, one row each; empty if sections are unknown in all passes.</param>
/// <param name="SubTables">The sub-tables, in the same way.</param>
/// <param name="Counts">How much differs.</param>
/// <param name="Differences">The differences in address order, up to a maximum number of each kind.</param>
sealed record ExplanationView(
    string Class, string ClassTitle, string Confidence, string MorePasses, Verdict Verdict, IReadOnlyList<string> Notes,
    IReadOnlyList<PassView> Passes,
    IReadOnlyList<PlaceRow> Sections, IReadOnlyList<PlaceRow> SubTables, DifferenceCounts Counts, IReadOnlyList<DifferenceView> Differences)
{
    // More columns do not fit a screen.
    const int MostPasses = 6;

    /// <summary>Creates the view of an explanation.</summary>
    public static ExplanationView Make(Explanation explanation)
    {
        SymbolSnapshot[] passes = [.. explanation.Passes.TakeLast(MostPasses)];
        SymbolDiff diff = explanation.Differences;
        var differing = new SectionCounts(explanation);
        return new(
            explanation.Verdict.Class.Text(), explanation.Verdict.Class.Title(), explanation.Verdict.Confidence.Text(),
            explanation.Verdict.Passes.Text(), explanation.Verdict,
            explanation.Notes, [.. passes.Select(PassView.Make)], PlaceRow.Sections(passes, differing), PlaceRow.SubTables(passes),
            new(diff.Removed.Length, diff.Added.Length, diff.Retyped.Length, diff.Reordered.Length, diff.MovedCount, diff.Moved.Length),
            DifferenceView.List(explanation));
    }
}

/// <summary>One pass.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Symbols">The number of symbols in its list.</param>
/// <param name="Modified">The time of the last write in UTC, or null.</param>
/// <param name="Release">The kernel release, or null.</param>
sealed record PassView(string Name, int Symbols, string? Modified, string? Release)
{
    internal static PassView Make(SymbolSnapshot pass) =>
        new(pass.Name, pass.Symbols.Count, pass.Modified?.ToString("yyyy-MM-dd HH:mm:ss"), pass.Release?.Number);
}

/// <summary>The number of symbols that differ, by kind of difference.</summary>
/// <param name="Removed">Symbols only in the earlier list.</param>
/// <param name="Added">Symbols only in the later list.</param>
/// <param name="Retyped">Symbols with another type letter.</param>
/// <param name="Reordered">Symbols elsewhere in the order.</param>
/// <param name="Moved">Symbols at another address.</param>
/// <param name="Runs">Runs of neighbours that moved by the same distance.</param>
sealed record DifferenceCounts(int Removed, int Added, int Retyped, int Reordered, int Moved, int Runs);

/// <summary>The differences in each section, and the section in which they start.</summary>
sealed class SectionCounts
{
    readonly Dictionary<string, int> _counts = [];

    public SectionCounts(Explanation explanation)
    {
        SymbolDiff diff = explanation.Differences;
        foreach (int i in diff.Removed.Concat(diff.Retyped).Concat(diff.Reordered))
            Count(SectionOf(explanation, i, diff.Later(i)));
        foreach (int j in diff.Added)
            Count(SectionOf(explanation, -1, j));
        if (diff.First() is var (before, after))
            First = SectionOf(explanation, before, after);
    }

    public string? First { get; }

    public int this[string section] => _counts.GetValueOrDefault(section);

    /// <summary>
    /// Returns the section that a symbol lies in or ends, or null. If both passes have the symbol, the later one decides: in the
    /// earlier one the table may still be empty, with all its labels where the next section starts.
    /// </summary>
    public static string? SectionOf(Explanation explanation, int before, int after) => after >= 0
        ? SectionOf(explanation.After, explanation.Differences.After, after)
        : SectionOf(explanation.Before, explanation.Differences.Before, before);

    static string? SectionOf(SymbolSnapshot side, SymbolList list, int index)
    {
        if (list.IsUndefined(index))
            return null;
        ulong address = list.Addresses[index];
        string? ended = null;
        foreach (SectionPlace section in side.Sections)
        {
            if (section.Covers(address))
                return section.Name;
            if (section.End == address)
                ended = section.Name;
        }
        return ended;
    }

    void Count(string? section)
    {
        if (section is not null)
            _counts[section] = _counts.GetValueOrDefault(section) + 1;
    }
}
