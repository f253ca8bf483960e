namespace Kallsyms.Diagnosis;

/// <summary>Rule 1: one of the lists is not what it seems. KernelRelease has nothing to do with it.</summary>
static class ArtifactRules
{
    public static Verdict? Try(SymbolSnapshot before, SymbolSnapshot after)
    {
        foreach ((SymbolSnapshot empty, SymbolSnapshot other) in ((SymbolSnapshot, SymbolSnapshot)[])[(before, after), (after, before)])
        {
            if (empty.Symbols.Count == 0 && other.Symbols.Count > 0)
                return Broken(Confidence.Proven, $"{empty.Name} is empty, {other.Name} has {Wording.Count(other.Symbols.Count, "symbol")}", "I1");
        }
        if (before.Banner is { } then && after.Banner is { } now && then != now)
        {
            return Broken(Confidence.Proven, "the two images are of two builds: their version strings differ", "I3") with
            {
                Chain = [$"{before.Name}: {then}", $"{after.Name}: {now}", "one build makes the version once and links it in every pass"],
            };
        }
        return null;
    }

    /// <summary>Rule 1 where the lists differ and one of them is a System.map that was written before its image.</summary>
    public static Verdict? TryStale(SymbolSnapshot before, SymbolSnapshot after)
    {
        foreach ((SymbolSnapshot map, SymbolSnapshot image) in ((SymbolSnapshot, SymbolSnapshot)[])[(before, after), (after, before)])
        {
            if (map.ImagePath is null && image.ImagePath is not null && Path.GetFileName(map.Name) == "System.map" && map.Modified < image.Modified)
                return Stale(map, image);
        }
        return null;
    }

    /// <summary>Rule 1 where one list is the other up to some line, and ends there.</summary>
    public static Verdict? TryCut(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        if (diff.SameNames || diff.Moved.Length + diff.Retyped.Length + diff.Reordered.Length > 0 || diff.Added.Length > 0 && diff.Removed.Length > 0)
            return null;
        bool laterIsCut = diff.Removed.Length > 0;
        (int[] missing, SymbolSnapshot whole, SymbolSnapshot cut, int count) = laterIsCut
            ? (diff.Removed, comparison.Before, comparison.After, diff.Before.Count)
            : (diff.Added, comparison.After, comparison.Before, diff.After.Count);
        if (!whole.IsComplete || missing.Length < 2 || missing[0] != count - missing.Length || cut.Symbols.AddressOf("_end"u8) is not null)
            return null;
        return Broken(Confidence.Likely, $"{cut.Name} ends early: it is {whole.Name} without its last {missing.Length} symbols, _end among them", "I1");
    }

    public static Verdict Stale(SymbolSnapshot map, SymbolSnapshot image) => Broken(
        Confidence.Likely, $"{map.Name} is older than {image.Name}, and does not belong to it", "I1") with
    {
        Chain = [$"{map.Name} was written {map.Modified:yyyy-MM-dd HH:mm:ss.fff} UTC", $"{image.Name} was written {image.Modified:yyyy-MM-dd HH:mm:ss.fff} UTC"],
    };

    /// <summary>A version string that grew.</summary>
    public static Verdict OtherVersion(Comparison comparison, string summary) => Broken(comparison.AtMost(Confidence.Likely), summary, "I3");

    public static Verdict Broken(Confidence confidence, string summary, string incident) => new(IncidentClass.Artifacts, confidence, Rule.Files, summary)
    {
        Passes = MorePasses.DoNotHelp,
        Incident = Incident.Of(incident),
    };
}
