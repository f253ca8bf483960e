namespace Kallsyms.Diagnosis;

/// <summary>The same rules where the sections of both passes are known: nothing has to be guessed from symbols.</summary>
static class SectionRules
{
    public static Verdict? Try(Comparison comparison)
    {
        if (FirstChange(comparison.Before, comparison.After) is not var (before, after))
            return null;
        SymbolDiff diff = comparison.Filtered;
        long grown = (long)(after.Size - before.Size);
        if (grown == 0)
            return Padding(comparison, before, after);
        if (TableIn(comparison.Before, before) || TableIn(comparison.After, after))
            return TableGrew(comparison, before.Name, grown);
        if (IsCode(before.Name))
            return Code(comparison, diff, before);
        bool generated = LayoutRules.IsGenerated(before.Name);
        string change = $"{(grown > 0 ? "grew" : "shrank")} by {MoveSteps.Magnitude(grown)} bytes (0x{before.Size:x} to 0x{after.Size:x})";
        return LayoutRules.Generated(
            generated ? Confidence.Proven : Confidence.Possible, before.Name, change,
            generated ? [] : [new(IncidentClass.Artifacts, "or its inputs changed between the passes")]);
    }

    /// <summary>The first section, by address, that has another size or place; null: none, or sections are not known.</summary>
    public static (SectionPlace Before, SectionPlace After)? FirstChange(SymbolSnapshot before, SymbolSnapshot after)
    {
        foreach ((SectionPlace left, SectionPlace right) in Pairs(before, after))
        {
            if (left.Size != right.Size || left.Address != right.Address)
                return (left, right);
        }
        return null;
    }

    /// <summary>Sections of the same name, in the order of the earlier pass. Per-cpu sections that are linked at zero come first.</summary>
    public static IEnumerable<(SectionPlace Before, SectionPlace After)> Pairs(SymbolSnapshot before, SymbolSnapshot after)
    {
        ILookup<string, SectionPlace> later = after.Sections.ToLookup(section => section.Name);
        var used = new Dictionary<string, int>();
        foreach (SectionPlace section in before.Sections)
        {
            int number = used.GetValueOrDefault(section.Name);
            used[section.Name] = number + 1;
            if (later[section.Name].Skip(number).Take(1).ToArray() is [SectionPlace other])
                yield return (section, other);
        }
    }

    static Verdict Padding(Comparison comparison, SectionPlace before, SectionPlace after)
    {
        long moved = (long)(after.Address - before.Address);
        bool aligned = before.Address % before.Alignment == 0 && after.Address % after.Alignment == 0;
        return LayoutRules.Padding(
            aligned ? Confidence.Proven : Confidence.Likely,
            $"the same symbols in the same order, and no section changed its size before {before.Name}, which moved by {Wording.Delta(moved)}: padding",
            [$"{before.Name} is aligned to 0x{before.Alignment:x}; the padding before it changed by {Wording.Delta(moved)} bytes"], [], firstPass: false);
    }

    static Verdict TableGrew(Comparison comparison, string section, long grown)
    {
        bool first = comparison.Before.Table is null or { IsEmpty: true };
        return LayoutRules.Padding(
            first ? Confidence.Proven : Confidence.Likely,
            $"{section}, which has the table, {(grown > 0 ? "grew" : "shrank")} by {MoveSteps.Magnitude(grown)} bytes; the same symbols in the same order, moved",
            [$"the table in each image is that of the pass before; {section} {(grown > 0 ? "grew" : "shrank")} with it", "what lies behind moved, rounded up to the alignment of each section"],
            [], first);
    }

    static Verdict Code(Comparison comparison, SymbolDiff diff, SectionPlace section)
    {
        int[] functions = [.. diff.Moved
            .Where(run => section.Covers(diff.Before.Addresses[run.First]) && run.First > 0)
            .Select(run => run.First - 1).Distinct()];
        bool? changed = functions.Length > 0 ? FunctionSizes.Changed(comparison, diff, functions[0]) : null;
        return LayoutRules.Relaxed(
            changed == true ? Confidence.Proven : changed == false || functions.Length == 0 ? Confidence.Possible : Confidence.Likely,
            functions.Length == 0 ? [section.Name] : Wording.Names(diff.Before, functions),
            functions.Length == 0 ? 0 : diff.Moved[0].Delta);
    }

    static bool TableIn(SymbolSnapshot side, SectionPlace section) => side.Table is { } table && section.Covers(table.Start);

    static bool IsCode(string name) => name.Contains("text", StringComparison.Ordinal) && !name.Contains("ftrace", StringComparison.Ordinal);
}
