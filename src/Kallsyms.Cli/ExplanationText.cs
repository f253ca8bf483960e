using System.Text;
using Kallsyms.Diagnosis;
using Kallsyms.Symbols;

namespace Kallsyms.Cli;

/// <summary>An explanation for people.</summary>
static class ExplanationText
{
    const int Shown = 10;

    public static void Write(Stream stream, Explanation explanation, IReadOnlyList<BuildFile> files, bool all)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        Verdict verdict = explanation.Verdict;
        text.WriteLine($"{explanation.Before.Name} -> {explanation.After.Name}");
        if (verdict.Class == IncidentClass.Same)
        {
            text.WriteLine($"same: {explanation.After.Symbols.Count} symbols, none differs");
            WriteNotes(text, explanation, files);
            return;
        }
        text.WriteLine(Heading(verdict));
        text.WriteLine($"  {verdict.Summary}");
        if (verdict.FirstSymbol is { } first)
            text.WriteLine($"  first difference, by address: {first}");
        WriteList(text, "why", verdict.Chain);
        text.WriteLine($"  more passes: {Passes(verdict)}");
        if (verdict.Cure.Length > 0)
            text.WriteLine($"  cure: {verdict.Cure}");
        if (verdict.Incident is { } incident)
            text.WriteLine($"  seen before: {incident}");
        WriteList(text, "also possible", [.. verdict.Others.Select(other => $"{other.Class.Text()}: {other.Why}")]);
        WriteNotes(text, explanation, files);
        WriteDifferences(text, explanation, all ? int.MaxValue : Shown);
    }

    /// <summary>"class E, likely (rule 6)".</summary>
    public static string Heading(Verdict verdict) => verdict.Class == IncidentClass.Unknown
        ? "class unknown: the evidence does not tell the cause"
        : $"class {verdict.Class.Text()} ({Meaning(verdict.Class)}), {verdict.Confidence.Text()} (rule {verdict.Rule})";

    static string Meaning(IncidentClass kind) => kind switch
    {
        IncidentClass.Stubs => "stubs of the linker",
        IncidentClass.Padding => "padding",
        IncidentClass.Order => "order of equal addresses",
        IncidentClass.OwnLabels => "the table's own labels",
        IncidentClass.Boundary => "members at the edge of a range",
        IncidentClass.Definition => "weak, provided or helper symbols",
        IncidentClass.Tokens => "choice of tokens",
        IncidentClass.GeneratedSection => "another generated section",
        IncidentClass.Artifacts => "stale, parallel or changing files",
        IncidentClass.Range => "addresses or names that do not fit",
        IncidentClass.Relaxation => "relaxation and assembler labels",
        _ => "another link than the one measured",
    };

    static string Passes(Verdict verdict) => verdict.Passes switch
    {
        MorePasses.NotNeeded => "not needed",
        MorePasses.Help => "would help",
        MorePasses.DoNotHelp => "would not help",
        MorePasses.Oscillate => $"would not help, they repeat themselves with period {verdict.Period}",
        _ => "it cannot be told",
    };

    static void WriteNotes(StreamWriter text, Explanation explanation, IReadOnlyList<BuildFile> files)
    {
        WriteList(text, "note", explanation.Notes);
        WriteList(text, "stale", [.. files.Where(file => file.Stale is not null).Select(file => $"{file.Name}: {file.Stale}")]);
    }

    static void WriteList(StreamWriter text, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
            return;
        text.WriteLine($"  {title}:");
        foreach (string line in lines)
            text.WriteLine($"    - {line}");
    }

    static void WriteDifferences(StreamWriter text, Explanation explanation, int shown)
    {
        SymbolDiff diff = explanation.Differences;
        text.WriteLine(
            $"  differences: {diff.Added.Length} added, {diff.Removed.Length} removed, {diff.MovedCount} moved in {Count(diff.Moved.Length, "run")}, "
            + $"{diff.Retyped.Length} retyped, {diff.Reordered.Length} reordered");
        WriteSome(text, diff.Removed, shown, i => $"- {Symbol(explanation.Before, diff.Before, i)}");
        WriteSome(text, diff.Added, shown, i => $"+ {Symbol(explanation.After, diff.After, i)}");
        WriteSome(text, diff.Retyped, shown, i => $"{(char)diff.Before.Types[i]}>{(char)diff.After.Types[diff.Later(i)]} {diff.Before.NameText(i)}");
        WriteSome(text, diff.Reordered, shown, i => $"<> {Symbol(explanation.Before, diff.Before, i)}");
        WriteSome(text, diff.Moved, shown, run => Run(explanation, diff, run));
    }

    static void WriteSome<T>(StreamWriter text, T[] items, int shown, Func<T, string> line)
    {
        foreach (T item in items.Take(shown))
            text.WriteLine($"    {line(item)}");
        if (items.Length > shown)
            text.WriteLine($"    and {items.Length - shown} more (--all)");
    }

    static string Run(Explanation explanation, SymbolDiff diff, MoveRun run)
    {
        string delta = (run.Delta < 0 ? "-0x" + (-run.Delta).ToString("x") : "+0x" + run.Delta.ToString("x")).PadRight(10);
        string first = Symbol(explanation.Before, diff.Before, run.First);
        return run.Count == 1 ? $"{delta} {first}" : $"{delta} {first} .. {Symbol(explanation.Before, diff.Before, run.Last)} ({run.Count})";
    }

    static string Symbol(Observation side, SymbolList list, int index) =>
        $"{(list.IsUndefined(index) ? "undefined" : side.Hex(list.Addresses[index]))} {(char)list.Types[index]} {list.NameText(index)}";

    static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
