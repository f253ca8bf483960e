namespace Kallsyms.Diagnosis.Rules;

/// <summary>What moved first comes right after the version string, whose length therefore changed.</summary>
sealed class OtherVersion : Rule
{
    // The distance that a longer version string can move what follows it.
    const ulong Reach = 256;

    public override int Number => 1;

    public override string Sees => "what follows a version string moved";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Artifacts];

    public override IReadOnlyList<Incident> Incidents => [BrokenFiles.TwoVersions];

    public override Verdict? Match(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        if (LayoutChange.Find(comparison) is not { Section: null } || diff.Moved[0] is not { First: > 0 } moved)
            return null;
        string banner = diff.Before.NameText(moved.First - 1);
        bool isBanner = banner is "linux_banner" or "linux_proc_banner"
            || banner is "init_uts_ns" && MoveSteps.Magnitude(moved.Delta) < Reach;
        if (!isBanner)
            return null;
        string summary = $"what follows {banner} moved by {Wording.Delta(moved.Delta)}: the version string has another length";
        return new(IncidentClass.Artifacts, comparison.AtMost(Confidence.Likely), this, summary)
        {
            Passes = MorePasses.DoNotHelp,
            Incident = BrokenFiles.TwoVersions,
        };
    }
}
