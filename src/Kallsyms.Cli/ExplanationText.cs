using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Builds;
using Kallsyms.Symbols;

namespace Kallsyms.Cli;

/// <summary>Formats an explanation for people.</summary>
/// <param name="all">Whether to list every difference.</param>
/// <param name="names">How to show names.</param>
sealed class ExplanationText(bool all, ShownNames names)
{
    const int Shown = 10;

    public void Write(Stream stream, bool isColoured, Explanation explanation, IReadOnlyList<BuildFile> files)
    {
        using var text = new StreamWriter(stream) { NewLine = "\n" };
        var page = new TextPage(text, isColoured);
        (string before, string after) = (explanation.Before.Name, explanation.After.Name);
        page.Line(before == after ? after : $"{before} -> {after}");
        Verdict verdict = names.Of(explanation.Verdict);
        if (verdict.Class == IncidentClass.Same)
        {
            page.Heading($"same: {Quantity.Of(explanation.After.Symbols.Count, "symbol")}, none differs", TextColour.Good);
            WriteNotes(page, explanation, files);
            return;
        }
        page.Heading(Heading(verdict), verdict.Class == IncidentClass.Unknown ? TextColour.Doubtful : TextColour.Bad);
        page.Line();
        WriteVerdict(page, verdict);
        WriteNotes(page, explanation, files);
        page.Line();
        WriteDifferences(page, explanation, all ? int.MaxValue : Shown);
    }

    /// <summary>Prints the verdict on the passes of a link to standard error.</summary>
    public static void WriteCause(StandardStreams std, Explanation explanation)
    {
        var page = new TextPage(std.Error, TextPage.TakesColours(std.ErrorIsTerminal));
        page.Heading(Heading(explanation.Verdict), TextColour.Doubtful);
        WriteVerdict(page, ShownNames.Parse(null).Of(explanation.Verdict));
    }

    static void WriteVerdict(TextPage page, Verdict verdict)
    {
        page.Field("what", verdict.Summary);
        if (verdict.FirstSymbol is { } first)
            page.Field("first difference", first);
        page.List("why", verdict.Chain, numbered: true);
        page.Field("more passes", Passes(verdict));
        if (verdict.Cure.Length > 0)
            page.Field("cure", verdict.Cure);
        if (verdict.Incident is { } incident)
            page.Field("seen before", incident.ToString());
        page.List("also possible", [.. verdict.Others.Select(other => $"{other.Class.Text()}: {other.Why}")]);
    }

    /// <summary>"class E, likely: members at the edge of a range (rule 6)".</summary>
    public static string Heading(Verdict verdict) => verdict.Class == IncidentClass.Unknown
        ? $"class unknown: {verdict.Class.Title()}"
        : $"class {verdict.Class.Text()}, {verdict.Confidence.Text()}: {verdict.Class.Title()} (rule {verdict.Rule?.Number})";

    static string Passes(Verdict verdict) => verdict.Passes switch
    {
        MorePasses.NotNeeded => "not needed",
        MorePasses.Help => "would help",
        MorePasses.DoNotHelp => "would not help",
        MorePasses.Oscillate => $"would not help, they repeat themselves with period {verdict.Period}",
        _ => "it cannot be told",
    };

    static void WriteNotes(TextPage page, Explanation explanation, IReadOnlyList<BuildFile> files)
    {
        page.List("note", explanation.Notes);
        page.List("stale", [.. files.Where(file => file.Stale is not null).Select(file => $"{file.Name}: {file.Stale}")]);
    }

    void WriteDifferences(TextPage page, Explanation explanation, int shown)
    {
        SymbolDiff diff = explanation.Differences;
        string[] counts = [
            .. Count(diff.Removed.Length, "removed"), .. Count(diff.Added.Length, "added"),
            .. Count(diff.Retyped.Length, "type changed"),
            .. Count(diff.Reordered.Length, "elsewhere in the order"), .. Count(diff.MovedCount, "moved"),
        ];
        if (counts.Length > 0)
            page.Line($"differences: {string.Join(", ", counts)}");
        WriteSome(page, diff.Removed, shown, i => page.Paint($"- {Symbol(explanation.Before, diff.Before, i)}", TextColour.Bad));
        WriteSome(page, diff.Added, shown, i => page.Paint($"+ {Symbol(explanation.After, diff.After, i)}", TextColour.Good));
        WriteSome(page, diff.Retyped, shown, i =>
            $"{(char)diff.Before.Types[i]} to {(char)diff.After.Types[diff.Later(i)]}     {names.Of(diff.Before.NameText(i))}");
        WriteSome(page, diff.Reordered, shown, i => $"order      {Symbol(explanation.Before, diff.Before, i)}");
        WriteSome(page, diff.Moved, shown, run => Run(explanation, diff, run));
    }

    static void WriteSome<T>(TextPage page, T[] items, int shown, Func<T, string> line)
    {
        // Printing one more line costs no more than saying that there is one.
        int most = items.Length - 1 <= shown ? items.Length : shown;
        for (int i = 0; i < most; i++)
            page.Line($"  {line(items[i])}");
        if (items.Length > most)
            page.Line($"  and {items.Length - most} more (--all)");
    }

    string Run(Explanation explanation, SymbolDiff diff, MoveRun run)
    {
        string delta = Wording.Delta(run.Delta).PadRight(10);
        string first = Symbol(explanation.Before, diff.Before, run.First);
        return run.Count == 1 ? $"{delta} {first}"
            : $"{delta} {first} .. {Symbol(explanation.Before, diff.Before, run.Last)} ({run.Count})";
    }

    string Symbol(SymbolSnapshot side, SymbolList list, int index) =>
        $"{(list.IsUndefined(index) ? "undefined" : side.Hex(list.Addresses[index]))} {(char)list.Types[index]} "
            + $"{names.Of(list.NameText(index))}";

    static string[] Count(int count, string what) => count == 0 ? [] : [$"{count} {what}"];
}
