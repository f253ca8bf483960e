using Kallsyms.Linking;
using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>
/// Describes what moved what: sections that grew, padding that appeared or vanished, labels that came to coincide. Facts only, in
/// address order.
/// </summary>
static class CauseChain
{
    const int Shown = 4;

    public static IReadOnlyList<string> Tell(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered.IsEmpty && comparison.All is { } all ? comparison.All : comparison.Filtered;
        List<string> sections = [.. Sections(comparison)];
        return [.. sections, .. sections.Count > 0 ? [] : Runs(comparison, diff), .. Meetings(comparison, diff)];
    }

    static IEnumerable<string> Sections(Comparison comparison)
    {
        ulong endBefore = 0;
        ulong endAfter = 0;
        int told = 0;
        foreach ((SectionPlace before, SectionPlace after) in SectionPairs.Match(comparison.Before, comparison.After))
        {
            long gapBefore = (long)(before.Address - endBefore);
            long gapAfter = (long)(after.Address - endAfter);
            bool neighbours = endBefore != 0 && before.Address >= endBefore && after.Address >= endAfter;
            if (neighbours && gapBefore != gapAfter && before.Alignment > 1 && told++ < Shown)
                yield return $"the padding before {before.Name} (aligned to 0x{before.Alignment:x}) went from 0x{gapBefore:x} to "
                    + $"0x{gapAfter:x} bytes";
            if (before.Size != after.Size && told++ < Shown)
                yield return $"{before.Name} {(after.Size > before.Size ? "grew" : "shrank")} from 0x{before.Size:x} to 0x{after.Size:x} "
                    + "bytes";
            (endBefore, endAfter) = (before.End, after.End);
        }
    }

    static IEnumerable<string> Runs(Comparison comparison, SymbolDiff diff)
    {
        foreach (MoveRun run in diff.Moved.Take(Shown))
        {
            string from = $"{diff.Before.NameText(run.First)} (0x{comparison.Before.Hex(diff.Before.Addresses[run.First])})";
            yield return run.Count == 1 ? $"{from} moved by {Wording.Delta(run.Delta)}"
                : $"from {from} on, {Quantity.Of(run.Count, "symbol")} moved by {Wording.Delta(run.Delta)}";
        }
        if (diff.Moved.Length > Shown)
            yield return $"and {diff.Moved.Length - Shown} more runs moved by other distances";
    }

    // Neighbours that share an address in only one of the passes.
    static IEnumerable<string> Meetings(Comparison comparison, SymbolDiff diff)
    {
        int told = 0;
        int before = -1;
        for (int i = 0; i < diff.Before.Count && told < Shown; i++)
        {
            int j = diff.Later(i);
            if (j < 0 || diff.Before.IsUndefined(i) || NameKinds.IsOwnLabel(diff.Before.Name(i), diff.Before.Types[i]))
                continue;
            if (before >= 0)
            {
                long gap = (long)(diff.Before.Addresses[i] - diff.Before.Addresses[before]);
                long gapAfter = (long)(diff.After.Addresses[j] - diff.After.Addresses[diff.Later(before)]);
                if ((gap == 0) != (gapAfter == 0)
                    && (LinkerLabel.IsLikely(diff.Before.Name(i)) || LinkerLabel.IsLikely(diff.Before.Name(before))))
                {
                    told++;
                    string pair = $"{diff.Before.NameText(before)} and {diff.Before.NameText(i)}";
                    yield return gapAfter == 0 ? $"{pair} were {Wording.Delta(gap)} bytes apart and are equal now"
                        : $"{pair} were equal and are {Wording.Delta(gapAfter)} bytes apart now";
                }
            }
            before = i;
        }
    }
}
