using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>One of the lists is not what it seems, whatever the kernel's release.</summary>
sealed class BrokenFiles : Rule
{
    /// <summary>A map that is missing, empty, truncated or that of another image.</summary>
    public static readonly Incident WrongMap = new(
        "I1", "System.map not written, linux-next, 2022", "20220114174214.1fde716e@canb.auug.org.au",
        "make the map again from the image itself: kallsyms map vmlinux > System.map");

    /// <summary>Two version strings.</summary>
    public static readonly Incident TwoVersions = new(
        "I3", "version string of another length", "http://lkml.iu.edu/hypermail/linux/kernel/1207.0/02373.html", Tree);

    /// <summary>Inputs that changed during the passes.</summary>
    public static readonly Incident ChangedInputs = new("I5", "incomplete dependencies, 2005", "8025.1104552935@ocs3.ocs.com.au", Tree);

    const string Tree = "rebuild from a tree that nothing else writes to; link all passes with one version object";

    public override int Number => 1;

    public override string Sees =>
        "a list that is missing, empty, cut off, older than its image or of another machine; two version strings";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Artifacts];

    public override IReadOnlyList<Incident> Incidents => [WrongMap, TwoVersions, ChangedInputs];

    public override Verdict? Match(Comparison comparison) =>
        MatchPair(comparison.Before, comparison.After)
        ?? (comparison.IsSame ? null : MatchStale(comparison.Before, comparison.After) ?? MatchCut(comparison));

    /// <summary>An empty list, lists of different machines, or two version strings.</summary>
    public Verdict? MatchPair(SymbolSnapshot before, SymbolSnapshot after)
    {
        foreach ((SymbolSnapshot empty, SymbolSnapshot other) in ((SymbolSnapshot, SymbolSnapshot)[])[(before, after), (after, before)])
        {
            if (empty.Symbols.Count == 0 && !empty.IsPart && other.Symbols.Count > 0)
            {
                string summary = $"{empty.Name} is empty, {other.Name} has {Quantity.Of(other.Symbols.Count, "symbol")}";
                return Broken(Confidence.Proven, summary, WrongMap);
            }
        }
        if (before.Wide != after.Wide)
        {
            return new(
                IncidentClass.Artifacts, Confidence.Proven, this,
                $"{before.Name} has addresses of {Bits(before)} bits, {after.Name} of {Bits(after)}: they are lists of different machines")
            {
                Passes = MorePasses.DoNotHelp,
                Cure = "compare two lists of one kernel",
            };
        }
        if (before.Banner is { } then && after.Banner is { } now && then != now)
        {
            return Broken(Confidence.Proven, "the two images are of two builds: their version strings differ", TwoVersions) with
            {
                Chain = [$"{before.Name}: {then}", $"{after.Name}: {now}", "one build makes the version once and links it in every pass"],
            };
        }
        return null;
    }

    static int Bits(SymbolSnapshot side) => side.Wide ? 64 : 32;

    /// <summary>Returns the verdict on a map that was written before its image.</summary>
    public Verdict Stale(SymbolSnapshot map, SymbolSnapshot image) => Broken(
        Confidence.Likely, $"{map.Name} is older than {image.Name}, and does not belong to it", WrongMap) with
    {
        Chain =
        [
            $"{map.Name} was written {map.Modified:yyyy-MM-dd HH:mm:ss.fff} UTC",
            $"{image.Name} was written {image.Modified:yyyy-MM-dd HH:mm:ss.fff} UTC",
        ],
    };

    /// <summary>Creates the verdict that files are the cause.</summary>
    public Verdict Broken(Confidence confidence, string summary, Incident incident) => new(
        IncidentClass.Artifacts, confidence, this, summary)
    {
        Passes = MorePasses.DoNotHelp,
        Incident = incident,
    };

    Verdict? MatchStale(SymbolSnapshot before, SymbolSnapshot after)
    {
        foreach ((SymbolSnapshot map, SymbolSnapshot image) in ((SymbolSnapshot, SymbolSnapshot)[])[(before, after), (after, before)])
        {
            bool isMap = map.ImagePath is null && Path.GetFileName(map.Name) == "System.map";
            if (isMap && image.ImagePath is not null && map.Modified < image.Modified)
                return Stale(map, image);
        }
        return null;
    }

    // One list equals the other up to some line, and ends there or within the next.
    Verdict? MatchCut(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        bool onlyMissing = diff.Moved.Length + diff.Retyped.Length + diff.Reordered.Length == 0;
        if (diff.SameNames || !onlyMissing)
            return null;
        bool laterIsCut = diff.Removed.Length > diff.Added.Length;
        (int[] missing, int[] others, SymbolList all, SymbolList rest) = laterIsCut
            ? (diff.Removed, diff.Added, diff.Before, diff.After)
            : (diff.Added, diff.Removed, diff.After, diff.Before);
        (SymbolSnapshot whole, SymbolSnapshot cut) = laterIsCut ? (comparison.Before, comparison.After)
            : (comparison.After, comparison.Before);
        bool isTail = missing.Length > 1 && missing[0] == all.Count - missing.Length;
        if (!whole.IsComplete || !isTail || cut.Symbols.AddressOf("_end"u8) is not null
            || others.Length > 0 && !IsCutName(others, rest, missing[0], all))
        {
            return null;
        }
        string summary = $"{cut.Name} ends early{(others.Length > 0 ? ", within a line" : "")}: it is {whole.Name} without its last "
            + $"{Quantity.Of(missing.Length, "symbol")}, _end among them";
        return Broken(Confidence.Likely, summary, WrongMap);
    }

    // The start of the name that comes next is the last one.
    static bool IsCutName(int[] others, SymbolList rest, int next, SymbolList all) => others is [var last] && last == rest.Count - 1
        && rest.Addresses[last] == all.Addresses[next] && all.Name(next).StartsWith(rest.Name(last));
}
